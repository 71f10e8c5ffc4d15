"""Running trials: first without a process, then in a real trainer process behind a supervisor and a store."""

import json
import math
import os
import signal
import threading
import time

import pytest

from activations import Arm, Experiment
from activations.language import translate
from activations.language.text import Text
from activations.live import protocol
from activations.live.messages import Command, Create
from activations.live.server import supervisor
from activations.live.server.race import RaceRun
from activations.live.server.supervisor import Supervisor
from activations.live.server.trial import TrialRun
from activations.live.trainer.trial import MAX_POINTS, TrialJob, plain_curve
from activations.live.trainer.worker import Worker
from activations.training.sweep import Curve
from activations.trials.result import Result
from activations.trials.store import Store, StoreError
from tests.live.process import LONG, begun, start_trial, wait_until
from tests.trials import fakes

SLICE = 0.012


@pytest.fixture(scope="module")
def shared():
    """One trainer process for all tests here: starting one takes seconds."""
    supervisor = Supervisor()
    yield supervisor
    supervisor.close()


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def lab(shared, patient):
    yield shared
    for token in list(shared.runs):
        shared.drop(token)


def header_of(run):
    return protocol.unpack(run.packed(None)[0])[0]


def test_frames_come_at_once_then_ten_a_second_and_the_last_one_brings_the_result():
    run = TrialJob(fakes.find("quick.holds"), {"pieces": 40})
    frames, started = [], time.perf_counter()
    while run.busy or run.frame_due():
        run.work(SLICE)
        if run.frame_due():
            frames.append(run.frame()[0])
    assert (frames[0]["done"], frames[0]["result"]) == (0.0, None)
    taken = time.perf_counter() - started  # 40 pieces of 30 ms, longer on a busy machine
    assert 5 <= len(frames) <= 10 * taken + 3
    json.dumps(frames, allow_nan=False)
    curve = frames[-2]["curves"][0]
    assert curve["y"][:2] == [None, 0.5]
    assert len(curve["x"]) == len(curve["y"])
    assert frames[-2]["rows"][0]["value"] is None
    assert frames[-1]["status"] == "finished"
    assert Result.from_plain(frames[-1]["result"]).verdict == "holds"
    assert not run.work(SLICE)


def test_a_stopped_trial_has_no_result():
    run = TrialJob(fakes.find("odd.long"))
    run.frame()
    run.work(SLICE)
    run.stop()
    header, _ = run.frame()
    assert (header["status"], header["result"], run.busy) == ("stopped", None, False)


class Waiting(Store):
    """A store whose writer waits, as for a file that another process has locked."""

    def __init__(self):
        super().__init__()
        self.free = threading.Event()
        self.waits = threading.Event()

    def add(self, result):
        self.waits.set()
        assert self.free.wait(90)
        super().add(result)


def test_a_store_that_is_locked_stops_no_other_run(lab):
    locked = Waiting()
    race = begun(lab, LONG)
    lab.send(race, "play")
    trial = start_trial(lab, locked, "quick.holds")
    try:
        assert locked.waits.wait(90)
        step = race.header["step"]
        wait_until(lambda: race.header["step"] > step)
        assert trial.status == "running"  # it is seen to have finished when its result is kept
    finally:
        locked.free.set()
    wait_until(lambda: trial.status == "finished")
    assert locked.history("quick.holds") == [trial.result]


def test_a_long_curve_is_thinned_to_its_ends():
    count = 5000
    curve = plain_curve(Curve(arm="elu", label="ELU", x=tuple(range(count)), y=(math.inf,) * count))
    assert len(curve["x"]) <= MAX_POINTS
    assert [curve["x"][0], curve["x"][-1]] == [0, count - 1]
    assert set(curve["y"]) == {None}


def test_a_trial_and_a_race_share_the_time_evenly():
    worker = Worker(lambda message: None)
    trial = {"trials_module": "tests.trials.fakes", "trial": "odd.long"}
    race = Experiment(arms=[Arm("relu")], widths=(4,), seeds=1, steps=100_000, batch_size=8)
    worker.handle(Create("trial", TrialRun.job, trial))
    worker.handle(Create("race", RaceRun.job, {"experiment": race.to_json()}))
    worker.handle(Command("race", "play"))
    while len(worker.jobs) < 2:
        worker.turn()
    spent = {"trial": 0.0, "race": 0.0}
    for name, run in worker.jobs.items():

        def timed(seconds, name=name, work=run.work):
            started = time.thread_time()
            try:
                return work(seconds)
            finally:
                spent[name] += time.thread_time() - started

        run.work = timed
    end = time.perf_counter() + 1.5
    while time.perf_counter() < end:
        assert worker.turn()
    assert 0.6 <= spent["trial"] / spent["race"] <= 1.7


