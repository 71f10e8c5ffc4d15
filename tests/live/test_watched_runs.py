"""Runs and the pages that watch them: who may take a run up, when one is dropped, and what a browser is sent."""

import pytest

from activations.live import protocol
from activations.live.server import supervisor
from activations.live.server.race import RaceRun
from tests.live.process import LONG, SMALL, finished, wait_until


def test_a_run_that_nobody_watches_any_more_is_dropped(lab, monkeypatch):
    run = lab.open(RaceRun(LONG))
    lab.watch(run)
    lab.unwatch(run)
    monkeypatch.setattr(supervisor, "GRACE", 0.05)
    wait_until(lambda: lab.get(run.token) is None, seconds=5)


def test_a_watched_run_stays(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    run = lab.open(RaceRun(LONG))
    lab.watch(run)
    lab.reap()
    assert lab.get(run.token) is run


def test_only_the_reloaded_page_of_the_same_experiment_adopts_a_run(lab):
    run = lab.open(RaceRun(SMALL))
    assert lab.adopt(run.token, SMALL, "cpu") is None  # never watched: not a page's former run
    lab.watch(run)
    assert lab.adopt(run.token, SMALL, "cpu") is None  # watched by another tab
    lab.unwatch(run)
    assert lab.adopt(run.token, LONG, "cpu") is None
    assert lab.adopt("guess", SMALL, "cpu") is None
    assert lab.adopt(run.token, SMALL, "cpu") is run


def test_a_full_server_says_so(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_RUNS", 1)
    lab.open(RaceRun(LONG))
    with pytest.raises(ValueError, match="1 runs are open"):
        lab.open(RaceRun(LONG))


def test_a_browser_gets_every_row_once_and_all_of_them_after_a_reset(lab):
    run = finished(lab, SMALL)
    message, seen = run.packed(None)
    header, arrays = protocol.unpack(message)
    assert header["restarted"]
    assert arrays["steps"][-1] == SMALL.steps
    header, arrays = protocol.unpack(run.packed(seen)[0])
    assert not header["restarted"]
    assert len(arrays["steps"]) == 0
    lab.send(run, "reset")
    wait_until(lambda: run.header["generation"] == 1)
    header, arrays = protocol.unpack(run.packed(seen)[0])
    assert header["restarted"]
    assert arrays["steps"].tolist() == [0]


def test_the_inside_is_reported_once_a_page_asks_for_it(lab):
    run = lab.open(RaceRun(SMALL))
    lab.send(run, "step", count=5)
    wait_until(lambda: run.header["step"] == 5)
    assert len(run.observed) == 0
    lab.send(run, "inside", value=True)
    wait_until(lambda: len(run.observed) == 1)
    assert run.pictures["histogram"].shape == (2, 1, 66)
    seeds, units, samples = SMALL.seeds, SMALL.widths[0], SMALL.plan().training_size
    assert run.pictures["histogram"].sum(axis=2).tolist() == [[seeds * units * samples]] * 2
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    wait_until(lambda: run.observed.last == SMALL.steps)
    assert run.observed.columns["inside.dead"].shape[1:] == (2, 1)
