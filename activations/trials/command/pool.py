"""Carries out many trials on several processes, one thread of arithmetic each."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activations.trials.result import Result

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One trial to be carried out."""

    trial: str  # its id
    first_seed: int
    repetition: int = 0
    alone: bool = False  # with nothing else running: it measures time
    cost: float = 1.0  # seconds that it will take, as far as is known


@dataclass(frozen=True, kw_only=True)
class Event:
    """How a task goes: it is finished once there is a result or an error."""

    task: Task
    done: float = 0.0  # 0 to 1
    doing: str = ""
    result: Result | None = None
    error: str = ""
    trace: str = ""

    @property
    def finished(self) -> bool:
        return self.result is not None or bool(self.error)


def carry_out(tasks: Sequence[Task], processes: int, trials_module: str) -> Generator[Event, None, None]:
    """Events of all tasks until each has finished; `trials_module` is the module whose `find(id)` knows the trials.

    The tasks start in the order given, those that need the machine to themselves at the end, one by one. Closing the
    iterator ends the processes at once.
    """
    together = [task for task in tasks if not task.alone]
    alone = [task for task in tasks if task.alone]
    for some, count in ((together, min(processes, len(together))), (alone, 1)):
        if some:
            yield from _carry_out(some, count, trials_module)


def _carry_out(tasks: Sequence[Task], processes: int, trials_module: str) -> Generator[Event, None, None]:
    waiting = deque(tasks)
    events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
    hands = [Hand(waiting, events, trials_module) for _ in range(processes)]
    try:
        left = len(tasks)
        while left:
            event = events.get()
            if isinstance(event, BaseException):
                raise event
            left -= event.finished
            yield event
    finally:
        for hand in hands:
            hand.end()


class Hand:
    """A thread that gives the waiting tasks to a process of its own, one after the other."""

    def __init__(self, waiting: deque[Task], events: queue.SimpleQueue, trials_module: str) -> None:
        self._waiting, self._events, self._trials_module = waiting, events, trials_module
        self._process: subprocess.Popen | None = None
        self._lock = threading.Lock()
        self._ending = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """At once, whatever it does."""
        with self._lock:
            self._ending = True
            if self._process is not None:
                self._process.kill()
        self._thread.join()

    def _work(self) -> None:
        try:
            while not self._ending:
                try:
                    task = self._waiting.popleft()
                except IndexError:
                    return
                self._carry_out(task)
        except BaseException as error:  # nobody waits for this thread: the one that reads the events raises it
            self._events.put(error)
        finally:
            self._let_go()

    def _carry_out(self, task: Task) -> None:
        process: Any = self._started()
        if process is None:
            return
        order = {"trials_module": self._trials_module, "trial": task.trial, "first_seed": task.first_seed}
        with contextlib.suppress(OSError):  # a dead process is found by reading as well
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        for line in process.stdout:
            said = json.loads(line)
            if "result" in said:
                said["result"] = Result.from_plain(said["result"])
            event = Event(task=task, **said)
            self._events.put(event)
            if event.finished:
                return
        code = process.wait()
        if not self._ending:
            self._events.put(Event(task=task, error=f"Its process {exit_words(code)}."))
        self._let_go()

    def _started(self) -> subprocess.Popen | None:
        """The process, which lives from one task to the next; None if all is over."""
        with self._lock:
            if self._process is None and not self._ending:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "activations.trials.command.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    cwd=ROOT,
                    env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
                    start_new_session=True,  # Ctrl-C is for the one who reads the events
                )
            return self._process

    def _let_go(self) -> None:
        """The process ends when there is nothing to read for it any more."""
        with self._lock:
            process: Any = self._process
            self._process = None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()
            process.wait()


def exit_words(code: int) -> str:
    """The exit code of a process, in words."""
    if code >= 0:
        return f"ended with code {code}"
    names = {one.value: one.name for one in signal.Signals}  # real-time signals have none
    return f"was killed by signal {names.get(-code, -code)}"
