"""What looking costs, measured beside the training that it looks at."""

import time

import pytest

from activations import Arm, Experiment, Trainer
from activations.live.inside import Inside

SEVEN = ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")
LOOKS_A_SECOND = 10


@pytest.mark.benchmark
def test_ten_looks_a_second_cost_about_a_tenth_of_the_throughput(capsys):
    """Processor time of one look, its row of numbers and the count of the dead included, in the midst of training,
    and of one step: the best of several rounds each.
    """
    trainer = Trainer(Experiment(arms=[Arm(key) for key in SEVEN], widths=(8, 8), seeds=8, batch_size=16))
    inside, snapshot = Inside(trainer), trainer.snapshot()
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
            f"\none look {1000 * look:.1f} ms = {look / step:.1f} steps of {1000 * step:.2f} ms; "
            f"{LOOKS_A_SECOND} a second take {100 * LOOKS_A_SECOND * look:.1f} % of the time"
        )
    assert look / step < 15
