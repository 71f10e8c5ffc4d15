"""The web server's side of training: starts the trainer process, passes messages on, restarts it when it dies."""

import functools
import logging
import threading
import time
from typing import Any, TypeVar

from activations.language import translate as _
from activations.language.text import Text
from activations.live import messages
from activations.live.messages import Command, Drop, Message, Started
from activations.live.server.run import Run
from activations.live.server.trainer_process import TrainerProcess

GRACE = 8.0  # seconds a run goes on with no page watching: a reload takes less, and a closed tab is felt within 10
FIRST_GRACE = 60.0  # seconds for a new run's page to connect at all: a slow browser loads the charts first
MAX_RUNS = 64  # in one server; each holds a few MB
MAX_RESTARTS = 5  # within RESTART_WINDOW seconds: a process that keeps dying is not started for ever
RESTART_WINDOW = 60.0

R = TypeVar("R", bound=Run)
logger = logging.getLogger(__name__)


class Supervisor:
    """All runs of this server, whatever their kind. Methods may be called from any thread.

    Its lock guards which runs there are and which process they are in, and is held for moments only; each run has a
    lock of its own. Who holds a run's lock must not ask for this one.
    """

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.lock = threading.RLock()
        self.process: TrainerProcess | None = None
        self._restarts: list[float] = []
        self._closing = False
        self._reaper: threading.Thread | None = None

    # -- pages call these -------------------------------------------------------------------------------------------

    def open(self, run: R) -> R:
        """Start a new run. Raises ValueError when the server is full, or when it may not run beside another one."""
        with self.lock:
            self.reap()
            if len(self.runs) >= MAX_RUNS:
                raise ValueError(
                    _(
                        "{count} runs are open on this server, the largest number allowed. Close a tab with a "
                        "race or a trial, or try again in a minute."
                    ).format(count=MAX_RUNS)
                )
            if sentence := run.conflict(self.runs.values()):
                raise ValueError(sentence)
            self._ensure_process()
            self.runs[run.token] = run
            self._make(run)
            return run

    def warm(self) -> None:
        """Start the trainer process before the first run asks for it: importing PyTorch takes it some seconds."""
        with self.lock:
            if not self._closing:
                self._ensure_process()

    def get(self, token: str | None) -> Run | None:
        return self.runs.get(token or "")

    def send(self, run: Run, do: str, **values: Any) -> None:
        """A command for a run: see the commands of its job."""
        with self.lock, run.lock:
            if run.asked(do, values):
                self._ensure_process()
                self._make(run)
            self._write(Command(run.token, do, values))

    def drop(self, token: str) -> None:
        with self.lock:
            run = self.runs.pop(token, None)
            if run is not None:
                self._write(Drop(token))
                run.close()

    def adopt(self, token: str, *asked: Any) -> Run | None:
        """What a reloaded page watched before, if it is still here, unwatched, and what is asked for: see Run.is_of."""
        with self.lock:
            run = self.runs.get(token)
            if run is None or not run.is_of(*asked) or run.watchers or not run.ever_watched:
                return None
            run.unwatched_since = time.monotonic()  # its page is loading: it has the whole grace time to connect
            return run

    # -- the feed calls these ---------------------------------------------------------------------------------------

    def watch(self, run: Run) -> None:
        with self.lock:
            run.watchers += 1
            run.ever_watched = True

    def unwatch(self, run: Run) -> None:
        with self.lock:
            run.watchers -= 1
            run.unwatched_since = time.monotonic()

    # -- trainer process --------------------------------------------------------------------------------------------

    def _ensure_process(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()
        if self.process is None:
            self.process = TrainerProcess(self._take, self._ended)
        elif (why := self.process.why_ended()) is not None:
            self._replace(why)

    def _write(self, message: Message) -> None:
        if self.process is not None:
            self.process.write(messages.pack(message))

    def _make(self, run: Run) -> None:
        """Have it made in the process of now."""
        with run.lock:
            run.source = self.process
            for message in (run.creation(), *run.settings()):
                self._write(message)

    def _take(self, process: TrainerProcess, message: Message) -> None:
        """Pass a message of a trainer process on to its run, in the thread that listens to the process."""
        if isinstance(message, Started):
            return
        run = self.runs.get(message.run)
        if run is not None and isinstance(message, messages.FROM_TRAINER):
            run.receive(message, process)

    def _ended(self, process: TrainerProcess, why: Text, problem: Text | None) -> None:
        """The trainer process has gone: say so and start another, unless the server is closing. With a `problem`,
        which another process would have as well, none is started, and every run ends with it.
        """
        with self.lock:
            if self._closing or process is not self.process:
                return
            logger.error("The trainer process has ended: %s.", problem or why)
            if problem is None:
                self._replace(why)
                return
            self.process = None
            for run in self.runs.values():
                with run.lock:
                    run.failed(problem, refused=True)
                    run.changed()

    def _replace(self, why: Text) -> None:
        """Start another trainer process after one ended, and put every run back at its start there."""
        if self.process is not None:
            self.process.write(None)
        now = time.monotonic()
        self._restarts = [moment for moment in self._restarts if now - moment < RESTART_WINDOW] + [now]
        again = len(self._restarts) <= MAX_RESTARTS
        self.process = TrainerProcess(self._take, self._ended) if again else None
        for run in self.runs.values():
            with run.lock:
                run.source = None
                if run.lost(why, again):
                    self._make(run)

    # -- the end ----------------------------------------------------------------------------------------------------

    def reap(self) -> None:
        """Drop the runs that no page has watched for a while."""
        now = time.monotonic()
        with self.lock:
            for run in list(self.runs.values()):
                grace = GRACE if run.ever_watched else FIRST_GRACE
                if run.watchers == 0 and now - run.unwatched_since > grace:
                    self.drop(run.token)

    def _reap_for_ever(self) -> None:
        while not self._closing:
            time.sleep(1)
            self.reap()

    def close(self) -> None:
        """End the trainer process and forget all runs."""
        with self.lock:
            self._closing = True
            for token in list(self.runs):
                self.drop(token)
            process = self.process
            if process is not None:
                process.write(None)  # it ends by itself when its commands end
        if process is not None:
            process.close()


@functools.cache
def shared_supervisor() -> Supervisor:
    """The one supervisor of this server process."""
    return Supervisor()
