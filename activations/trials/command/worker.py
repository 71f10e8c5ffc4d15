"""A process that carries out trials one after the other: `python -m activations.trials.command.worker`.

A line of JSON on stdin names a trial; lines of JSON on stdout say how it goes and end with its result or its error.
"""

import importlib
import json
import os
import sys
import time
import traceback

import torch

from activations.trials import engine
from activations.trials.result import Result

TELL_EVERY = 0.2  # seconds between two lines on how it goes


def carry_out(order: dict, tell) -> None:
    """Carry out one trial; `tell` receives what becomes a line each."""
    told = 0.0
    try:
        trial = importlib.import_module(order["trials_module"]).find(order["trial"])
        for step in engine.run(trial, first_seed=order["first_seed"]):
            if isinstance(step, Result):
                tell({"result": step.to_plain()})
            elif time.perf_counter() - told >= TELL_EVERY:
                told = time.perf_counter()
                tell({"done": step.done, "doing": str(step.doing)})
    except Exception as error:  # whatever it is: it is reported, and the next trial has its turn
        tell({"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})


def main() -> None:
    torch.set_num_threads(1)  # several processes on as many cores: more threads would get in each other's way
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # a stray print must not get between the lines

    def tell(line: dict) -> None:
        lines.write(json.dumps(line, allow_nan=False) + "\n")
        lines.flush()

    for order in sys.stdin:
        carry_out(json.loads(order), tell)


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # who asked has gone
