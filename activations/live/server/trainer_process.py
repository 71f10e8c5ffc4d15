"""The trainer process as the web server holds it: a subprocess, a thread that writes to it, one that listens to it."""

import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from activations.language import marked as N_
from activations.language.text import Text
from activations.live import messages, protocol, pulse
from activations.live.messages import Message

ROOT = Path(__file__).resolve().parents[3]
START = 60.0  # seconds until it must have begun: a busy machine loads PyTorch slowly
PATIENCE = 3.0  # seconds for the process to end by itself

logger = logging.getLogger(__name__)


class TrainerProcess:
    """One process, from its start to its end.

    `take` gets every message; `ended` why it ended, and what is wrong with it if it was this side that ended it. Both
    are called in the thread that listens.
    """

    def __init__(
        self,
        take: Callable[["TrainerProcess", Message], None],
        ended: Callable[["TrainerProcess", Text, Text | None], None],
    ) -> None:
        self._take, self._ended = take, ended
        self._why: Text | None = None  # why this side has killed it
        self._heard = 0, time.monotonic()  # beats, and when the last one was noticed
        with tempfile.TemporaryFile() as file:  # both sides map it, and need no name for it
            file.truncate(pulse.LAYOUT.size)
            self._pulse = pulse.Pulse(file.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-m", "activations.live.trainer.worker", str(file.fileno())],
                pass_fds=(file.fileno(),),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,  # Ctrl+C in a terminal is for the server, which ends this process itself
                cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            )
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._write_all)]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def why_ended(self) -> Text | None:
        """Its exit code in words, or None while it runs."""
        code = self.poll()
        return None if code is None else self._why or exit_words(code)

    @property
    def works_at(self) -> str:
        """The token of the run that it works at, or worked at when it ended; "" for none."""
        return self._pulse.read()[1]

    def silence(self) -> float:
        """Seconds since it last showed that it is alive, by the clock of this process; asked often enough.

        Before it has begun it is still loading what it needs: it may take START seconds for that.
        """
        beats, now = self._pulse.read()[0], time.monotonic()
        if beats != self._heard[0]:
            self._heard = beats, now
        return max(0.0, now - self._heard[1] - (0.0 if beats else START))

    def kill(self, why: Text) -> None:
        """End it at once; `ended` is then told this reason."""
        self._why = why
        self._process.kill()

    def write(self, data: bytes | None) -> None:
        """Hand a message to the writer: a process slow to read must not hold up the web server. None ends it."""
        self._outbox.put(data)

    def close(self) -> None:
        """Wait for its end, which writing None brings about."""
        try:
            self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            logger.warning("The trainer process did not end by itself within %g seconds: it is killed.", PATIENCE)
            self._process.kill()
        for thread in self._threads:
            thread.join()

    def _write_all(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            while (data := self._outbox.get()) is not None:
                protocol.write(stream, data)
            stream.close()
        except OSError as error:  # it has died, which its listener reports
            logger.debug("Nothing can be written to the trainer process any more: %s", error)

    def _listen(self) -> None:
        stream, problem = self._process.stdout, None
        assert stream is not None
        with stream:
            try:
                while (data := protocol.read(stream)) is not None:
                    self._pass_on(messages.unpack(data))
            except messages.OtherVersionError as error:
                problem = error.text
            except ValueError:
                logger.exception("The trainer process sent what is no message.")
                problem = Text(N_("The trainer process sent what cannot be read: restart the app."))
            if problem is not None:
                self._process.kill()
        words = exit_words(self._process.wait())
        self._ended(self, self._why or words, problem)

    def _pass_on(self, message: Message) -> None:
        try:
            self._take(self, message)
        except Exception:  # of one run: the others go on
            logger.exception("A message of the trainer process could not be taken in.")


def exit_words(code: int) -> Text:
    """The exit code of a process, in words."""
    if code < 0:
        names = {one.value: one.name for one in signal.Signals}  # real-time signals have none
        return Text(N_("killed by signal {name}"), name=names.get(-code, str(-code)))
    return Text(N_("exit code {code}"), code=code)
