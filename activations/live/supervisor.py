"""The web server's side of training: starts the trainer process, keeps what it reports, restarts it when it dies."""

import contextlib
import functools
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from activations.live import protocol
from activations.live.inside import PREFIX
from activations.live.rows import Rows
from activations.live.run import BY_SEED
from activations.training.experiment import Experiment
from activations.training.trainer import Snapshot

ROOT = Path(__file__).resolve().parents[2]
GRACE = 6.0  # seconds a run goes on with no page watching: a reload takes less, and a closed tab is felt within 10
FIRST_GRACE = 60.0  # seconds for a new run's page to connect at all: a slow browser loads the charts first
RUNS_AT_MOST = 64  # in one server; each holds a few MB
RESTARTS_AT_MOST = 5  # within RESTART_WINDOW seconds: a process that keeps dying is not started for ever
RESTART_WINDOW = 60.0


@dataclass
class Run:
    """What the web server knows of one run. Guarded by the supervisor's lock."""

    token: str
    experiment: Experiment
    device: str
    header: dict = field(default_factory=lambda: {"status": "starting", "step": 0, "generation": 0, "message": ""})
    pictures: dict[str, np.ndarray] = field(default_factory=dict)
    evaluated: Rows = field(default_factory=lambda: Rows("steps"))
    observed: Rows = field(default_factory=lambda: Rows(f"{PREFIX}steps"))
    wanted: str = "paused"  # what the page asked for last: its buttons need not wait for the trainer process
    version: int = 0  # grows with every frame
    life: int = 0  # grows when the trainer process was restarted under the run
    notice: str = ""  # what the server has to say about the run, in plain words
    watchers: int = 0
    unwatched_since: float = field(default_factory=time.monotonic)
    ever_watched: bool = False
    speed: float | None = None
    seed_shown: int = 0
    looking: bool = False  # whether the inside of the networks is observed

    @property
    def status(self) -> str:
        return self.header["status"]

    def snapshot(self) -> Snapshot | None:
        """The last evaluation that the trainer process reported, or None before the first."""
        if "diverged_at" not in self.pictures:
            return None
        values = {name: self.pictures[f"{name}_by_seed"].astype(np.float64) for name in BY_SEED}
        marks = self.pictures["diverged_at"]
        return Snapshot(step=self.header["evaluated_at"], diverged=marks >= 0, diverged_at=marks, **values)

    def forget(self) -> None:
        self.pictures = {}
        self.evaluated.clear()
        self.observed.clear()


Seen = tuple[int, int, int, int]  # what a browser has: life, generation, last evaluated step, last observed step
NOTHING_SEEN: Seen = (-1, -1, -1, -1)
EVALUATED = ("steps", "train_loss", "test_loss", "test_accuracy")


