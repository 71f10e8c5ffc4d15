"""One server, and a Chromium or two, for all browser tests. Every page a test opens must end without a word in its
console.

`page` is a fresh tab of its own session; `new_page` makes more of them. `server` tells the address, and the processes
that belong to the server, for tests that kill one of them.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "app.py")
START_WITHIN = 120.0  # seconds for the server to answer
SCREEN = {"width": 1400, "height": 970}
LOCALE = "en-GB"
# All else is news. A trainer that is ended while it still imports torch may take longer than the server waits for it.
QUIET_LOG_LINE = re.compile(
    r"^\s*$|You can now view your Streamlit app|^\s*URL: |^\s*Stopping|The trainer process did not end by itself"
)

try:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=45_000)  # a state is waited for, however busy the machine is
except ImportError:
    sync_playwright = None


def find_chromium() -> str | None:
    """The system's Chromium, or the one that `playwright install chromium` brings, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if sync_playwright is None:
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


CHROMIUM = find_chromium()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder `browser`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Server:
    """A running `streamlit run app.py`, or another command for it: its address, its process, and what it printed."""

    def __init__(self, log: Path, command: Sequence[str] = STREAMLIT, folder: Path = ROOT) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.expected: list[str] = []  # patterns of log lines that a test provokes on purpose
        self.started = time.monotonic()
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # its own process group, so that nothing of it outlives the tests
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )

    def wait(self) -> None:
        """Return once the server answers. Raises RuntimeError, with what it printed, if it ends or takes too long."""
        while time.monotonic() < self.started + START_WITHIN:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with code {self.process.returncode}:\n{self.log.read_text()}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"The server did not answer within {START_WITHIN:g} s:\n{self.log.read_text()}")

    def children(self, containing: str = "") -> list[psutil.Process]:
        """The server's child processes, such as the trainer, whose command line contains the given words."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if containing in " ".join(child.cmdline())]

    def complaints(self) -> list[str]:
        """Whatever the log says beyond its greeting that no test has announced in `expected`."""
        lines = [line for line in self.log.read_text().splitlines() if not QUIET_LOG_LINE.search(line)]
        return [line for line in lines if not any(re.search(pattern, line) for pattern in self.expected)]

    def close(self) -> None:
        """End the server, which ends its trainer; then whatever is left of what it started."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=8)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start_server(log: Path, command: Sequence[str] = STREAMLIT, folder: Path = ROOT) -> Server:
    server = Server(log, command, folder)
    try:
        server.wait()
    except RuntimeError:
        server.close()
        raise
    return server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, served for the whole session of tests; its log must stay free of errors and warnings."""
    running = start_server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.close()
    assert running.complaints() == []


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def playwright():
    """Playwright. Without a Chromium the tests fail: none is passed over."""
    if CHROMIUM is None:
        lacking = "playwright" if sync_playwright is None else "Chromium"
        pytest.fail(f"{lacking} is not installed: scripts/test.sh brings it; -m 'not browser' leaves these tests out.")
    assert sync_playwright is not None
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    """The system's Chromium, headless, closed after the last test: every context in it has been nowhere before."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def returning(playwright, server: Server, tmp_path_factory: pytest.TempPathFactory):
    """A Chromium that keeps what it has fetched and compiled, as a reader's does: a page opens in half of the time."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=CHROMIUM,
        args=list(FLAGS),
        base_url=server.url,
        viewport=SCREEN,
        color_scheme="light",
        locale=LOCALE,
    )
    context.set_default_timeout(45_000)
    yield context
    context.close()


class Console:
    """Collects what pages complain about. A test that provokes a complaint adds its pattern to `expected`."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.expected: list[str] = []

    def watch(self, page) -> None:
        page.on("console", lambda message: self._heard(message.type, f"{message.text} ({message.location['url']})"))
        page.on("pageerror", lambda error: self._heard("error", str(error)))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.messages.append(f"{kind}: {text}")

    def complaints(self) -> list[str]:
        return [text for text in self.messages if not any(re.search(pattern, text) for pattern in self.expected)]


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def new_page(request: pytest.FixtureRequest, server: Server, console: Console) -> Iterator[Callable]:
    """new_page(dark=False, width=1400, height=970, locale="en-GB") -> a tab with a session of its own.

    A test's first one is in the browser that keeps what it has fetched; others are in contexts of their own.
    """
    pages, contexts = [], []  # to be closed

    def make(*, dark: bool = False, width: int = SCREEN["width"], height: int = SCREEN["height"], locale: str = LOCALE):
        if pages or locale != LOCALE:
            context = request.getfixturevalue("browser").new_context(base_url=server.url, locale=locale)
            context.set_default_timeout(45_000)
            contexts.append(context)
        else:
            context = request.getfixturevalue("returning")
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        console.watch(page)
        return page

    yield make
    for page in pages:
        if not page.is_closed() and page.url.startswith(server.url):
            page.evaluate("localStorage.clear()")  # where Streamlit keeps whether the sidebar is open
        page.close()
    for context in contexts:
        context.close()
    assert console.complaints() == []


@pytest.fixture
def page(new_page: Callable):
    """One fresh tab, 1400 x 970, light."""
    return new_page()


@pytest.fixture(scope="session")
def settled() -> Callable:
    """settled(page) returns when the page's script has run to its end, a rerun asked for just now included."""
    idle = '[data-testid="stApp"][data-test-script-state="notRunning"]'

    def wait(page) -> None:
        page.wait_for_selector(idle)
        page.wait_for_timeout(150)
        page.wait_for_selector(idle)

    return wait
