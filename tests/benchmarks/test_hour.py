"""A run of an hour must not grow: the trainer process and the server sped up, and the page that watches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.hour import HOUR, MINUTE

pytestmark = [pytest.mark.benchmark, pytest.mark.long, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
# Of 72,000 an hour. All that is kept has been thinned out several times by then: the rest of the hour is more of that.
FRAMES, PAGE_FRAMES = 1800, 9600
FILLED = 2 * MINUTE  # frames after which nearly all that the page keeps is there


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


# Frames as they come from a run, each with a row of everything that is kept over steps and with pictures of its own;
# every hundredth is drawn. What the page keeps must not grow with their number.
FRAMES_INTO_THE_PAGE = """async (count) => {
  const { board } = document.querySelector('.lab-race');
  const kept = Object.values(board).filter((one) => one?.kept?.length && one.prefix !== undefined);
  for (let i = 0; i < count; i += 1) {
    const arrays = structuredClone(board.last.arrays);
    const step = board.last.header.step + 1;
    for (const rows of kept) {
      arrays[rows.prefix + 'steps'] = { shape: [1], values: Int32Array.of(step) };
      for (const [name, numbers] of Object.entries(rows.latest().values)) {
        arrays[rows.prefix + name] = { shape: [1, numbers.length], values: numbers.slice() };
      }
    }
    board.last = { header: { ...board.last.header, step, evaluated_at: step }, arrays };
    board.remember(board.last, false);
    if (i % 100 === 0) {
      await board.drawWithin(60);
      await new Promise((done) => setTimeout(done));
    }
  }
  return kept.length;
}"""


def test_memory_of_the_page_stays_flat(page):
    """The JavaScript heap, with what typed arrays hold, after two minutes' frames and eight minutes' more.

    What is kept is thinned from time to time, so that less would measure where in that it is.
    """
    page.goto("/race?arms=tanh&arms=prelu&arms=maxout&steps=400&speed=fast&inside=pre-activations")
    page.locator("[data-stat=state]").get_by_text("paused").wait_for(timeout=60_000)
    page.get_by_role("button", name="Play", exact=True).click()
    page.locator("[data-stat=state]").get_by_text("finished").wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    devtools = page.context.new_cdp_session(page)

    def heap() -> float:
        devtools.send("HeapProfiler.collectGarbage")
        usage = devtools.send("Runtime.getHeapUsage")
        return (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 2**20

    start = heap()
    assert page.evaluate(FRAMES_INTO_THE_PAGE, FILLED) >= 2
    filled = heap()
    page.evaluate(FRAMES_INTO_THE_PAGE, PAGE_FRAMES)
    later = heap()
    growth = (later - filled) / PAGE_FRAMES * HOUR
    print(
        f"\npage: heap {start:.1f} MB at the start, {filled:.1f} MB after {FILLED:,} frames, {later:.1f} MB after "
        f"{PAGE_FRAMES:,} more; an hour would add {growth:.0f} MB"
    )
    assert growth < 0.2 * filled + 20
