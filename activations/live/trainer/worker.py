"""The trainer process: `python -m activations.live.trainer.worker`. Commands come in on stdin, frames go out on stdout.

It owns every run given to it and shares its time among those that play, a slice each in turn. It ends when stdin
closes, so it never outlives the web server.
"""

import importlib
import json
import os
import queue
import sys
import threading
import time
import traceback
from typing import Any, BinaryIO

import torch

from activations.experiment.experiment import Experiment
from activations.language import SOURCE, use
from activations.language import translate as _
from activations.live import protocol
from activations.live.trainer.race import LiveRun
from activations.live.trainer.trial import LiveTrial

SLICE = 0.012  # seconds a run trains before the next one has its turn
IDLE = 0.004  # seconds to wait for a command while every playing run is held back by its speed limit


class Worker:
    """Runs and trials by id, advanced in turn; `emit` receives every frame as packed bytes."""

    def __init__(self, emit) -> None:
        self.runs: dict[str, LiveRun | LiveTrial] = {}
        self.emit = emit
        self.languages: dict[str, str] = {}  # of the page that shows a run: what is said of it is said in it
        self._debts: dict[str, float] = {}  # seconds that a run has worked beyond its slices

    def handle(self, command: dict[str, Any]) -> None:
        """Carry out one command. What goes wrong with a run is reported in a frame of that run; the others go on."""
        name = command["run"]
        if command["do"] == "language":  # comes before the run is made: what is wrong with it is said so, too
            self.languages[name] = command["value"]
        with use(self.languages.get(name, SOURCE)):
            self._handle(name, command)

    def _handle(self, name: str, command: dict[str, Any]) -> None:
        try:
            if command["do"] == "create":
                experiment = Experiment.from_json(command["experiment"])
                self.runs[name] = LiveRun(experiment, command.get("device", "cpu"))
            elif command["do"] == "create_trial":
                trial = importlib.import_module(command["book"]).find(command["trial"])
                self.runs[name] = LiveTrial(trial, command["settings"], command["seeds"], command["first_seed"])
            elif command["do"] == "drop":
                self._forget(name)
                self.languages.pop(name, None)
            elif name in self.runs:
                self._act(self.runs[name], command)
        except ValueError as error:
            self._report(name, str(error))
        except Exception as error:
            self._fail(name, error)

    @staticmethod
    def _act(run: LiveRun | LiveTrial, command: dict[str, Any]) -> None:
        match command["do"]:
            case "stop":
                run.stop()
            case "play":
                run.play()
            case "pause":
                run.pause()
            case "step":
                run.step(command["count"])
            case "reset":
                run.reset()
            case "learning_rate":
                run.set_learning_rate(command["value"])
            case "intervene":
                run.intervene(command["intervention"])
            case "speed":
                run.speed = command["value"]
            case "inside":
                run.look_inside(command["value"])
            case "watch":
                run.watch(command["value"])
            case "closer":
                run.look_closer(command["value"])
            case "in_bin":
                run.find_in_bin(command["value"])
            case "seed":
                run.show_seed(command["value"])
            case "language":
                run.changed = True  # the next frame says all of it in the new one
            case unknown:
                raise ValueError(_("The trainer process knows no command {command!r}.").format(command=unknown))

    def turn(self) -> bool:
        """One slice of every playing run, and the frames that are due. True if any run trained."""
        trained = False
        for name, run in list(self.runs.items()):
            with use(self.languages.get(name, SOURCE)):
                try:
                    trained |= self._slice(name, run)
                    if run.frame_due():
                        header, arrays = run.frame()
                        self.emit(protocol.pack({"run": name, **header}, arrays))
                except Exception as error:
                    self._fail(name, error)
        return trained

    def _slice(self, name: str, run: LiveRun | LiveTrial) -> bool:
        """Let a run work, unless it still owes the others: a piece of a trial is longer than a slice."""
        debt = self._debts.get(name, 0.0)
        if run.busy and debt >= SLICE:
            self._debts[name] = debt - SLICE
            return True  # there is work left: no time to wait for a command
        started = time.perf_counter()
        trained = run.work(SLICE)
        self._debts[name] = max(0.0, debt + time.perf_counter() - started - SLICE)
        return trained

    @property
    def playing(self) -> bool:
        return any(run.busy for run in self.runs.values())

    def _forget(self, name: str) -> None:
        self.runs.pop(name, None)
        self._debts.pop(name, None)

    def _report(self, name: str, sentence: str) -> None:
        run = self.runs.get(name)
        if isinstance(run, LiveRun):
            run.message = sentence
            run.changed = True
        else:
            self._forget(name)
            self.emit(protocol.pack({"run": name, "status": "failed", "message": sentence, "error": sentence}))

    def _fail(self, name: str, error: Exception) -> None:
        traceback.print_exception(error, file=sys.stderr)
        self._forget(name)
        what = f"{type(error).__name__}: {error}"
        sentence = _("This run ended with an error in the trainer process: {what}").format(what=what)
        self.emit(protocol.pack({"run": name, "status": "failed", "message": sentence, "error": what}))


def read_commands(stream: BinaryIO, commands: queue.Queue) -> None:
    """Put every command of `stream` into the queue, and None at its end."""
    while (message := protocol.read(stream)) is not None:
        commands.put(json.loads(message))
    commands.put(None)


def main() -> None:
    torch.set_num_threads(1)  # with the web server on the same cores, two threads are many times slower than one
    frames = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a stray print must not get between the frames
    commands: queue.Queue = queue.Queue()
    threading.Thread(target=read_commands, args=(sys.stdin.buffer, commands), daemon=True).start()
    worker = Worker(lambda message: protocol.write(frames, message))
    while True:
        trained = worker.turn()
        wait = None if not worker.playing else (0 if trained else IDLE)
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
