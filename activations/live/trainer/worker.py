"""The trainer process: `python -m activations.live.trainer.worker`. Commands come in on stdin, frames go out on stdout.

It owns every job given to it and shares its time among those that are busy, a slice each in turn. A job has a thread of
its own, so that it can be interrupted between any two pieces of its work (see activations.turns); only one of them runs
at a time. It ends when stdin closes, so it never outlives the web server. It knows no language: what it says are Texts.
"""

import inspect
import logging
import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import IO

import torch

from activations.language import translate as _
from activations.language.text import Text
from activations.live import messages, protocol
from activations.live.messages import Answer, Command, Create, Drop, Failed, Frame, Message, Started
from activations.live.pulse import Pulse
from activations.live.trainer.job import Job, wrong_values
from activations.turns import Task, aside

SLICE = 0.012  # seconds a job works before the next one has its turn
LATENCY = 0.05  # seconds of commands, one after the other, before the jobs have a turn again
BEAT = 1.0  # seconds to wait for a command with nothing to do, before the server is shown that all is well
IDLE = 0.004  # seconds to wait for a command while every busy job is held back by its speed limit

logger = logging.getLogger(__name__)


class Seat:
    """One run in the worker: its job, the thread that works at it, and what it was told and has not done yet."""

    def __init__(self, message: Create, emit: Callable[[Message], None], failed: Callable[[Exception], None]) -> None:
        self.run, self.message, self._arrays = message.run, replace(message, arrays={}), message.arrays
        self.job: Job | None = None
        self.commands: deque[Command] = deque()
        self.may_work = False  # in this turn, or only do what it was told
        self.hungry = False  # whether it had more to do when its last turn was over
        self.used = 0.0  # seconds of processor time that it is charged with
        self._emit, self._failed = emit, failed
        self._task = Task(self._live, name=f"job {message.run[:8]}")

    @property
    def ended(self) -> bool:
        return self._task.ended

    @property
    def away(self) -> bool:
        return self._task.away

    @property
    def waiting(self) -> bool:
        """Whether there is anything to do for it in a turn."""
        if not self._task.resting or self.job is None or self.commands:
            return not self._task.away
        return self.job.busy or self.job.frame_due()

    @property
    def busy(self) -> bool:
        """Whether it is to have more turns without being told anything more."""
        return not self.ended and (self.away or self.waiting)

    def turn(self, may_work: bool) -> bool:
        """Let it work for a slice, or only do what it was told. Whether it did anything and has more to do."""
        before, self.may_work, self.worked = self._task.used, may_work, False
        self._task.resume(SLICE)
        self.used += self._task.used - before
        return self.worked or not (self._task.resting or self._task.away or self._task.ended)

    def tell(self, command: Command) -> None:
        """It is carried out at once, unless the job is within a piece of its work: then after that."""
        self.commands.append(command)
        if self._task.resting:
            self.turn(may_work=False)

    def drop(self) -> None:
        self._task.drop()

    # -- in its own thread --------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            module, _colon, name = self.message.job.partition(":")
            try:
                if module not in sys.modules:
                    with aside():  # the first time that takes seconds
                        import_module(module)
                arrays, self._arrays = self._arrays, {}  # which may be large: they are not kept
                values = self.message.values | ({"arrays": arrays} if arrays else {})
                self.job = job = getattr(import_module(module), name)(**values)
            except ValueError as error:
                self._emit(Failed(self.run, Text.of(error), refused=True))
                return
            self._task.rest()
            while True:
                self._turn(job)
                self._task.rest()
        except Exception as error:
            self._failed(error)
        finally:
            self.job = None

    def _turn(self, job: Job) -> None:
        while self.commands:
            command = self.commands.popleft()
            try:
                bound(command, job)()
            except ValueError as error:
                self._emit(Answer(self.run, Text.of(error)))
        if not self.may_work:
            return
        if job.frame_due():  # before the work: the first piece of it may take long
            self._emit(Frame(self.run, *job.frame()))
        self.worked = job.work(SLICE)


