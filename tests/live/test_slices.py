"""Jobs in slices: nobody waits for a large one, and what is computed does not depend on when others had their turn."""

from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.experiment.intervention import MAX_INTERVENTIONS, from_text
from activations.live.messages import Command, Create, Drop, Frame
from activations.live.server.race import RaceRun
from activations.live.trainer import worker as worker_module
from activations.live.trainer.worker import Worker
from activations.training import forward_backward, tape
from activations.training.trainer import Trainer
from tests.live.process import LONG, SMALL

KINDS = Experiment(
    arms=[Arm("relu"), Arm("prelu"), Arm("maxout"), Arm("crelu"), Arm("swiglu")],
    widths=(6, 6),
    seeds=3,
    steps=40,
    batch_size=8,
    norm="batch",
    optimizer="adam",
    interventions=from_text("5:bias=0/-5, 9:revive=0+1, 12:swap=0/elu, 20:freeze=1, 25:unfreeze=1"),
)


@pytest.fixture
def worker():
    found = Worker(lambda message: None)
    yield found
    for run in list(found.seats):
        found.handle(Drop(run))


def created(worker, run, experiment):
    worker.handle(Create(run, RaceRun.job, {"experiment": experiment.to_json()}))


def test_a_thousand_interventions_at_one_step_leave_the_others_their_turns(worker):
    acts = from_text(", ".join(["0:revive=0+1"] * MAX_INTERVENTIONS))
    created(worker, "heavy", replace(SMALL, interventions=acts))
    created(worker, "quick", SMALL)
    for run in ("heavy", "quick"):
        worker.handle(Command(run, "play"))
    while len(worker.jobs) < 2 or worker.jobs["quick"].status != "finished":
        worker.turn()
    assert len(worker.jobs["heavy"].trainer.interventions) < MAX_INTERVENTIONS
    while worker.turn():
        pass
    assert len(worker.jobs["heavy"].trainer.interventions) == MAX_INTERVENTIONS


def test_a_command_to_another_run_is_carried_out_between_the_pieces_of_a_step(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "SLICE", 0.0)
    created(worker, "heavy", replace(LONG, widths=(64, 64), seeds=8))
    created(worker, "other", SMALL)
    while len(worker.jobs) < 2:
        worker.turn()
    worker.handle(Command("heavy", "step", {"count": 1}))
    seen = []

    def between():
        job = worker.jobs["heavy"]
        if job.trainer.step == 0 and job.busy:
            worker.handle(Command("other", "seed", {"value": len(seen) % 2}))
            seen.append(worker.jobs["other"].seed_shown)

    while worker.jobs["heavy"].trainer.step == 0:
        worker.turn(between)
    assert len(seen) > 4
    assert set(seen) == {0, 1}  # carried out before the step was over


def test_numbers_are_the_same_to_the_bit_however_the_turns_are_cut(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "SLICE", 0.0)
    created(worker, "one", KINDS)
    created(worker, "two", replace(KINDS, dtype="float64"))
    for run in ("one", "two"):
        worker.handle(Command(run, "play"))
    while len(worker.jobs) < 2 or any(job.status != "finished" for job in worker.jobs.values()):
        worker.turn()
    for run, experiment in (("one", KINDS), ("two", replace(KINDS, dtype="float64"))):
        plain = Trainer(experiment)
        plain.advance(experiment.steps)
        found = worker.jobs[run].trainer
        for name in ("train_loss", "test_loss", "train_accuracy", "diverged_at"):
            one, other = getattr(found.snapshot(), name), getattr(plain.snapshot(), name)
            assert one.tobytes() == other.tobytes(), name
        for (_, stack), (_, other) in zip(found.stacks, plain.stacks, strict=True):
            assert stack.flat.numpy().tobytes() == other.flat.numpy().tobytes()


@pytest.mark.parametrize("fields", [{}, {"batch_size": 7, "seeds": 5, "norm": "layer", "residual": True}])
def test_products_in_pieces_give_the_same_numbers_to_the_bit(monkeypatch, fields):
    experiment = replace(KINDS, interventions=(), **fields)
    whole = Trainer(experiment)
    whole.advance(20)
    monkeypatch.setattr(forward_backward, "MAX_PRODUCT", 0)
    monkeypatch.setattr(tape, "MAX_TRIED", 1)
    pieces = Trainer(experiment)
    pieces.advance(20)
    assert any(len(layer.blocks()) > 1 for _, stack in pieces.stacks for layer in stack.layers) == (
        max(len(numbers) for numbers, _ in pieces.stacks) > 1
    )
    for (_, stack), (_, other) in zip(whole.stacks, pieces.stacks, strict=True):
        assert stack.flat.numpy().tobytes() == other.flat.numpy().tobytes()


def test_equal_runs_get_equal_shares_of_processor_time(worker):
    runs = [str(number) for number in range(3)]
    for run in runs:
        created(worker, run, LONG)
        worker.handle(Command(run, "play"))
    while len(worker.jobs) < len(runs):
        worker.turn()
    for seat in worker.seats.values():
        seat.used = 0.0
    while sum(seat.used for seat in worker.seats.values()) < 1.5:
        worker.turn()
    used = [seat.used for seat in worker.seats.values()]
    assert min(used) / max(used) > 0.8


def test_a_run_that_is_held_back_does_not_hold_back_another(worker):
    created(worker, "slow", LONG)
    created(worker, "fast", LONG)
    worker.handle(Command("slow", "speed", {"value": 5.0}))
    for run in ("slow", "fast"):
        worker.handle(Command(run, "play"))
    while len(worker.jobs) < 2:
        worker.turn()
    used = worker.seats["fast"].used + 0.5
    while worker.seats["fast"].used < used:
        worker.turn()
    assert worker.jobs["fast"].trainer.step > 10 * worker.jobs["slow"].trainer.step


def test_a_dropped_run_ends_within_its_work(worker, monkeypatch):
    monkeypatch.setattr(worker_module, "SLICE", 0.0)
    created(worker, "one", replace(LONG, widths=(64, 64)))
    assert worker.busy
    worker.handle(Drop("one"))
    assert not worker.busy
    assert not worker.seats
    assert not worker.turn()


def test_the_first_frame_does_not_wait_for_the_first_piece_of_work(monkeypatch):
    sent = []
    worker = Worker(sent.append)
    acts = from_text(", ".join(["0:revive=0+1"] * 300))
    created(worker, "heavy", replace(SMALL, interventions=acts))
    worker.handle(Command("heavy", "play"))
    while not sent:
        worker.turn()
    assert isinstance(sent[0], Frame)
    assert (sent[0].header["status"], sent[0].header["step"], sent[0].header["done"]) == ("playing", 0, 0)
    assert np.isfinite(sent[0].arrays["train_loss"]).all()
    worker.handle(Drop("heavy"))
