"""A real trainer process behind a supervisor: commands, frames, a kill, and the end of what nobody watches."""

import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.live import protocol, supervisor
from activations.live.supervisor import Supervisor
from activations.training.intervention import Intervention, from_text

SMALL = Experiment(arms=[Arm("relu"), Arm("tanh")], widths=(4,), seeds=2, steps=60, batch_size=8)
LONG = Experiment(arms=[Arm("relu")], widths=(4,), seeds=1, steps=100_000, batch_size=8)


def wait_until(condition, seconds=90.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
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
def lab(shared):
    """The shared trainer process, with no runs."""
    yield shared
    for token in list(shared.runs):
        shared.drop(token)


@pytest.fixture
def own_lab():
    """A trainer process that a test may kill."""
    yield from with_a_process()


def losses(lab, run):
    """All rows of training loss so far, as a browser that connects now would get them."""
    message, _ = lab.since(run, supervisor.NOTHING_SEEN)
    _, arrays = protocol.unpack(message)
    return arrays["steps"], arrays["train_loss"]


def finished(lab, experiment):
    run = lab.create(experiment)
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    return run


def test_a_run_waits_at_step_0_and_plays_to_its_end(lab):
    run = lab.create(SMALL)
    wait_until(lambda: run.status == "paused")
    assert run.header["step"] == 0
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    assert run.header["step"] == SMALL.steps
    steps, loss = losses(lab, run)
    assert steps[0] == 0
    assert steps[-1] == SMALL.steps
    assert loss.shape == (len(steps), 3, 2)
    assert (loss[:, 1] <= loss[:, 0]).all()  # lowest, median, highest
    assert (loss[:, 0] <= loss[:, 2]).all()


def test_two_runs_of_equal_experiments_report_equal_numbers_to_the_bit(lab):
    first, second = finished(lab, SMALL), finished(lab, SMALL)
    for one, other in zip(losses(lab, first), losses(lab, second), strict=True):
        np.testing.assert_array_equal(one, other)


def test_reset_goes_back_to_the_same_start_and_the_same_run(lab):
    run = finished(lab, SMALL)
    steps, loss = losses(lab, run)
    lab.send(run, "reset")
    wait_until(lambda: run.status == "paused" and run.header["step"] == 0)
    assert [len(losses(lab, run)[0]), losses(lab, run)[0][0]] == [1, 0]
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    np.testing.assert_array_equal(losses(lab, run)[1], loss)
    np.testing.assert_array_equal(losses(lab, run)[0], steps)


def test_step_takes_exactly_the_steps_asked_for_and_pauses(lab):
    run = lab.create(LONG)
    lab.send(run, "step", count=1)
    wait_until(lambda: run.header["step"] == 1)
    lab.send(run, "step", count=10)
    wait_until(lambda: run.header["step"] == 11)
    assert run.status == "paused"


def test_pause_stops_a_playing_run(lab):
    run = lab.create(LONG)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 50)
    lab.send(run, "pause")
    wait_until(lambda: run.status == "paused")
    step = run.header["step"]
    time.sleep(0.3)
    assert run.header["step"] == step


def test_a_changed_learning_rate_is_recorded_and_repeats_from_the_record(lab):
    run = lab.create(SMALL)
    lab.send(run, "step", count=20)
    wait_until(lambda: run.header["step"] == 20)
    lab.send(run, "learning_rate", value=0.5)
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    assert run.header["interventions"] == [{"step": 20, "do": "rate", "value": 0.5}]
    again = finished(lab, replace(SMALL, interventions=from_text("20:rate=0.5")))
    assert again.header["interventions"] == [{"step": 20, "do": "rate", "value": 0.5}]
    plain = finished(lab, SMALL)
    assert losses(lab, run)[1][-1].tolist() == losses(lab, again)[1][-1].tolist()
    assert losses(lab, run)[1][-1].tolist() != losses(lab, plain)[1][-1].tolist()


def test_an_impossible_learning_rate_is_answered_in_words_and_the_run_goes_on(lab):
    run = lab.create(SMALL)
    lab.send(run, "learning_rate", value=1e9)
    wait_until(lambda: "1000000000" in run.header["message"].replace(",", "") or "1e+09" in run.header["message"])
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")


def test_the_speed_limit_holds(lab):
    run = lab.create(LONG)
    lab.send(run, "speed", value=50.0)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 0)
    start, then = run.header["step"], time.monotonic()
    time.sleep(1.0)
    rate = (run.header["step"] - start) / (time.monotonic() - then)
    assert 10 <= rate <= 75  # a busy machine may be slower, never faster


def test_a_killed_trainer_process_is_reported_and_started_again_but_not_for_ever(own_lab, monkeypatch):
    run = own_lab.create(SMALL)
    own_lab.send(run, "step", count=30)
    wait_until(lambda: run.header["step"] == 30)
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 1 and run.status == "paused")
    assert "ended unexpectedly at step 30 (killed by signal SIGKILL)" in run.notice
    assert run.header["step"] == 0
    own_lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    assert run.notice == ""
    monkeypatch.setattr(supervisor, "RESTARTS_AT_MOST", 1)
    monkeypatch.setattr(supervisor, "RESTART_WINDOW", 1000.0)  # a busy machine takes long to start one
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 2)
    assert (run.status, run.wanted) == ("failed", "failed")
    assert "then press Reset" in run.notice
    own_lab.send(run, "reset")
    wait_until(lambda: run.status == "paused")
    own_lab.send(run, "play")
    wait_until(lambda: run.status == "finished")