class Supervisor:
    """All runs of this server. Methods may be called from any thread."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.lock = threading.RLock()
        self.process: subprocess.Popen | None = None
        self._restarts: list[float] = []
        self._closing = False
        self._listener: threading.Thread | None = None
        self._reaper: threading.Thread | None = None

    # -- pages call these -------------------------------------------------------------------------------------------

    def create(self, experiment: Experiment, device: str = "cpu") -> Run:
        """A new run, paused at step 0, its token known to its page alone. Raises ValueError when the server is full."""
        with self.lock:
            self.reap()
            if len(self.runs) >= RUNS_AT_MOST:
                raise ValueError(
                    f"{RUNS_AT_MOST} runs are open on this server, which is all it takes. "
                    "Close a tab that races, or try again in a minute."
                )
            run = Run(secrets.token_urlsafe(32), experiment, device)
            self.runs[run.token] = run
            self._ensure_process()
            self._send_create(run)
            return run

    def get(self, token: str | None) -> Run | None:
        return self.runs.get(token or "")

    def send(self, run: Run, do: str, **values) -> None:
        """A command for a run: play, pause, step(count), reset, learning_rate(value), speed(value), seed(value),
        intervene(intervention: Intervention.to_plain(), whose step is where the run is when it arrives).
        """
        with self.lock:
            if do == "speed":
                run.speed = values["value"]
            elif do == "inside":
                run.looking = values["value"]
            elif do == "seed":
                run.seed_shown = values["value"]
            if do in ("play", "step", "reset"):
                run.notice = ""
            if do in ("play", "pause", "step", "reset"):
                run.wanted = "playing" if do == "play" else "paused"
            self._write({"run": run.token, "do": do, **values})

    def drop(self, token: str) -> None:
        with self.lock:
            if self.runs.pop(token, None):
                self._write({"run": token, "do": "drop"})

    def adopt(self, token: str, experiment: Experiment, device: str) -> Run | None:
        """The run a reloaded page had before, if it is still here, unwatched, and of the same experiment."""
        with self.lock:
            run = self.runs.get(token)
            same = run is not None and run.experiment == experiment and run.device == device
            return run if same and run.watchers == 0 and run.ever_watched else None

    # -- the feed calls these ---------------------------------------------------------------------------------------

    def watch(self, run: Run) -> None:
        with self.lock:
            run.watchers += 1
            run.ever_watched = True

    def unwatch(self, run: Run) -> None:
        with self.lock:
            run.watchers -= 1
            run.unwatched_since = time.monotonic()

    def since(self, run: Run, seen: Seen) -> tuple[bytes, Seen]:
        """One message with what a browser that has `seen` lacks, and what it has then."""
        with self.lock:
            current = (run.life, run.header.get("generation", 0))
            anew = seen[:2] != current
            evaluated, observed = (-1, -1) if anew else seen[2:]
            arrays = run.evaluated.after(evaluated) | run.observed.after(observed) | run.pictures
            header = {**run.header, "life": run.life, "anew": anew, "notice": run.notice}
            return protocol.pack(header, arrays), (*current, run.evaluated.last, run.observed.last)

    # -- trainer process --------------------------------------------------------------------------------------------

    def _ensure_process(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()
        if self.process is None or self.process.poll() is not None:
            self._start()

    def _start(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "activations.live.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
        )
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _write(self, command: dict) -> None:
        # A dead process is noticed by its listener, which starts another: nothing to do about it here.
        with contextlib.suppress(OSError, AttributeError, ValueError):
            protocol.write(self.process.stdin, json.dumps(command).encode())

    def _send_create(self, run: Run) -> None:
        self._write({"run": run.token, "do": "create", "experiment": run.experiment.to_json(), "device": run.device})
        if run.speed is not None:
            self._write({"run": run.token, "do": "speed", "value": run.speed})
        if run.looking:
            self._write({"run": run.token, "do": "inside", "value": True})
        if run.seed_shown:
            self._write({"run": run.token, "do": "seed", "value": run.seed_shown})

    def _listen(self, process: subprocess.Popen) -> None:
        with contextlib.suppress(OSError, ValueError), process.stdout:
            while (message := protocol.read(process.stdout)) is not None:
                header, arrays = protocol.unpack(message)
                with self.lock:
                    if process is self.process:
                        self._take(header, arrays)
        self._ended(process)

    def _take(self, header: dict, arrays: dict[str, np.ndarray]) -> None:
        run = self.runs.get(header.pop("run"))
        if run is None:
            return
        if header.get("generation", 0) != run.header.get("generation", 0):
            run.forget()
        run.header = {**run.header, **header}
        run.evaluated.append({name: arrays.pop(name) for name in EVALUATED if name in arrays})
        run.observed.append({name: arrays.pop(name) for name in list(arrays) if name.startswith(PREFIX)})
        run.pictures = arrays
        run.version += 1
        if run.status in ("finished", "failed"):
            run.wanted = run.status

    def _ended(self, process: subprocess.Popen) -> None:
        """The trainer process has gone. Unless the server is closing: say so in every run and start another."""
        code = process.wait()
        with contextlib.suppress(OSError):  # what was still to be written to it has nowhere to go
            process.stdin.close()
        with self.lock:
            if self._closing or process is not self.process:
                return
            now = time.monotonic()
            self._restarts = [moment for moment in self._restarts if now - moment < RESTART_WINDOW] + [now]
            why = f"killed by signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            again = len(self._restarts) <= RESTARTS_AT_MOST
            if again:
                self._start()
            for run in self.runs.values():
                at = f" at step {run.header['step']:,}" if run.header.get("step") else ""
                run.forget()
                run.life += 1
                run.wanted = "paused"
                run.version += 1
                run.header = {"status": "starting" if again else "failed", "step": 0, "generation": 0, "message": ""}
                if again:
                    run.notice = (
                        f"The trainer process ended unexpectedly{at} ({why}). It has been started again, and your run "
                        "is back at step 0: press Play, and equal settings give equal numbers."
                    )
                    self._send_create(run)
                else:
                    run.notice = (
                        f"The trainer process ended {len(self._restarts)} times within a minute ({why}) and is not "
                        "started again by itself. Try a smaller network or fewer seeds, then press Reset."
                    )

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
            process, listener = self.process, self._listener
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()  # the process ends by itself when its commands end
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
        listener.join()


@functools.cache
def shared_supervisor() -> Supervisor:
    """The one supervisor of this server process."""
    return Supervisor()
