"""For all tests: results of trials are kept in a folder of the tests, never in that of the user."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory):
    former = os.environ.get("ACTIVATION_LAB_STORE")
    os.environ["ACTIVATION_LAB_STORE"] = str(tmp_path_factory.mktemp("store") / "trials.sqlite3")
    yield
    if former is None:
        del os.environ["ACTIVATION_LAB_STORE"]
    else:
        os.environ["ACTIVATION_LAB_STORE"] = former
