"""Supervisors with a real trainer process for the tests in this folder."""

import pytest

from activations.live.server import supervisor
from activations.live.server.supervisor import Supervisor


@pytest.fixture
def patient(monkeypatch):
    """No page watches these runs, and a busy machine takes its time: they are not dropped for that."""
    monkeypatch.setattr(supervisor, "FIRST_GRACE", 1000.0)


def with_a_process():
    """A supervisor; its trainer process ends with it."""
    supervisor = Supervisor()
    yield supervisor
    process = supervisor.process
    supervisor.close()
    assert process.poll() is not None


@pytest.fixture(scope="module")
def shared():
    """One trainer process for all tests that leave it as it was: starting one takes seconds."""
    yield from with_a_process()


@pytest.fixture
def lab(shared, patient):
    """The shared trainer process, with no runs."""
    yield shared
    for token in list(shared.runs):
        shared.drop(token)


@pytest.fixture
def own_lab(patient):
    """A trainer process that a test may kill."""
    yield from with_a_process()
