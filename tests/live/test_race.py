"""A live run without its process: what is done to it by hand replays from the link that its header gives."""

from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.experiment.intervention import Intervention, from_text, to_text
from activations.live.server.race import RaceRun
from activations.live.trainer.race import RaceJob

SMALL = Experiment(arms=[Arm("relu"), Arm("tanh")], widths=(4, 4), seeds=2, steps=60, batch_size=8)
TEXT = "20:swap=0/leaky_relu(negative_slope=0.2), 20:spike=0+1/30, 30:noise=0.1, 30:off=1/0/2, 45:revive=0, 50:freeze=1"


def take(run: RaceJob, steps: int) -> None:
    run.step(steps)
    while run.status == "stepping":
        run.work(1.0)


def test_what_is_done_by_hand_replays_from_the_header():
    run = RaceJob(SMALL)
    for act in from_text(TEXT):
        if act.step > run.trainer.step:
            take(run, act.step - run.trainer.step)
        run.intervene({**act.to_plain(), "step": 0})  # the page need not know where the run is
    header, arrays = run.frame()
    made = tuple(Intervention.from_plain(one) for one in header["interventions"])
    assert to_text(made) == TEXT
    watched = RaceRun(SMALL)
    watched.take(header, arrays)
    assert watched.news(None)[0]["stories"] == watched.stories
    assert watched.stories[0] == f"{SMALL.arms[0].label} (Leaky ReLU 0.2 from step 20)"
    assert header["arms"] == ["Leaky ReLU 0.2", SMALL.arms[1].label]
    take(run, 60)
    again = RaceJob(replace(SMALL, interventions=made))
    assert again.frame()[0]["interventions"] == header["interventions"]  # what is planned is listed from the start
    take(again, 60)
    assert again.trainer.snapshot().train_loss.tobytes() == run.trainer.snapshot().train_loss.tobytes()


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ({"do": "melt"}, "do = 'melt' is not known"),
        ({}, "is not an intervention"),
        ({"do": "revive", "arms": [2]}, "there is no arm 2"),
        ({"do": "swap", "arms": [0], "to": {"activation": "maxout", "parameters": {}}}, "weights are kept"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_noted(plain, sentence):
    run = RaceJob(SMALL)
    with pytest.raises(ValueError, match=sentence):
        run.intervene(plain)
    assert run.frame()[0]["interventions"] == []


def test_a_finished_run_is_left_alone():
    run = RaceJob(SMALL)
    take(run, 60)
    with pytest.raises(ValueError, match="This run has taken all its 60 steps"):
        run.intervene({"do": "revive", "arms": [0]})


def test_what_is_measured_in_turn_is_never_told_twice_and_all_of_it_where_the_run_settles():
    run = RaceJob(SMALL)
    run.look_inside(True)
    for _ in range(40):  # looked into as while it plays
        run.trainer.advance(1)
        run.looks.look(run.snapshot, now=True)
    take(run, 20)
    _, arrays = run.frame()
    rows = arrays["inside.agreement_batch"]  # [rows, arms, layers]
    told = np.isfinite(rows).all(axis=1)
    assert told[0].all()
    assert 0 < told[1:-1].sum(axis=1).max() <= 1  # a layer a turn
    assert told[-1].all()
    whole = run.looks.observer.observe(everything=True)
    assert np.array_equal(rows[-1], whole.typical(whole.agreement_batch).astype(np.float32))
