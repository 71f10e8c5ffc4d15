"""What tests of a real trainer process share: small experiments, and waiting for what it does."""

import time

from activations import Arm, Experiment
from activations.live.server.race import RaceRun
from activations.live.server.trial import TrialRun

SMALL = Experiment(arms=[Arm("relu"), Arm("tanh")], widths=(4,), seeds=2, steps=60, batch_size=8)
LONG = Experiment(arms=[Arm("relu")], widths=(4,), seeds=1, steps=100_000, batch_size=8)


def wait_until(condition, seconds=90.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def begun(lab, experiment):
    """A race that is made without a page to watch it."""
    return lab.open(RaceRun(experiment, wants_place=True))


def finished(lab, experiment):
    run = lab.open(RaceRun(experiment))
    lab.send(run, "play")
    wait_until(lambda: run.status == "finished")
    return run


def start_trial(lab, store, *trial, session="a", language="en"):
    """A trial of tests.trials.fakes whose result goes into `store`."""
    return lab.open(
        TrialRun(*trial, session=session, language=language, trials_module="tests.trials.fakes", store=lambda: store)
    )
