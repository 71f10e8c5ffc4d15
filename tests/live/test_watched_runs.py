"""Runs and the pages that watch them: who may take a run up, when one is dropped, and what a browser is sent."""

from dataclasses import replace

import numpy as np
import pytest

from activations.experiment.intervention import from_text, to_text
from activations.live import protocol
from activations.live.server import supervisor
from activations.live.server.race import RaceRun
from activations.live.server.run import Session
from activations.observation.measures import BINS
from tests.live.process import LONG, SMALL, begun, finished, wait_until


def test_a_run_that_nobody_watches_any_more_is_dropped(lab, monkeypatch):
    run = begun(lab, LONG)
    lab.watch(run)
    lab.unwatch(run)
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    monkeypatch.setattr(supervisor, "RELOAD", 0.05)
    wait_until(lambda: lab.get(run.token) is None)


def test_a_watched_run_stays(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    run = begun(lab, LONG)
    lab.watch(run)
    lab.reap()
    assert lab.get(run.token) is run


def test_a_run_stays_unwatched_while_its_session_is_there_and_goes_with_it(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    monkeypatch.setattr(supervisor, "RELOAD", 0.0)
    there = [True]
    run = lab.open(RaceRun(SMALL, owner=Session("tab", lambda: there[0])))
    lab.watch(run)
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    lab.unwatch(run)
    lab.reap()
    assert lab.get(run.token) is run
    assert run.snapshot() is not None
    there[0] = False
    wait_until(lambda: lab.reap() or lab.get(run.token) is None, seconds=5)


def test_a_run_whose_session_has_gone_pauses_and_waits_for_a_reload(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    there = [True]
    run = lab.open(RaceRun(LONG, owner=Session("before", lambda: there[0])))
    lab.watch(run)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 0)
    lab.unwatch(run)
    there[0] = False
    wait_until(lambda: lab.reap() or run.status == "paused")  # closing the tab stops the run
    at = run.header["step"]
    assert lab.adopt(run.token, run.experiment, "cpu", owner=Session("after")) is run  # the page was loaded again
    lab.reap()
    assert lab.watch(run)
    wait_until(lambda: run.header["step"] > at and run.status == "playing")
    lab.unwatch(run)
    run.owner = Session("after", lambda: False)
    monkeypatch.setattr(supervisor, "RELOAD", 0.0)
    wait_until(lambda: lab.reap() or lab.get(run.token) is None)


def test_an_unwatched_run_pauses_after_a_while_and_goes_on_when_its_page_is_back(lab, monkeypatch):
    run = lab.open(RaceRun(LONG, owner=Session("tab")))
    lab.watch(run)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 0)
    lab.unwatch(run)
    lab.reap()
    assert run.wanted == "playing"
    monkeypatch.setattr(supervisor, "UNWATCHED", 0.0)
    lab.reap()
    wait_until(lambda: run.status == "paused")
    at = run.header["step"]
    lab.watch(run)
    wait_until(lambda: run.header["step"] > at and run.status == "playing")


def test_a_run_that_its_reader_paused_stays_paused(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "UNWATCHED", 0.0)
    run = lab.open(RaceRun(LONG, owner=Session("tab")))
    lab.watch(run)
    lab.send(run, "play")
    lab.send(run, "pause")
    lab.unwatch(run)
    lab.reap()
    lab.watch(run)
    assert run.wanted == "paused"


def test_kept_runs_give_their_places_to_those_that_are_wanted_the_longest_unwatched_first(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_RUNS", 2)
    kept = [lab.open(RaceRun(SMALL, owner=Session(name))) for name in ("first", "second")]
    for run in kept:
        lab.watch(run)
        wait_until(lambda run=run: run.status == "paused")
    for run in kept:
        lab.unwatch(run)
    run = lab.open(RaceRun(SMALL, owner=Session("third")))
    lab.watch(run)
    wait_until(lambda: run.status == "paused")
    assert [lab.get(one.token) is one for one in kept] == [False, True]


def test_more_steps_make_a_run_longer_and_its_numbers_are_those_of_one_that_was_that_long(lab):
    longer = replace(SMALL, steps=SMALL.steps + 60)
    run = finished(lab, SMALL)
    assert run.goes_on_as(longer, "cpu")
    assert not run.goes_on_as(replace(longer, learning_rate=0.2), "cpu")
    assert not run.goes_on_as(replace(SMALL, steps=SMALL.steps - 1), "cpu")
    lab.send(run, "steps", value=longer.steps)
    assert (run.wanted, run.is_of(longer, "cpu")) == ("paused", True)
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished" and run.header["step"] == longer.steps)
    whole = finished(lab, longer)
    np.testing.assert_array_equal(run.snapshot().train_loss, whole.snapshot().train_loss)


def test_a_schedule_over_all_steps_does_not_go_on_with_more_of_them(lab):
    cosine = replace(SMALL, schedule="cosine")
    run = finished(lab, cosine)
    assert not run.goes_on_as(replace(cosine, steps=cosine.steps + 60), "cpu")


def test_only_the_reloaded_page_of_the_same_experiment_adopts_a_run(lab):
    run = begun(lab, SMALL)
    assert lab.adopt(run.token, SMALL, "cpu") is None  # never watched: not a page's former run
    lab.watch(run)
    assert lab.adopt(run.token, SMALL, "cpu") is None  # watched by another tab
    lab.unwatch(run)
    assert lab.adopt(run.token, LONG, "cpu") is None
    assert lab.adopt("guess", SMALL, "cpu") is None
    assert lab.adopt(run.token, SMALL, "cpu") is run


def test_a_run_costs_nothing_until_its_page_watches_it(own_lab):
    run = own_lab.open(RaceRun(SMALL))
    own_lab.send(run, "inside", value=True)
    own_lab.send(run, "seed", value=1)
    assert own_lab.process is None
    assert (run.status, run.made) == ("starting", False)
    own_lab.watch(run)
    wait_until(lambda: run.status == "paused")
    wait_until(lambda: len(run.observed) == 1)  # as it was told before
    assert run.header["seed_shown"] == 1


def test_what_a_run_was_told_before_it_was_made_is_done(lab):
    run = lab.open(RaceRun(SMALL))
    assert not run.made
    lab.send(run, "step", count=7)
    wait_until(lambda: run.header["step"] == 7)


def test_a_run_waits_for_a_free_place_and_begins_by_itself(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_RUNS", 1)
    first, second = begun(lab, LONG), lab.open(RaceRun(SMALL))
    lab.watch(first)
    lab.watch(second)
    lab.send(second, "play")
    assert "1 runs are open on this server" in second.news(None)[0]["notice"]
    assert not second.made
    lab.drop(first.token)
    assert second.news(None)[0]["notice"] == ""
    wait_until(lambda: second.status == "finished")


def test_loads_that_were_closed_at_once_lock_nobody_out(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_RUNS", 4)
    gone = [lab.open(RaceRun(SMALL, owner=Session(str(number), lambda: False))) for number in range(64)]
    run = lab.open(RaceRun(SMALL, owner=Session("here")))
    lab.watch(run)
    wait_until(lambda: run.status == "paused")
    monkeypatch.setattr(supervisor, "LEFT_GRACE", 0.0)
    lab.reap()
    assert not any(lab.get(one.token) for one in gone)
    assert lab.get(run.token) is run


def test_a_run_whose_session_is_still_there_waits_for_its_page(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "LEFT_GRACE", 0.0)
    run = lab.open(RaceRun(SMALL, owner=Session("slow browser")))
    lab.reap()
    assert lab.get(run.token) is run


def test_the_oldest_runs_of_a_session_give_way_first(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_OF_SESSION", 2)
    mine, other = Session("mine"), lab.open(RaceRun(SMALL, owner=Session("other")))
    first, second, third = (lab.open(RaceRun(SMALL, owner=mine)) for _ in range(3))
    assert [one.gone for one in (first, second, third, other)] == [True, False, False, False]
    lab.watch(second)
    lab.watch(third)
    with pytest.raises(ValueError, match="This tab has 2 runs open, the most that are allowed"):
        lab.open(RaceRun(SMALL, owner=mine))


def test_a_run_has_so_many_watchers_and_no_more(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "MAX_WATCHERS", 2)
    run = lab.open(RaceRun(SMALL))
    assert [lab.watch(run) for _ in range(3)] == [True, True, False]
    lab.unwatch(run)
    assert lab.watch(run)


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
    run = begun(lab, SMALL)
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


def test_an_answer_is_waited_for_but_not_for_ever(lab):
    run = begun(lab, SMALL)
    lab.send(run, "inside", value=True)
    lab.send(run, "in_bin", value={"arm": 0, "layer": 0, "bin": BINS // 2})
    assert run.wait_until(lambda: run.found is not None, 60)
    assert run.found["unit"][:2] == [0, 0]
    assert not run.wait_until(lambda: False, 0.01)
    lab.drop(run.token)
    assert not run.wait_until(lambda: False, 3600)  # of a run that is gone there is no news


def test_after_reset_only_what_is_planned_is_still_to_be_done(lab):
    run = begun(lab, replace(SMALL, interventions=from_text("20:rate=0.5")))
    lab.send(run, "intervene", intervention={"step": 0, "do": "spike", "arms": [0], "value": 100.0})
    wait_until(lambda: to_text(run.interventions) == "0:spike=0/100, 20:rate=0.5")
    lab.send(run, "reset")
    assert to_text(run.interventions) == "20:rate=0.5"  # also before the trainer process has done it


def test_a_browser_gets_the_past_of_the_inside_by_step_in_the_place_of_what_it_has(lab):
    run = finished(lab, SMALL)
    _, _, position = run.news(None)
    lab.send(run, "inside", value=True)
    steps, moments, ranges = {}, {}, []
    for moment in run.past(None):
        header, arrays = protocol.unpack(moment)
        moments[header["step"]] = arrays
    shares = []
    while not (run.filled[1] == SMALL.steps and run.header["filling"] is None):
        wait_until(lambda version=run.version: run.version != version or run.filled[1] == SMALL.steps)
    for _ in range(2):  # a second time there is nothing more
        before = position
        header, arrays, position = run.news(before)
        assert not header["restarted"]
        ranges.append(header["filled"])
        shares.append(len(arrays["inside.steps"]))
        for row, step in enumerate(arrays["inside.steps"].tolist()):
            steps[step] = arrays["inside.died"][row]
        for moment in run.past(before):
            header, arrays = protocol.unpack(moment)
            for step in [one for one in moments if header["after"] < one <= header["step"]]:
                del moments[step]
            moments[header["step"]] = arrays
    assert ranges == [(-1, SMALL.steps), (SMALL.steps, SMALL.steps)]
    assert shares[1] == 1  # the last row, which a paused run may change
    assert list(steps) == sorted(steps)
    assert (min(steps), max(steps)) == (0, SMALL.steps)
    assert list(steps) == run.observed.columns["inside.steps"].tolist()
    assert np.isfinite(np.array(list(steps.values()))).all()
    assert sorted(moments) == run.moments.steps
    assert all("histogram" in arrays for arrays in moments.values())
    header, arrays, _ = run.news(None)  # a page that is loaded again
    assert arrays["inside.steps"].tolist() == list(steps)
    assert len(run.past(None)) == len(moments) - 1
