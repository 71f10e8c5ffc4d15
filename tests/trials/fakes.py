"""Trials whose outcome is known, as a module that stands in for `activations.trials`."""

import math
import os
import time

from activations.language.text import Text
from activations.training.sweep import Curve
from activations.trials import verdict
from activations.trials.knob import Knob
from activations.trials.result import Estimate, Progress
from activations.trials.trial import Case, Chart, Trial

PIECE = 0.03  # seconds, as the real ones

KNOBS = (
    Knob(name="value", label="value", default=2.0, low=0.0, high=9.0),
    Knob(name="pieces", label="pieces", default=3, low=1, high=10_000),
)


def estimates(value, seeds):
    low, high = value * 0.9, value * 1.1
    decision = verdict.above(low, high, 1.0)
    return (Estimate(label=Text("ratio"), value=value, low=low, high=high, decision=decision, seeds=len(seeds)),)


def measure(settings, seeds):
    for piece in range(settings["pieces"]):
        end = time.perf_counter() + PIECE
        while time.perf_counter() < end:
            pass
        curve = Curve(arm="relu", label="ReLU", x=tuple(range(piece + 2)), y=(math.nan, *[0.5] * (piece + 1)))
        done = (piece + 1) / settings["pieces"]
        yield Progress(
            done=done,
            doing=Text("piece {count}", count=piece + 1),
            rows=estimates(math.nan, seeds),
            curves=(curve,),
            curves_axis="loss",
        )
    return estimates(settings["value"], seeds)


def by_seed(settings, seeds):
    """Fails in the second repetition only."""
    yield Progress(done=0.5, doing=Text("half"))
    return estimates(0.1 if seeds[0] == 1000 else 2.0, seeds)


def broken(settings, seeds):
    yield Progress(done=0.5, doing=Text("half"))
    raise RuntimeError("the tape is torn")


def deadly(settings, seeds):
    """Takes its process along, on the first seeds only."""
    yield Progress(done=0.5, doing=Text("half"))
    if seeds[0] == 0:
        os._exit(3)
    return estimates(2.0, seeds)


def a_trial(name, measure, kind="statistic", **fields):
    return Trial(
        id=name,
        kind=kind,
        prediction="above 1",
        method="none",
        measure=measure,
        chart=Chart("ratio"),
        seeds=4,
        least_seeds=1,
        knobs=KNOBS,
        **fields,
    )


ALL = (
    a_trial("quick.holds", measure),
    a_trial(
        "quick.depends",
        measure,
        cases=(Case("small", {"value": 0.5}), Case("large", {"value": 5.0})),
        flip="value",
    ),
    a_trial("quick.by_seed", by_seed),
    a_trial("odd.timed", measure, kind="timing"),
    a_trial("odd.broken", broken),
    a_trial("odd.deadly", deadly),
    a_trial("odd.long", measure, cases=(Case("", {"pieces": 10_000}),)),
)


def trials():
    return ALL


def find(name):
    for one in ALL:
        if one.id == name:
            return one
    raise ValueError(f"No trial is called {name!r}.")