def test_a_trial_runs_to_its_verdict_which_is_stored_once(lab, store):
    run = start_trial(lab, store, "quick.holds", language="zh_CN")
    wait_until(lambda: run.status == "finished")
    header = header_of(run)
    assert (header["trial"], header["done"], header["message"]) == ("quick.holds", 1.0, "")
    assert header["result"]["sentence"] == translate("It holds as measured.", "zh_CN")
    run.speak("en")
    assert header_of(run)["result"]["sentence"] == "It holds as measured."
    assert store.history("quick.holds") == [run.result]
    assert run.result.standard
    bent = start_trial(lab, store, "quick.holds", {"value": 0.5}, 2, 7)
    wait_until(lambda: bent.status == "finished")
    assert (bent.result.verdict, bent.result.standard, bent.result.seeds, bent.result.first_seed) == (
        "does not hold",
        False,
        2,
        7,
    )
    assert store.last("quick.holds", standard=False) == bent.result
    assert len(store.history("quick.holds")) == 2


def test_one_session_runs_a_trial_once_at_a_time_two_sessions_both_do(lab, store):
    first = start_trial(lab, store, "quick.holds", {"pieces": 40})
    with pytest.raises(ValueError, match="This trial is running already"):
        start_trial(lab, store, "quick.holds")
    second = start_trial(lab, store, "quick.holds", {"pieces": 40}, session="b")
    wait_until(lambda: first.status == second.status == "finished")
    assert len(store.history("quick.holds")) == 2
    again = start_trial(lab, store, "quick.holds")
    wait_until(lambda: again.status == "finished")


@pytest.mark.parametrize(
    ("trial", "settings", "seeds", "sentence"),
    [
        ("quick.holds", {"value": 10}, None, "value = 10 is not allowed"),
        ("quick.holds", {}, 0, "seeds = 0 is not allowed"),
        ("guess", {}, None, "No trial is called 'guess'"),
    ],
)
def test_impossible_settings_are_said_before_anything_starts(lab, trial, settings, seeds, sentence):
    with pytest.raises(ValueError, match=sentence):
        start_trial(lab, store, trial, settings, seeds)
    assert lab.runs == {}


def test_stop_drop_an_error_and_the_death_of_the_process(lab, store, monkeypatch):
    run = start_trial(lab, store, "odd.long")
    wait_until(lambda: run.header["rows"])
    lab.send(run, "stop")
    assert not run.running  # at once: the same session may start it again
    again = start_trial(lab, store, "odd.long")
    wait_until(lambda: run.status == "stopped")
    assert header_of(run)["message"] == ""

    broken = start_trial(lab, store, "odd.broken")
    wait_until(lambda: broken.status == "failed")
    assert "RuntimeError: the tape is torn" in header_of(broken)["message"]

    wait_until(lambda: again.header["rows"])
    wait_until(lambda: lab.process.works_at == again.token)  # else the one that failed is blamed, and this begins again
    os.kill(lab.process.pid, signal.SIGKILL)
    wait_until(lambda: again.status == "failed")
    assert "killed by signal SIGKILL" in header_of(again)["message"]
    assert (run.status, broken.status) == ("stopped", "failed")  # what had ended is as it was
    after = start_trial(lab, store, "odd.long")
    wait_until(lambda: after.header["rows"])

    lab.watch(after)
    lab.unwatch(after)
    assert lab.adopt(after.token, "quick.holds") is None
    assert lab.adopt(after.token, "odd.long") is after  # by a reloaded page
    monkeypatch.setattr(supervisor, "GRACE", 0.05)
    wait_until(lambda: lab.get(after.token) is None, seconds=10)
    assert store.history("odd.long") == []


def test_a_result_that_cannot_be_stored_is_still_shown_with_the_reason(lab, store, monkeypatch):
    def refuse(result):
        raise StoreError(Text("The disk is full."))

    monkeypatch.setattr(store, "add", refuse)
    run = start_trial(lab, store, "quick.holds")
    wait_until(lambda: run.status == "finished")
    assert run.result.verdict == "holds"
    assert header_of(run)["message"] == "The disk is full."
