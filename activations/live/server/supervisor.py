"""The web server's side of training: starts the trainer process, passes messages on, restarts it when it dies."""

import functools
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from activations.language import marked as N_
from activations.language import translate as _
from activations.language.text import Text
from activations.live import messages
from activations.live.messages import Command, Drop, Frame, Message, Started
from activations.live.server.run import Run, Session
from activations.live.server.trainer_process import TrainerProcess

LEFT_GRACE = 2.0  # seconds that a run which was never watched outlives its session: a connection may break off
GRACE = 8.0  # seconds a run goes on without its session, or without its page if it is of none
RELOAD = 60.0  # and seconds that one which can pause is kept, paused: a reload of its page on a busy server takes less
UNWATCHED = 60.0  # seconds without a page after which a run of a session that is there pauses
FIRST_GRACE = 60.0  # seconds for a new run's page to connect at all: a slow browser loads the charts first
MAX_OF_SESSION = 4  # runs of one session: a tab shows a race or a trial, and may have left the other
MAX_RUNS = 64  # in the trainer process at once: what they hold is bounded by the limits of an experiment
MAX_WAITING = 1000  # runs that are not made yet, of all sessions: a few kB each
MAX_HELD = 100  # commands that a run is told before it is made
MAX_WATCHERS = 16  # pages that watch one run
NOTICED = 5.0  # seconds without an answer of the trainer process after which its runs say so
REPLACED = 30.0  # and after which it is replaced
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
        self._slow: queue.SimpleQueue[tuple[Run, Any, TrainerProcess] | None] = queue.SimpleQueue()
        self._slow_taker: threading.Thread | None = (
            None  # takes what may wait for a disk, so that no frame waits for it
        )

    # -- pages call these -------------------------------------------------------------------------------------------

    def open(self, run: R) -> R:
        """Note a new run. It is made in the trainer process when its page watches it or tells it to do something, and
        there is a free place; until then it costs nothing. Raises ValueError when its session has too many, or when it
        may not run beside another one.
        """
        with self.lock:
            self.reap()
            if sentence := run.conflict(self.runs.values()):
                raise ValueError(sentence)
            self._make_room(run)
            self._ensure_reaper()
            self.runs[run.token] = run
            self._admit()
            return run

    def _make_room(self, run: Run) -> None:
        """Drop the oldest runs that nobody watches, if this one's session has too many, or too many are not made."""
        if run.owner is not None:
            own = [one for one in self.runs.values() if one.owner and one.owner.name == run.owner.name]
            for one in [one for one in own if not one.watchers][: max(0, len(own) - MAX_OF_SESSION + 1)]:
                self.drop(one.token)
                own.remove(one)
            if len(own) >= MAX_OF_SESSION:
                said = _("This tab has {count} runs open, the most that are allowed: close one of its pages.")
                raise ValueError(said.format(count=len(own)))
        idle = [one for one in self.runs.values() if not one.made and not one.watchers]
        for one in idle[: max(0, len(idle) - MAX_WAITING + 1)]:
            self.drop(one.token)

    def _admit(self) -> None:
        """Make the runs that are wanted, in the order in which they came, as far as there are places."""
        if self._closing or not any(one.wants_place and not one.made for one in self.runs.values()):
            return
        self._ensure_process()
        wanted = sum(one.wants_place and not one.made for one in self.runs.values())
        places = MAX_RUNS - sum(one.made and one.status != "failed" for one in self.runs.values())
        idle = [one for one in self.runs.values() if one.made and not one.watchers and one.idle]
        for run in sorted(idle, key=lambda one: one.unwatched_since)[: max(0, wanted - places)]:
            self._forget(run)  # whose page makes another when it is seen again
            places += 1
        for run in [one for one in self.runs.values() if one.wants_place and not one.made]:
            with run.lock:
                if places > 0:
                    places -= 1
                    if run.queued:
                        run.queued = False
                        run.waits(None)
                    self._make(run)
                elif not run.queued:
                    run.queued = True
                    said = N_(
                        "{count} runs are open on this server, the largest number allowed. This one begins by itself "
                        "as soon as another one ends."
                    )
                    run.waits(Text(said, count=MAX_RUNS))

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
            again, command = run.asked(do, values), Command(run.token, do, values)
            if run.made and not again:
                self._write(command)
                return
            if not run.is_setting(do):  # which are told when it is made
                run.wants_place = True
                run.held = [*run.held, command][-MAX_HELD:]
            if again:
                run.source = None
            if run.token in self.runs:
                self._admit()

    def drop(self, token: str) -> None:
        with self.lock:
            run = self.runs.get(token)
            if run is not None:
                self._forget(run)
                self._admit()

    def _forget(self, run: Run) -> None:
        del self.runs[run.token]
        if run.made:
            self._write(Drop(run.token))
        run.close()

    def adopt(self, token: str, *asked: Any, owner: Session | None = None) -> Run | None:
        """What a reloaded page watched before, if it is still here, unwatched, and what is asked for: see Run.is_of.

        It belongs to the page's session of now, `owner`.
        """
        with self.lock:
            run = self.runs.get(token)
            if run is None or not run.is_of(*asked) or run.watchers or not run.ever_watched:
                return None
            run.unwatched_since = time.monotonic()  # its page is loading: it has the whole grace time to connect
            run.owner = owner or run.owner
            return run

    # -- the feed calls these ---------------------------------------------------------------------------------------

    def watch(self, run: Run) -> bool:
        """A page watches it from now on; False if too many do already. The first one has it made."""
        with self.lock:
            if run.watchers >= MAX_WATCHERS:
                return False
            run.watchers += 1
            run.ever_watched = run.wants_place = True
            if run.token in self.runs:
                self._admit()
            self._tell(run, run.resume)
            return True

    def _tell(self, run: Run, change: Callable[[], str | None]) -> None:
        with run.lock:
            if command := change():
                self._write(Command(run.token, command, {}))
                run.changed()

    def unwatch(self, run: Run) -> None:
        with self.lock:
            run.watchers -= 1
            run.unwatched_since = time.monotonic()

    # -- trainer process --------------------------------------------------------------------------------------------

    def _ensure_reaper(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()
            self._slow_taker = threading.Thread(target=self._take_slow, daemon=True)
            self._slow_taker.start()

    def _ensure_process(self) -> None:
        self._ensure_reaper()
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
            held, run.held = run.held, []
            for message in (run.creation(), *run.settings(), *held):
                self._write(message)

    def _take(self, process: TrainerProcess, message: Message) -> None:
        """Pass a message of a trainer process on to its run, in the thread that listens to the process."""
        if isinstance(message, Started):
            return
        run = self.runs.get(message.run)
        if run is None or not isinstance(message, messages.FROM_TRAINER):
            return
        if isinstance(message, Frame) and run.takes_long(message.header):
            self._slow.put((run, message, process))
        else:
            run.receive(message, process)

    def _take_slow(self) -> None:
        while (one := self._slow.get()) is not None:
            run, message, process = one
            try:
                run.receive(message, process)
            except Exception:  # of one run: the others go on
                logger.exception("A message of the trainer process could not be taken in.")

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
                    run.wants_place = False
                    run.failed(problem, refused=True)
                    run.changed()

    def _replace(self, why: Text) -> None:
        """Start another trainer process after one ended, and put every run back at its start there."""
        blamed = ""
        if self.process is not None:
            blamed = self.process.works_at
            self.process.write(None)
        now = time.monotonic()
        self._restarts = [moment for moment in self._restarts if now - moment < RESTART_WINDOW] + [now]
        again = len(self._restarts) <= MAX_RESTARTS
        self.process = TrainerProcess(self._take, self._ended) if again else None
        for run in self.runs.values():
            if run.made:
                with run.lock:
                    run.source = None
                    run.stalls(None)
                    run.wants_place = run.lost(why, again, run.token == blamed)
        if again:
            self._admit()

    # -- the end ----------------------------------------------------------------------------------------------------

    def reap(self) -> None:
        """Drop the runs that nobody will come back to, and pause those that have not been watched for a while."""
        with self.lock:
            for run in list(self.runs.values()):
                if run.watchers:
                    continue
                now = time.monotonic()
                here = run.owner is not None and run.owner.here()
                if here and run.ever_watched:
                    run.here_at = now
                unwatched = now - run.unwatched_since
                if here and run.ever_watched and unwatched > UNWATCHED:
                    self._tell(run, run.rest)
                can_pause = run.ever_watched and run.stays
                left = now - max(run.unwatched_since, run.here_at)
                if (here and can_pause) or left <= self._grace(run, here):
                    continue
                if can_pause and left <= RELOAD:
                    self._tell(run, run.rest)
                else:
                    self.drop(run.token)

    @staticmethod
    def _grace(run: Run, here: bool) -> float:
        """Seconds that it stays without its session, or without a page that has ever watched it."""
        if run.ever_watched:
            return GRACE
        return FIRST_GRACE if run.owner is None or here else LEFT_GRACE

    def _reap_for_ever(self) -> None:
        while not self._closing:
            time.sleep(1)
            self.reap()
            self._listen_to_pulse()

    def _listen_to_pulse(self) -> None:
        """Say it if the trainer process does not answer, and replace it if that does not end."""
        with self.lock:
            process = self.process
            if process is None or self._closing:
                return
            silence = process.silence()
            why = Text(N_("The trainer has not answered for {seconds:.0f} s."), seconds=silence)
            for run in self.runs.values():
                if run.made and (run.stalled is not None or silence >= NOTICED):
                    with run.lock:
                        run.stalls(why if silence >= NOTICED else None)
            if silence >= REPLACED:
                logger.error("The trainer process has not answered for %.0f s: it is replaced.", silence)
                process.kill(Text(N_("it did not answer for {seconds:.0f} s"), seconds=silence))

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
        if self._slow_taker is not None:
            self._slow.put(None)
            self._slow_taker.join()  # a result that has come is stored


@functools.cache
def shared_supervisor() -> Supervisor:
    """The one supervisor of this server process."""
    return Supervisor()
