"""Memory of an hour's live run, sped up: what the trainer process and the web server do for each frame, without a wait.

    python -m tests.benchmarks.hour 72000

A live run sends at most 20 frames a second and is looked into at most 10 times a second: an hour is 72,000 frames, a
minute 1,200. Here every frame comes right after the last one, with a step, a look inside, the record of who is dead and
the path of two weights each time, and is taken in as the web server does, which packs the news for a browser. Prints
JSON: the resident memory in MB of this process, which plays both parts, after a minute and each sixth of the frames.
"""

import json
import sys
import time

import psutil
import torch

from activations import Arm, Experiment
from activations.live import protocol
from activations.live.server.race import RaceRun
from activations.live.trainer import looks
from activations.live.trainer import race as live

MINUTE, HOUR = 1200, 72_000


def sped_up() -> None:
    """Steps one at a time, and a look at every frame, whatever it costs."""
    live.CHUNK = 0.0
    live.LOOK_SHARE = looks.LOOKS_PER_SECOND = 1e9


def resident() -> float:
    return psutil.Process().memory_info().rss / 2**20


def measure(frames: int) -> dict:
    """The numbers that `main` prints, for a run of as many frames."""
    torch.set_num_threads(1)
    sped_up()
    arms = [Arm("relu"), Arm("prelu")]
    experiment = Experiment(arms=arms, data="sine", widths=(4, 4), seeds=1, batch_size=8, samples=100, steps=100_000)
    run = live.RaceJob(experiment)
    run.look_inside(True)
    run.watch({"path": {"layer": 1, "unit": 0, "weights": [0, 1]}, "raster": {"layer": 0, "arm": None}})
    kept, position = RaceRun(experiment), None
    run.play()
    started, memory = time.perf_counter(), {}
    for frame in range(1, frames + 1):
        run.work(0.0)
        header, arrays = run.frame()
        kept.take(*protocol.unpack(protocol.pack(header, arrays)))
        *news, position = kept.news(position)
        protocol.pack(*news)
        if frame == MINUTE or frame % (frames // 6) == 0:
            memory[frame] = round(resident(), 1)
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "steps": run.trainer.step,
        "looks": run.looks.observer._observed,
        "rows": [len(kept.evaluated), len(kept.observed)],
        "megabytes": memory,
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
