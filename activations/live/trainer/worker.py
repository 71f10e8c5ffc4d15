"""The trainer process: `python -m activations.live.trainer.worker`. Commands come in on stdin, frames go out on stdout.

It owns every job given to it and shares its time among those that are busy, a slice each in turn. It ends when stdin
closes, so it never outlives the web server. It knows no language: what it says are Texts.
"""

import inspect
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import IO

import torch

from activations.language import translate as _
from activations.language.text import Text
from activations.live import messages, protocol
from activations.live.messages import Answer, Command, Create, Drop, Failed, Frame, Message, Started
from activations.live.trainer.job import Job, wrong_values

SLICE = 0.012  # seconds a job works before the next one has its turn
IDLE = 0.004  # seconds to wait for a command while every busy job is held back by its speed limit

logger = logging.getLogger(__name__)


class Worker:
    """Jobs by the token of their run, advanced in turn; `emit` receives what is to be sent."""

    def __init__(self, emit: Callable[[Message], None]) -> None:
        self.jobs: dict[str, Job] = {}
        self.emit = emit
        self._debts: dict[str, float] = {}  # seconds that a job has worked beyond its slices

    def handle(self, message: Message) -> None:
        """Carry out one message. What goes wrong with a job is said to its run; the others go on."""
        match message:
            case Create():
                self._create(message)
            case Command():
                self._command(message)
            case Drop():
                self._forget(message.run)
            case other:
                logger.error("The web server sent %s, which is not for the trainer process.", type(other).__name__)

    def _create(self, message: Create) -> None:
        module, _colon, name = message.job.partition(":")
        try:
            self.jobs[message.run] = getattr(import_module(module), name)(**message.values)
        except ValueError as error:
            self.emit(Failed(message.run, Text.of(error), refused=True))
        except Exception as error:
            self._fail(message.run, error)

    def _command(self, message: Command) -> None:
        job = self.jobs.get(message.run)
        if job is None:
            return  # it has ended, and its run was told so
        try:
            bound(message, job)()
        except ValueError as error:
            self.emit(Answer(message.run, Text.of(error)))
        except Exception as error:
            self._fail(message.run, error)

    def turn(self) -> bool:
        """One slice of every busy job, and the frames that are due. True if any of them worked."""
        worked = False
        for name, job in list(self.jobs.items()):
            try:
                worked |= self._slice(name, job)
                if job.frame_due():
                    self.emit(Frame(name, *job.frame()))
            except Exception as error:
                self._fail(name, error)
        return worked

    def _slice(self, name: str, job: Job) -> bool:
        """Let a job work, unless it still owes the others: a piece of a trial is longer than a slice."""
        debt = self._debts.get(name, 0.0)
        if job.busy and debt >= SLICE:
            self._debts[name] = debt - SLICE
            return True  # there is work left: no time to wait for a command
        started = time.perf_counter()
        worked = job.work(SLICE)
        self._debts[name] = max(0.0, debt + time.perf_counter() - started - SLICE)
        return worked

    @property
    def busy(self) -> bool:
        return any(job.busy for job in self.jobs.values())

    def _forget(self, name: str) -> None:
        self.jobs.pop(name, None)
        self._debts.pop(name, None)

    def _fail(self, name: str, error: Exception) -> None:
        logger.error("A run ended with an error.", exc_info=error)
        self._forget(name)
        self.emit(Failed(name, Text.of(f"{type(error).__name__}: {error}")))


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
    worker = Worker(lambda message: protocol.write(frames, messages.pack(message)))
    worker.emit(Started())
    while True:
        worked = worker.turn()
        wait = None if not worker.busy else (0 if worked else IDLE)
        try:
            command = commands.get(block=wait != 0, timeout=wait)
            while True:
                if command is None:
                    return
                worker.handle(command)
                command = commands.get_nowait()
        except queue.Empty:
            continue


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # the web server has gone; there is nobody left to tell
