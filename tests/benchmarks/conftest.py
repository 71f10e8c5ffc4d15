"""Benchmarks of pages use the server and the Chromium of the browser tests."""

from tests.browser.conftest import browser, console, new_page, page, server, settled  # noqa: F401
