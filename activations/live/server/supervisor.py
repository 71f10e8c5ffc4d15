"""The web server's side of training: starts the trainer process, keeps what it reports, restarts it when it dies."""

import functools
import importlib
import secrets
import signal
import threading
import time
from collections.abc import Callable, Mapping

import numpy as np

from activations.experiment.experiment import Experiment
from activations.language import SOURCE, use
from activations.language import translate as _
from activations.live import protocol
from activations.live.server.race import NOTHING_SEEN, Run, Seen, Watched
from activations.live.server.trainer_process import TrainerProcess
from activations.live.server.trial import TrialRun
from activations.trials import engine
from activations.trials.store import Store, shared_store

__all__ = ["NOTHING_SEEN", "Run", "Supervisor", "TrialRun", "shared_supervisor"]

GRACE = 8.0  # seconds a run goes on with no page watching: a reload takes less, and a closed tab is felt within 10
FIRST_GRACE = 60.0  # seconds for a new run's page to connect at all: a slow browser loads the charts first
RUNS_AT_MOST = 64  # in one server; each holds a few MB
RESTARTS_AT_MOST = 5  # within RESTART_WINDOW seconds: a process that keeps dying is not started for ever
RESTART_WINDOW = 60.0


class Supervisor:
    """All runs and running trials of this server. Methods may be called from any thread."""

    def __init__(self, store: Callable[[], Store] = shared_store, book: str = "activations.trials") -> None:
        """Results of trials go into `store()`; `book` is the module whose `find(id)` knows the trials."""
        self.runs: dict[str, Watched] = {}
        self.lock = threading.RLock()
        self.process: TrainerProcess | None = None
        self._store, self._book = store, book
        self._restarts: list[float] = []
        self._closing = False
        self._reaper: threading.Thread | None = None

    # -- pages call these -------------------------------------------------------------------------------------------

    def create(self, experiment: Experiment, device: str = "cpu", language: str = SOURCE) -> Run:
        """A new run, paused at step 0, its token known to its page alone. Raises ValueError when the server is full.

        What is said of the run, here and in the trainer process, is said in `language`.
        """
        with self.lock:
            return self._open(Run(secrets.token_urlsafe(32), experiment, device, language=language))

    def create_trial(
        self,
        trial_id: str,
        settings: Mapping[str, object] | None = None,
        seeds: int | None = None,
        first_seed: int = 0,
        *,
        session: str,
        language: str = SOURCE,
    ) -> TrialRun:
        """Start a trial, the standard one without settings and seeds; its result goes into the store.

        `session` says whose it is, `language` in which its frames speak. Raises ValueError on impossible settings,
        when this session runs that trial already, and when the server is full.
        """
        trial = importlib.import_module(self._book).find(trial_id)
        engine.run(trial, settings, first_seed=first_seed, seeds=seeds)  # computes nothing yet, but checks everything
        run = TrialRun(
            token=secrets.token_urlsafe(32),
            trial=trial_id,
            settings=dict(settings or {}),
            seeds=seeds,
            first_seed=first_seed,
            session=session,
            book=self._book,
            language=language,
        )
        with self.lock:
            for other in self.runs.values():
                if (
                    isinstance(other, TrialRun)
                    and other.running
                    and (other.session, other.trial) == (session, trial_id)
                ):
                    raise ValueError(_("This trial is running already: wait for its verdict, or stop it first."))
            return self._open(run)

    def _open(self, run):
        self.reap()
        if len(self.runs) >= RUNS_AT_MOST:
            raise ValueError(
                _(
                    "{count} runs are open on this server, the largest number allowed. Close a tab with a "
                    "race or a trial, or try again in a minute."
                ).format(count=RUNS_AT_MOST)
            )
        self._ensure_process()
        self.runs[run.token] = run
        self._make(run)
        return run

    def warm(self) -> None:
        """Start the trainer process before the first run asks for it: importing PyTorch takes it some seconds."""
        with self.lock:
            if not self._closing:
                self._ensure_process()

    def get(self, token: str | None) -> Run | TrialRun | None:
        return self.runs.get(token or "")

    def send(self, run: Run | TrialRun, do: str, **values) -> None:
        """A command for a run: play, pause, step(count), reset, learning_rate(value), speed(value), seed(value),
        inside(value), closer(value), in_bin(value), watch(value), language(value),
        intervene(intervention: Intervention.to_plain(), whose step is where the run is when it arrives).
        A trial knows stop and language(value).
        """
        with self.lock:
            if run.asked(do, **values):
                self._ensure_process()
                self._make(run)
            self._write({"run": run.token, "do": do, **values})

    def drop(self, token: str) -> None:
        with self.lock:
            if self.runs.pop(token, None):
                self._write({"run": token, "do": "drop"})

    def adopt(self, token: str, *asked) -> Run | TrialRun | None:
        """What a reloaded page watched before, if it is still here, unwatched, and what is asked for: the same
        experiment and device, or the same trial.
        """
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

    def since(self, run: Run | TrialRun, seen: Seen) -> tuple[bytes, Seen]:
        """One message with what a browser that has `seen` lacks, and what it has then."""
        with self.lock:
            header, arrays, has = run.news(seen)
        return protocol.pack(header, arrays), has

    def past(self, run: Run | TrialRun, seen: Seen) -> tuple[bytes, ...]:
        """Messages of the moments that were kept of a run, for a browser that had `seen` before it was told anew."""
        with self.lock:
            return run.past(seen)

    # -- trainer process --------------------------------------------------------------------------------------------

    def _ensure_process(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()
        if self.process is None:
            self.process = TrainerProcess(self._take, self._ended)
        elif (code := self.process.poll()) is not None:
            self._replace(code)

    def _write(self, command: dict) -> None:
        if self.process is not None:
            self.process.write(command)

    def _make(self, run: Run | TrialRun) -> None:
        for command in run.creation():
            self._write({"run": run.token, **command})

    def _take(self, process: TrainerProcess, header: dict, arrays: dict[str, np.ndarray]) -> None:
        token = header.pop("run")
        run = self.runs.get(token)
        if isinstance(run, TrialRun) and process is self.process:
            # Before it is seen to have finished, and without the lock: another process may be writing there.
            run.keep(header, self._store)
        with self.lock:
            if process is self.process and (run := self.runs.get(token)):
                run.take(header, arrays)

    def _ended(self, process: TrainerProcess, code: int) -> None:
        """The trainer process has gone: say so and start another, unless the server is closing."""
        with self.lock:
            if not self._closing and process is self.process:
                self._replace(code)

    def _replace(self, code: int) -> None:
        """Start another trainer process after one ended, and put every run back at its start there."""
        self.process.write(None)
        now = time.monotonic()
        self._restarts = [moment for moment in self._restarts if now - moment < RESTART_WINDOW] + [now]
        again = len(self._restarts) <= RESTARTS_AT_MOST
        self.process = TrainerProcess(self._take, self._ended) if again else None
        for run in self.runs.values():
            with use(run.language):
                again_here = run.lost(why_ended(code), again)
            if again_here:
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
            self.runs.clear()
            process = self.process
            if process is not None:
                process.write(None)  # it ends by itself when its commands end
        if process is not None:
            process.close()


def why_ended(code: int) -> str:
    """The exit code of a process, in words."""
    if code < 0:
        return _("killed by signal {name}").format(name=signal.Signals(-code).name)
    return _("exit code {code}").format(code=code)


@functools.cache
def shared_supervisor() -> Supervisor:
    """The one supervisor of this server process."""
    return Supervisor()
