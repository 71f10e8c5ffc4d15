"""A real trainer process behind a supervisor: commands, frames, a kill, and the end of what nobody watches."""

import os
import signal
import time
from dataclasses import replace

import numpy as np

from activations import Arm, Experiment
from activations.experiment.intervention import Intervention, from_text
from activations.live import protocol
from activations.live.server import supervisor
from activations.live.server.trainer_process import exit_words
from tests.live.process import LONG, SMALL, begun, finished, wait_until


def losses(lab, run):
    """All rows of training loss so far, as a browser that connects now would get them."""
    message, _ = run.packed(None)
    _, arrays = protocol.unpack(message)
    return arrays["steps"], arrays["train_loss"]


def test_a_run_waits_at_step_0_and_plays_to_its_end(lab):
    run = begun(lab, SMALL)
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
    run = begun(lab, LONG)
    lab.send(run, "step", count=1)
    wait_until(lambda: run.header["step"] == 1)
    lab.send(run, "step", count=10)
    wait_until(lambda: run.header["step"] == 11)
    assert run.status == "paused"


def test_pause_stops_a_playing_run(lab):
    run = begun(lab, LONG)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 50)
    lab.send(run, "pause")
    wait_until(lambda: run.status == "paused")
    step = run.header["step"]
    time.sleep(0.3)
    assert run.header["step"] == step


def test_a_changed_learning_rate_is_recorded_and_repeats_from_the_record(lab):
    run = begun(lab, SMALL)
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
    run = begun(lab, SMALL)
    lab.send(run, "learning_rate", value=1e9)
    wait_until(lambda: "1000000000.0 is not allowed" in str(run.answer))
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")


def test_the_speed_limit_holds(lab):
    run = begun(lab, LONG)
    lab.send(run, "speed", value=50.0)
    lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 0)
    start, then = run.header["step"], time.monotonic()
    time.sleep(1.0)
    rate = (run.header["step"] - start) / (time.monotonic() - then)
    assert 10 <= rate <= 75  # a busy machine may be slower, never faster


def test_a_killed_trainer_process_is_reported_and_started_again_but_not_for_ever(own_lab, monkeypatch):
    run = begun(own_lab, SMALL)
    own_lab.send(run, "step", count=30)
    wait_until(lambda: run.header["step"] == 30)
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 1)
    assert "ended unexpectedly at step 30 (killed by signal SIGKILL)" in str(run.notice)
    wait_until(lambda: run.status == "paused")
    assert run.header["step"] == 30
    own_lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    assert run.notice is None
    monkeypatch.setattr(supervisor, "MAX_RESTARTS", 1)
    monkeypatch.setattr(supervisor, "RESTART_WINDOW", 1000.0)  # a busy machine takes long to start one
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 2)
    assert (run.status, run.wanted) == ("failed", "failed")
    assert "press Reset to try again" in str(run.notice)
    own_lab.send(run, "reset")
    wait_until(lambda: run.status == "paused")
    own_lab.send(run, "play")
    wait_until(lambda: run.status == "finished")


def test_runs_go_on_after_a_death_with_the_same_numbers_to_the_bit(own_lab):
    experiment = replace(SMALL, steps=600, interventions=from_text("50:bias=0/-3, 70:revive=0, 90:swap=0/elu"))
    run, undisturbed = begun(own_lab, experiment), begun(own_lab, experiment)
    own_lab.send(run, "step", count=100)
    wait_until(lambda: run.header["step"] == 100)
    own_lab.send(run, "intervene", intervention={"do": "noise", "step": 0, "value": 0.1})
    own_lab.send(run, "speed", value=200.0)
    own_lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 150)
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 1)
    assert run.wanted == "playing"
    own_lab.send(run, "speed", value=None)
    wait_until(lambda: run.status == "finished")  # without anybody's Play
    again = begun(own_lab, replace(experiment, interventions=run.interventions))
    own_lab.send(again, "play")
    wait_until(lambda: again.status == "finished")
    for one, other in zip(losses(own_lab, run), losses(own_lab, again), strict=True):
        assert one[-1].tobytes() == other[-1].tobytes()
    assert undisturbed.header["step"] == 0
    assert undisturbed.wanted == "paused"


