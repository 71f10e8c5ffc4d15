"""The trainer process as the web server holds it: a subprocess, a thread that writes to it, one that listens to it."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from activations.live import protocol

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 3.0  # seconds for the process to end by itself


class TrainerProcess:
    """One process, from its start to its end. `take` gets every message, `ended` the exit code, both in a thread."""

    def __init__(
        self,
        take: Callable[["TrainerProcess", dict, dict[str, np.ndarray]], None],
        ended: Callable[["TrainerProcess", int], None],
    ) -> None:
        self._take, self._ended = take, ended
        self._process = subprocess.Popen(
            [sys.executable, "-m", "activations.live.trainer.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        )
        self._outbox: queue.SimpleQueue = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._write_all)]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def write(self, command: dict | None) -> None:
        """Hand a command to the writer: a process slow to read must not hold up the web server. None ends it."""
        self._outbox.put(command)

    def close(self) -> None:
        """Wait for its end, which the command None brings about."""
        try:
            self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for thread in self._threads:
            thread.join()

    def _write_all(self) -> None:
        # A dead process is noticed by its listener, which reports it: nothing to do about it here.
        with contextlib.suppress(OSError, ValueError):
            while (command := self._outbox.get()) is not None:
                protocol.write(self._process.stdin, json.dumps(command).encode())
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._process.stdout:
            while (message := protocol.read(self._process.stdout)) is not None:
                self._take(self, *protocol.unpack(message))
        self._ended(self, self._process.wait())
