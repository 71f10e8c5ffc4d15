"""A run of an hour must not grow: the trainer process and the server sped up, and the page that watches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.hour import HOUR, MINUTE

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 3600  # 3 of an hour's 60 minutes: after one of them all that is kept is thinned out for the first time


def test_memory_of_the_trainer_and_the_server_stays_flat():
    """Measured after a minute's frames and after more of them; the growth between is taken for as long as an hour."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.hour", str(FRAMES)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    memory = {int(frame): size for frame, size in found["megabytes"].items()}
    growth = (memory[FRAMES] - memory[FRAMES // 2]) / (FRAMES / 2) * HOUR
    print(
        f"\ntrainer and server, {FRAMES:,} frames in {found['seconds']:.0f} s: "
        f"{memory[MINUTE]:.0f} MB after one minute's "
        f"{MINUTE:,}, {memory[FRAMES]:.0f} MB at the end; the second half would grow by {growth:.0f} MB an hour"
    )
    assert memory[FRAMES] < 1.05 * memory[MINUTE] + 10
    assert growth < 0.2 * memory[MINUTE] + 20
