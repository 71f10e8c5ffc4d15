"""What looking costs, measured beside the training that it looks at."""

import time

import pytest

from activations import Arm, Experiment, Trainer
from activations.live.trainer.looks import Looks
from activations.live.trainer.pace import Share
from activations.live.trainer.race import RaceJob

pytestmark = [pytest.mark.benchmark, pytest.mark.long]

SEVEN = ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")
LOOKS_PER_SECOND = 10
DEPTHS = {"two layers": (8, 8), "three layers": (8, 8, 8)}


def race(widths: tuple[int, ...]) -> Experiment:
    return Experiment(arms=[Arm(key) for key in SEVEN], widths=widths, seeds=8, batch_size=16, steps=100_000)


@pytest.mark.parametrize("depth", DEPTHS)
def test_what_one_look_costs(depth, capsys):
    """Processor time of one look, its row of numbers and the count of the dead included, in the midst of training,
    and of one step: the best of several rounds each.
    """
    trainer = Trainer(race(DEPTHS[depth]))
    inside, snapshot = Looks(trainer), trainer.snapshot()
    looks, steps = [], []
    for _ in range(8):
        look = step = 0.0
        for _ in range(12):  # a whole turn of all that takes turns
            started = time.process_time()
            trainer.advance(10)
            trained = time.process_time()
            inside.look(snapshot, now=True)
            look += (time.process_time() - trained) / 12
            step += (trained - started) / 120
        looks.append(look)
        steps.append(step)
    look, step = min(looks), min(steps)
    with capsys.disabled():
        print(
            f"\none look, {depth}: {1000 * look:.1f} ms = {look / step:.1f} steps of {1000 * step:.2f} ms; "
            f"{LOOKS_PER_SECOND} a second take {100 * LOOKS_PER_SECOND * look:.1f} % of the time"
        )
    assert look / step < 25


def trained(run: RaceJob, seconds: float) -> tuple[int, float, int]:
    """Steps, processor time and looks of a live run that works for so long, its frames included."""
    steps, used, looks = run.trainer.step, time.process_time(), 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        run.work(0.012)
        if run.frame_due():
            _, arrays = run.frame()
            looks += len(arrays.get("inside.steps", ()))
    return run.trainer.step - steps, time.process_time() - used, looks


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_race_that_is_looked_into_keeps_nine_tenths_of_its_throughput(depth, capsys, monkeypatch):
    """The share of a run's processor time that looking takes; and steps in a second of it, with the inside in view from
    the start and without, in turns.
    """
    runs = {seen: RaceJob(race(DEPTHS[depth])) for seen in (False, True)}
    for seen, run in runs.items():
        run.look_inside(seen)
        run.play()
        trained(run, 0.5)
    spent, paid, inside = [], Share.spend, runs[True].looks
    assert inside is not None

    def noted(share: Share, seconds: float) -> None:
        spent.extend([seconds] * (share is inside.spent))
        paid(share, seconds)

    monkeypatch.setattr(Share, "spend", noted)
    totals = {False: [0, 0.0, 0], True: [0, 0.0, 0]}
    for turn in range(16):
        seen = turn % 2 == 1
        totals[seen] = [sum(pair) for pair in zip(totals[seen], trained(runs[seen], 0.7), strict=True)]
    rates = {seen: steps / used for seen, (steps, used, _) in totals.items()}
    share, cost, looks = sum(spent) / totals[True][1], 1 - rates[True] / rates[False], totals[True][2] / (8 * 0.7)
    with capsys.disabled():
        print(
            f"\nlooked into, {depth}: {share:.1%} of the time is spent on it; {rates[True]:.0f} steps a second, "
            f"{rates[False]:.0f} without, which costs {cost:.1%} of the throughput; {looks:.1f} looks a second"
        )
    assert share < 0.1
    assert cost < 0.25  # two runs of one kind differ by a tenth where others use the machine too
    assert looks > 1
