"""A run whose trainer process died goes on from its last checkpoint, and ends as one that nothing happened to."""

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.experiment.intervention import from_text
from activations.language.text import Text
from activations.live import messages
from activations.live.messages import Create, Frame
from activations.live.server.race import RaceRun
from activations.live.trainer import race
from activations.live.trainer.race import RaceJob, create

EXPERIMENT = Experiment(
    arms=[Arm("relu"), Arm("prelu")], data="sine", widths=(6, 6), seeds=3, batch_size=9, steps=600,
    interventions=from_text("50:bias=0/-3, 120:swap=0/elu, 400:revive=1"),
)  # fmt: skip
WHY = Text("killed")


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """A checkpoint at every evaluation."""
    monkeypatch.setattr(race, "CHECKPOINT_EVERY", 0.0)


def made(run: RaceRun) -> RaceJob:
    """The job that a trainer process makes of what the server asks for."""
    message = messages.unpack(messages.pack(run.creation()))
    assert isinstance(message, Create)
    job = create(**message.values, **({"arrays": message.arrays} if message.arrays else {}))
    run.source = job
    for command in run.settings():
        job.commands[command.do](**command.values)
    return job


def send(run: RaceRun, job: RaceJob) -> None:
    message = messages.unpack(messages.pack(Frame(run.token, *job.frame())))
    assert isinstance(message, Frame)
    run.receive(message, job)


def trained(run: RaceRun, job: RaceJob, until: int | None = None) -> None:
    """With a frame every few steps, up to a step, or to the end and until the past is filled in."""
    send(run, job)
    while job.busy and (until is None or job.trainer.step < until):
        job.work(0.002)
        send(run, job)
    if job.frame_due():
        send(run, job)


def everything(run: RaceRun) -> dict[str, np.ndarray]:
    return run.evaluated.columns | run.learned.columns | run.observed.columns | run.pictures


def played(*deaths: int, looking: bool = False) -> RaceRun:
    """A run that lost its trainer process near these steps, to its end."""
    run = RaceRun(EXPERIMENT)
    run.asked("inside", {"value": looking})
    job = made(run)
    run.asked("play", {})
    job.play()
    for step in deaths:
        trained(run, job, step)
        run.lost(WHY, again=True, blamed=False)
        job = made(run)
        assert run.checkpoint is not None
        assert job.trainer.step == run.checkpoint.step == run.header["step"] > step - 60
    trained(run, job)
    assert run.status == "finished"
    return run


def test_rows_and_pictures_are_those_of_a_run_that_nothing_happened_to():
    undisturbed, lost = played(), played(30, 130, 410)
    assert lost.life == 3
    assert lost.interventions == undisturbed.interventions
    for name, values in everything(undisturbed).items():
        assert everything(lost)[name].tobytes() == values.tobytes(), name
    assert lost.moments.steps[0] == 0  # the slider reaches back before the death
    assert "checkpoint" not in lost.header
    assert "checkpoint" not in lost.news(None)[1]


def test_the_inside_is_complete_again():
    run = played(200, looking=True)
    steps, died = run.observed.columns["inside.steps"], run.observed.columns["inside.died"]
    assert (steps[0], steps[-1]) == (0, EXPERIMENT.steps)
    assert np.isfinite(died).all()  # counted from the start: the time before the death was filled in


def test_a_reset_and_a_run_that_failed_begin_at_the_start():
    run = RaceRun(EXPERIMENT)
    job = made(run)
    job.play()
    trained(run, job, 100)
    assert run.checkpoint is not None
    run.asked("reset", {})
    run.lost(WHY, again=True, blamed=False)  # before the trainer process said anything of the reset
    assert (run.checkpoint, run.header["step"], made(run).trainer.step) == (None, 0, 0)

    job = made(run)
    job.play()
    trained(run, job, 100)
    job.reset()
    run.asked("reset", {})
    send(run, job)
    assert run.checkpoint is None
    job.play()
    trained(run, job, 100)
    run.failed(WHY, refused=False)
    assert run.asked("play", {})
    assert (run.checkpoint, made(run).trainer.step) == (None, 0)


def test_networks_that_are_too_large_for_a_checkpoint_are_taken_there_from_the_start(monkeypatch):
    monkeypatch.setattr(race, "MAX_CHECKPOINT", 100)
    run = RaceRun(EXPERIMENT)
    job = made(run)
    job.play()
    trained(run, job, 100)
    at = run.header["step"]
    run.lost(WHY, again=True, blamed=False)
    assert (run.checkpoint, run.header["step"], run.reached) == (None, 0, at)
    assert made(run).trainer.step == 0
