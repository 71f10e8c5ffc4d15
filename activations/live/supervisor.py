"""The web server's side of training: starts the trainer process, keeps what it reports, restarts it when it dies."""

import contextlib
import functools
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from activations.live import protocol
from activations.live.inside import PREFIX
from activations.live.learned import LEARNED
from activations.live.watched import SETTINGS, Run
from activations.training.experiment import Experiment

ROOT = Path(__file__).resolve().parents[2]
GRACE = 6.0  # seconds a run goes on with no page watching: a reload takes less, and a closed tab is felt within 10
FIRST_GRACE = 60.0  # seconds for a new run's page to connect at all: a slow browser loads the charts first
RUNS_AT_MOST = 64  # in one server; each holds a few MB
RESTARTS_AT_MOST = 5  # within RESTART_WINDOW seconds: a process that keeps dying is not started for ever
RESTART_WINDOW = 60.0
DEATHS_AT_MOST = 2  # of the trainer process while it trained a run: the run is probably why


# What a browser has: life, generation, and the last step of what was evaluated, observed and learned.
Seen = tuple[int, int, int, int, int]
NOTHING_SEEN: Seen = (-1, -1, -1, -1, -1)
EVALUATED = ("steps", "train_loss", "test_loss", "test_accuracy")


class Supervisor:
    """All runs of this server. Methods may be called from any thread."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.lock = threading.RLock()
        self.process: subprocess.Popen | None = None
        self._restarts: list[float] = []
        self._closing = False
        self._threads: list[threading.Thread] = []
        self._outbox: queue.SimpleQueue | None = None
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
            self._ensure_process()
            run = Run(secrets.token_urlsafe(32), experiment, device)
            self.runs[run.token] = run
            self._send_create(run)
            return run

    def warm(self) -> None:
        """Start the trainer process before the first run asks for it: importing PyTorch takes it some seconds."""
        with self.lock:
            if not self._closing:
                self._ensure_process()

    def get(self, token: str | None) -> Run | None:
        return self.runs.get(token or "")

    def send(self, run: Run, do: str, **values) -> None:
        """A command for a run: play, pause, step(count), reset, learning_rate(value), speed(value), seed(value),
        inside(value), closer(value), in_bin(value), watch(value),
        intervene(intervention: Intervention.to_plain(), whose step is where the run is when it arrives).
        """
        with self.lock:
            if do in SETTINGS:
                setattr(run, SETTINGS[do], values["value"])
            if do in ("play", "step", "reset"):
                run.notice = ""
            if do in ("play", "pause", "step", "reset"):
                run.wanted = "playing" if do == "play" else "paused"
            if run.status == "failed" and do in ("play", "step", "reset"):
                self._begin_again(run)
            elif do == "reset":
                run.resets += 1
            self._write({"run": run.token, "do": do, **values})

    def drop(self, token: str) -> None:
        with self.lock:
            if self.runs.pop(token, None):
                self._write({"run": token, "do": "drop"})

    def adopt(self, token: str, experiment: Experiment, device: str) -> Run | None:
        """The run a reloaded page had before, if it is still here, unwatched, and of the same experiment."""
        with self.lock:
            run = self.runs.get(token)
            if run is None or not run.is_of(experiment, device) or run.watchers or not run.ever_watched:
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

    def since(self, run: Run, seen: Seen) -> tuple[bytes, Seen]:
        """One message with what a browser that has `seen` lacks, and what it has then."""
        with self.lock:
            current = (run.life, run.header.get("generation", 0))
            anew = seen[:2] != current
            evaluated, observed, learned = (-1, -1, -1) if anew else seen[2:]
            rows = run.evaluated.after(evaluated) | run.observed.after(observed) | run.learned.after(learned)
            arrays = rows | run.pictures
            header = {**run.header, "life": run.life, "anew": anew, "notice": run.notice}
            return protocol.pack(header, arrays), (*current, run.evaluated.last, run.observed.last, run.learned.last)

    # -- trainer process --------------------------------------------------------------------------------------------

    def _ensure_process(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap_for_ever, daemon=True)
            self._reaper.start()
        if self.process is None:
            self._start()
        elif (code := self.process.poll()) is not None:
            self._replace(code)

    def _start(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "activations.live.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
        )
        self._outbox = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._listen, args=(self.process,), daemon=True),
            threading.Thread(target=self._write_all, args=(self.process, self._outbox), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _write(self, command: dict | None) -> None:
        """Hand a command to the writer: a trainer process that is slow to read must not hold up the web server."""
        if self._outbox is not None:
            self._outbox.put(command)

    @staticmethod
    def _write_all(process: subprocess.Popen, outbox: queue.SimpleQueue) -> None:
        # A dead process is noticed by its listener, which starts another: nothing to do about it here.
        with contextlib.suppress(OSError, ValueError):
            while (command := outbox.get()) is not None:
                protocol.write(process.stdin, json.dumps(command).encode())
        with contextlib.suppress(OSError):
            process.stdin.close()

    def _send_create(self, run: Run) -> None:
        self._write({"run": run.token, "do": "create", "experiment": run.experiment.to_json(), "device": run.device})
        for do, name in SETTINGS.items():
            if value := getattr(run, name):
                self._write({"run": run.token, "do": do, "value": value})

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
        if header.get("generation", run.header.get("generation")) != run.header.get("generation"):
            run.forget()
        run.header = {**run.header, **header}
        run.evaluated.append({name: arrays.pop(name) for name in EVALUATED if name in arrays})
        run.observed.append({name: arrays.pop(name) for name in list(arrays) if name.startswith(PREFIX)})
        run.learned.append({name: arrays.pop(name) for name in list(arrays) if name.startswith(LEARNED)})
        run.pictures = arrays
        run.version += 1
        if run.status in ("finished", "failed") and run.header.get("generation", 0) >= run.resets:
            run.wanted = run.status

    def _ended(self, process: subprocess.Popen) -> None:
        """The trainer process has gone: say so and start another, unless the server is closing."""
        code = process.wait()
        with self.lock:
            if not self._closing and process is self.process:
                self._replace(code)

    def _replace(self, code: int) -> None:
        """Start another trainer process after one ended, and put every run back at its start there."""
        self._write(None)
        now = time.monotonic()
        self._restarts = [moment for moment in self._restarts if now - moment < RESTART_WINDOW] + [now]
        why = f"killed by signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        again = len(self._restarts) <= RESTARTS_AT_MOST
        if again:
            self._start()
        else:
            self.process = self._outbox = None
        for run in self.runs.values():
            at = f" at step {run.header['step']:,}" if run.header.get("step") else ""
            run.deaths += run.wanted == "playing"
            if again and run.deaths < DEATHS_AT_MOST:
                run.notice = (
                    f"The trainer process ended unexpectedly{at} ({why}). It has been started again, and your run "
                    "is back at step 0: press Play, and equal settings give equal numbers."
                )
                self._begin_again(run)
            else:
                run.notice = (
                    f"The trainer process ended again{at} ({why}), and this run is not started by itself any more. "
                    "It may need more memory than there is: take a smaller network or fewer seeds, then press Reset."
                )
                run.forget()
                run.life += 1
                run.version += 1
                run.wanted = "failed"
                run.header = {"status": "failed", "step": 0, "generation": 0, "message": ""}

    def _begin_again(self, run: Run) -> None:
        """The same run from its start, in the trainer process of now; what was done in it is planned in it."""
        run.experiment = replace(run.experiment, interventions=run.interventions)
        run.forget()
        run.life += 1
        run.version += 1
        run.resets = 0
        run.wanted = "paused"
        run.header = {"status": "starting", "step": 0, "generation": 0, "message": ""}
        self._ensure_process()
        self._send_create(run)

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
            self._write(None)  # the process ends by itself when its commands end
        if process is None:
            return
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
        for thread in self._threads:
            thread.join()


@functools.cache
def shared_supervisor() -> Supervisor:
    """The one supervisor of this server process."""
    return Supervisor()