def test_a_run_goes_on_from_its_last_checkpoint_in_another_process(own_lab):
    run = begun(own_lab, replace(SMALL, steps=4000))
    own_lab.send(run, "speed", value=300.0)
    own_lab.send(run, "play")
    wait_until(lambda: run.checkpoint is not None)
    kept = run.checkpoint
    os.kill(own_lab.process.pid, signal.SIGKILL)
    wait_until(lambda: run.life == 1)
    assert 0 < kept.step <= run.header["step"]  # no step before it is taken again
    assert run.evaluated.columns["steps"][0] == 0
    own_lab.send(run, "speed", value=None)
    wait_until(lambda: run.status == "finished")
    undisturbed = finished(own_lab, run.experiment)
    np.testing.assert_array_equal(losses(own_lab, run)[0], losses(own_lab, undisturbed)[0])
    np.testing.assert_array_equal(losses(own_lab, run)[1], losses(own_lab, undisturbed)[1])


def test_only_the_run_at_which_the_process_works_is_blamed_for_its_death(own_lab):
    heavy, other = begun(own_lab, LONG), begun(own_lab, SMALL)
    own_lab.send(heavy, "play")
    for _ in range(2):
        wait_until(lambda: heavy.header["step"] > 0 and other.status == "paused")
        life = other.life
        wait_until(lambda: own_lab.process.works_at == heavy.token)
        os.kill(own_lab.process.pid, signal.SIGKILL)
        wait_until(lambda life=life: other.life > life)
    assert heavy.status == "failed"
    assert "It may need more memory than there is" in str(heavy.notice)
    wait_until(lambda: other.status == "paused")
    assert "brought back to where it was" in str(other.notice)
    assert (heavy.deaths, other.deaths) == (2, 0)


def test_a_trainer_that_hangs_is_noticed_and_after_a_while_replaced(own_lab, monkeypatch):
    run = begun(own_lab, LONG)
    own_lab.send(run, "play")
    wait_until(lambda: run.header["step"] > 0)
    assert run.news(None)[0]["notice"] == ""
    monkeypatch.setattr(supervisor, "NOTICED", 1.5)
    os.kill(own_lab.process.pid, signal.SIGSTOP)
    wait_until(lambda: "The trainer has not answered for" in run.news(None)[0]["notice"])
    os.kill(own_lab.process.pid, signal.SIGCONT)
    wait_until(lambda: run.news(None)[0]["notice"] == "")
    former = own_lab.process
    monkeypatch.setattr(supervisor, "REPLACED", 2.0)
    os.kill(former.pid, signal.SIGSTOP)
    wait_until(lambda: run.life == 1)
    monkeypatch.undo()
    assert own_lab.process is not former
    assert "it did not answer for" in str(run.notice)
    wait_until(lambda: run.header["step"] > 0)


def test_a_signal_without_a_name_is_told_by_its_number():
    assert str(exit_words(-signal.SIGTERM)) == "killed by signal SIGTERM"
    assert str(exit_words(-(signal.SIGRTMIN + 1))) == f"killed by signal {signal.SIGRTMIN + 1}"
    assert str(exit_words(3)) == "exit code 3"


def test_many_steps_at_once_do_not_keep_another_session_waiting(lab):
    slow = begun(lab, Experiment(arms=[Arm("relu")], widths=(128, 128, 128), seeds=8, batch_size=200, steps=5000))
    quick = begun(lab, SMALL)
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
    run = begun(lab, SMALL)
    lab.send(run, "step", count=SMALL.steps + 10)
    wait_until(lambda: run.status == "finished")
    assert run.header["step"] == SMALL.steps
    assert run.wanted == "finished"


def test_a_page_may_show_a_run_whose_interventions_its_link_knows(lab):
    run = begun(lab, SMALL)
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