class Worker:
    """Jobs by the token of their run, advanced in turn; `emit` receives what is to be sent."""

    def __init__(self, emit: Callable[[Message], None], works_at: Callable[[str], None] = lambda run: None) -> None:
        """`works_at` is told the run that has the turn next."""
        self.seats: dict[str, Seat] = {}
        self.emit, self.works_at = emit, works_at

    @property
    def jobs(self) -> Mapping[str, Job]:
        """Those that are made."""
        return {run: seat.job for run, seat in self.seats.items() if seat.job is not None}

    def handle(self, message: Message) -> None:
        """Carry out one message. What goes wrong with a job is said to its run; the others go on."""
        match message:
            case Create():
                self._forget(message.run)
                self.seats[message.run] = seat = Seat(message, self.emit, lambda error: self._fail(message.run, error))
                self._turn(seat, may_work=False)
            case Command():
                seat = self.seats.get(message.run)
                if seat is not None:  # else it has ended, and its run was told so
                    self.works_at(seat.run)
                    seat.tell(message)
                    self._put_away(seat)
            case Drop():
                self._forget(message.run)
            case other:
                logger.error("The web server sent %s, which is not for the trainer process.", type(other).__name__)

    def turn(self, between: Callable[[], None] = lambda: None) -> bool:
        """One slice of every busy job, and the frames that are due. True if any of them worked.

        `between` is called after each slice.
        """
        worked = False
        least = min((seat.used for seat in self.seats.values() if seat.hungry), default=0.0)
        for seat in list(self.seats.values()):
            if seat.run not in self.seats:  # dropped between two slices
                continue
            if not seat.waiting:
                seat.hungry = False
                continue
            if not seat.hungry:  # it has no claim on the time that it did not use
                seat.used = max(seat.used, least)
            elif seat.used > least + SLICE:  # it has had more than the others, by a long piece of work
                worked = True
                continue
            worked |= self._turn(seat, may_work=True)
            between()
        return worked

    def _turn(self, seat: Seat, may_work: bool) -> bool:
        self.works_at(seat.run)
        seat.hungry = seat.turn(may_work)
        self._put_away(seat)
        return seat.hungry

    def _put_away(self, seat: Seat) -> None:
        if seat.ended and self.seats.get(seat.run) is seat:
            del self.seats[seat.run]

    @property
    def busy(self) -> bool:
        return any(seat.busy for seat in self.seats.values())

    def _forget(self, run: str) -> None:
        seat = self.seats.pop(run, None)
        if seat is not None:
            seat.drop()

    def _fail(self, run: str, error: Exception) -> None:
        logger.error("A run ended with an error.", exc_info=error)
        self.emit(Failed(run, Text.of(f"{type(error).__name__}: {error}")))


def bound(message: Command, job: Job) -> Callable[[], None]:
    """The command with its values, ready to be called. Raises ValueError if the job has none such."""
    command = job.commands.get(message.do)
    if command is None:
        said = _("This run knows no command {command!r}: it knows {known}.")
        raise ValueError(said.format(command=message.do, known=", ".join(job.commands)))
    try:
        inspect.signature(command).bind(**message.values)
    except TypeError:
        raise wrong_values(message.do, message.values) from None
    return lambda: command(**message.values)


def read_commands(stream: IO[bytes], commands: "queue.Queue[Message | None]") -> None:
    """Put every message of `stream` into the queue, and None at its end or after one of another version."""
    while (data := protocol.read(stream)) is not None:
        try:
            commands.put(messages.unpack(data))
        except messages.OtherVersionError:  # the server finds out by the version of Started, and says so
            logger.error("The web server speaks another version of the messages.", exc_info=True)
            break
        except ValueError:
            logger.exception("The web server sent what is no message.")
    commands.put(None)


def main() -> None:
    torch.set_num_threads(1)  # with the web server on the same cores, two threads are many times slower than one
    frames = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a stray print must not get between the frames
    commands: queue.Queue[Message | None] = queue.Queue()
    threading.Thread(target=read_commands, args=(sys.stdin.buffer, commands), daemon=True).start()
    ended = threading.Event()

    def emit(message: Message) -> None:  # in whatever thread has the turn
        try:
            protocol.write(frames, messages.pack(message))
        except BrokenPipeError:
            os._exit(0)  # the web server has gone; there is nobody left to tell

    pulse = Pulse(int(sys.argv[1])) if len(sys.argv) > 1 else None
    beat = pulse.beat if pulse else lambda run="": None
    worker = Worker(emit, works_at=beat)
    worker.emit(Started())

    def handle(wait: float = 0.0) -> None:
        """The messages that have come, for no longer than LATENCY: then the jobs have a turn again."""
        until = time.perf_counter() + LATENCY
        try:
            while not ended.is_set() and time.perf_counter() <= until:
                command = commands.get(block=wait != 0, timeout=wait)
                wait = 0.0
                if command is None:
                    ended.set()
                else:
                    worker.handle(command)
        except queue.Empty:
            pass

    while not ended.is_set():
        worked = worker.turn(between=handle)
        if not worked:
            beat()
        handle(BEAT if not worker.busy else (0.0 if worked else IDLE))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        os._exit(0)
