"""For all tests: results of trials are kept in a folder of the tests, never in that of the user; a limit of time."""

import os
import time

import pytest

BEGAN = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--budget", type=float, metavar="SECONDS", help="skip the tests that are left after this time")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    budget = item.config.getoption("--budget")
    if budget is not None and time.monotonic() > BEGAN + budget:
        pytest.skip(f"left out: the {budget:g} seconds of --budget are over")


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory):
    former = os.environ.get("ACTIVATION_LAB_STORE")
    os.environ["ACTIVATION_LAB_STORE"] = str(tmp_path_factory.mktemp("store") / "trials.sqlite3")
    yield
    if former is None:
        del os.environ["ACTIVATION_LAB_STORE"]
    else:
        os.environ["ACTIVATION_LAB_STORE"] = former
