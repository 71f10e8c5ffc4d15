"""Make the moving pictures of the READMEs from the real app: `python -m scripts.pictures` from the project's root.

Starts the app, opens a race in Chromium (light, then dark), presses Play and takes pictures until the race has ended;
they are written as docs/race-light.webp and docs/race-dark.webp, which play at the speed that was chosen in the page,
however slow this machine is. Takes about a minute on two free cores; needs what `scripts/test.sh` installs. Exits with
a sentence if something goes wrong.
"""

import io
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
RACE = "/race?data=spirals&noise=0.04&widths=16%2C+16&learning_rate=0.2&batch_size=16&seeds=8&steps=2000&speed=medium"
STEPS_PER_SECOND = 200  # of the speed "medium"
SCREEN = {"width": 1180, "height": 684}  # what is shown of the page
WIDTH = 1000  # of the picture, in pixels
MAX_FRAMES, LAST = 70, 2500  # at most; and how long the last one stays, in milliseconds
MAX_SIZE = 2_000_000  # bytes
QUALITIES = (80, 70, 60, 50, 40, 30)  # of WebP: the best one that fits
PATIENCE = 90_000  # milliseconds: for the app to start, and for whatever a page waits for


@contextmanager
def served() -> Iterator[str]:
    """The address of the app, served as long as the block lasts. Raises RuntimeError if it does not start."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            ends = time.monotonic() + PATIENCE / 1000
            while not answers(address):
                if process.poll() is not None or time.monotonic() > ends:
                    log.seek(0)
                    raise RuntimeError(f"The app did not start:\n{log.read().decode(errors='replace')}")
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def filmed(page: Page) -> dict[int, bytes]:
    """A race from Play to its end: by step, a picture (PNG)."""
    page.goto(RACE)
    page.locator("[data-testid=stSidebar]").hover()  # only then is its button seen
    page.locator("[data-testid=stSidebarCollapseButton] button").click()
    play, state = page.get_by_role("button", name="Play", exact=True), page.locator("[data-stat=state]")
    expect(state).to_have_text("paused")
    expect(page.locator("[data-card=train_loss] .points path").first).to_be_visible()
    expect(page.locator("[data-testid=stExpandSidebarButton]")).to_be_visible()
    if page.locator("[data-testid=stAlert]").count():
        raise RuntimeError(f"The page complains: {page.locator('[data-testid=stAlert]').first.inner_text()}")
    play.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.mouse.move(SCREEN["width"] - 1, 1)  # off everything that answers to it
    step = page.locator("[data-stat=step]")
    taken = {}
    ended = False
    while not ended:
        ended = state.inner_text() == "finished"  # asked first: the last picture shows the end
        if ended:
            expect(play).to_be_disabled()
        taken[int(step.inner_text().split()[0].replace(",", ""))] = page.screenshot()
    return taken


def written(taken: dict[int, bytes], file: Path) -> None:
    """Write the pictures as one animated WebP that repeats. Raises RuntimeError if it is too large at every quality."""
    *steps, last = taken
    kept = [*steps[:: -(-len(steps) // MAX_FRAMES)], last]
    size = WIDTH, round(SCREEN["height"] * WIDTH / SCREEN["width"])
    pictures = [Image.open(io.BytesIO(taken[step])).convert("RGB").resize(size, Image.LANCZOS) for step in kept]
    durations = [round(1000 * (after - before) / STEPS_PER_SECOND) for before, after in pairwise(kept)] + [LAST]
    for quality in QUALITIES:
        target = io.BytesIO()
        pictures[0].save(
            target, "WEBP", save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=quality,
            method=4,
        )  # fmt: skip
        if target.tell() <= MAX_SIZE:
            file.write_bytes(target.getvalue())
            print(
                f"{file.relative_to(ROOT)}: {len(kept)} frames, {sum(durations) / 1000:.1f} s, {target.tell():,} bytes"
            )
            return
    raise RuntimeError(f"{file.name} would have more than {MAX_SIZE:,} bytes: take fewer frames.")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")  # else the one that playwright installs
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            context = browser.new_context(base_url=address, viewport=SCREEN, color_scheme=scheme, locale="en-GB")
            context.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            written(filmed(context.new_page()), DOCS / f"race-{scheme}.webp")
            context.close()
        browser.close()


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, Error, RuntimeError) as error:
        sys.exit(f"No pictures were made: {error}")
