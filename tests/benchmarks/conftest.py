"""Benchmarks of pages use the server and the Chromium of the browser tests."""

from tests.browser.conftest import (  # noqa: F401
    browser,
    console,
    new_page,
    page,
    playwright,
    returning,
    server,
    settled,
)