def test_a_run_in_which_the_process_dies_twice_fails_alone(own_lab):
    heavy, other = own_lab.create(LONG), own_lab.create(SMALL)
    for _ in range(2):
        wait_until(lambda: heavy.status == "paused")
        own_lab.send(heavy, "play")
        wait_until(lambda: heavy.header["step"] > 0)
        life = other.life
        os.kill(own_lab.process.pid, signal.SIGKILL)
        wait_until(lambda life=life: other.life > life)
    assert heavy.status == "failed"
    wait_until(lambda: other.status == "paused")


def test_many_steps_at_once_do_not_keep_another_session_waiting(lab):
    slow = lab.create(Experiment(arms=[Arm("relu")], widths=(128, 128, 128), seeds=8, batch_size=200, steps=5000))
    quick = lab.create(SMALL)
    wait_until(lambda: slow.status == quick.status == "paused")
    lab.send(slow, "step", count=5000)
    wait_until(lambda: slow.header["step"] > 0)
    then = time.monotonic()
    lab.send(quick, "step", count=1)
    wait_until(lambda: quick.header["step"] == 1)
    assert time.monotonic() - then < 5
    assert slow.status == "stepping"
    lab.send(slow, "pause")
    wait_until(lambda: slow.status == "paused")


def test_stepping_to_the_end_finishes_the_race(lab):
    run = lab.create(SMALL)
    lab.send(run, "step", count=SMALL.steps + 10)
    wait_until(lambda: run.status == "finished")
    assert run.header["step"] == SMALL.steps
    assert run.wanted == "finished"


def test_a_page_may_show_a_run_whose_interventions_its_link_knows(lab):
    run = lab.create(SMALL)
    lab.send(run, "step", count=20)
    wait_until(lambda: run.header["step"] == 20)
    lab.send(run, "learning_rate", value=0.5)
    wait_until(lambda: len(run.interventions) == 1)
    first = run.interventions
    lab.send(run, "step", count=5)
    wait_until(lambda: run.header["step"] == 25)
    lab.send(run, "learning_rate", value=0.25)
    wait_until(lambda: len(run.interventions) == 2)
    for known in ((), first, run.interventions):
        assert run.is_of(replace(SMALL, interventions=known), "cpu")
    other = (Intervention(step=3, do="rate", value=0.1),)
    assert not run.is_of(replace(SMALL, interventions=other), "cpu")
    assert not run.is_of(replace(SMALL, seeds=3), "cpu")


def test_a_run_that_nobody_watches_any_more_is_dropped(lab, monkeypatch):
    run = lab.create(LONG)
    lab.watch(run)
    lab.unwatch(run)
    monkeypatch.setattr(supervisor, "GRACE", 0.05)
    wait_until(lambda: lab.get(run.token) is None, seconds=5)


def test_a_watched_run_stays(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.0)
    run = lab.create(LONG)
    lab.watch(run)
    lab.reap()
    assert lab.get(run.token) is run


def test_only_the_reloaded_page_of_the_same_experiment_adopts_a_run(lab):
    run = lab.create(SMALL)
    assert lab.adopt(run.token, SMALL, "cpu") is None  # never watched: not a page's former run
    lab.watch(run)
    assert lab.adopt(run.token, SMALL, "cpu") is None  # watched by another tab
    lab.unwatch(run)
    assert lab.adopt(run.token, LONG, "cpu") is None
    assert lab.adopt("guess", SMALL, "cpu") is None
    assert lab.adopt(run.token, SMALL, "cpu") is run


def test_a_full_server_says_so(lab, monkeypatch):
    monkeypatch.setattr(supervisor, "RUNS_AT_MOST", 1)
    lab.create(LONG)
    with pytest.raises(ValueError, match="1 runs are open"):
        lab.create(LONG)


def test_a_browser_gets_every_row_once_and_all_of_them_after_a_reset(lab):
    run = finished(lab, SMALL)
    message, seen = lab.since(run, supervisor.NOTHING_SEEN)
    header, arrays = protocol.unpack(message)
    assert header["anew"]
    assert arrays["steps"][-1] == SMALL.steps
    header, arrays = protocol.unpack(lab.since(run, seen)[0])
    assert not header["anew"]
    assert len(arrays["steps"]) == 0
    lab.send(run, "reset")
    wait_until(lambda: run.header["generation"] == 1)
    header, arrays = protocol.unpack(lab.since(run, seen)[0])
    assert header["anew"]
    assert arrays["steps"].tolist() == [0]


def test_the_inside_is_reported_once_a_page_asks_for_it(lab):
    run = lab.create(SMALL)
    lab.send(run, "step", count=5)
    wait_until(lambda: run.header["step"] == 5)
    assert len(run.observed) == 0
    lab.send(run, "inside", value=True)
    wait_until(lambda: len(run.observed) == 1)
    assert run.pictures["histogram"].shape == (2, 1, 66)
    seeds, units, samples = SMALL.seeds, SMALL.widths[0], SMALL.training_size
    assert run.pictures["histogram"].sum(axis=2).tolist() == [[seeds * units * samples]] * 2
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    wait_until(lambda: run.observed.last == SMALL.steps)
    assert run.observed.columns["inside.dead"].shape[1:] == (2, 1)
