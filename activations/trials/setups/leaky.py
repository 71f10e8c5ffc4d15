"""Leaky ReLU with the slope that the reader chose."""

from activations.experiment.arm import Arm
from activations.language import marked as N_
from activations.trials.knob import Knob, Settings

SLOPE = 0.01
SLOPE_KNOB = Knob("slope", N_("slope α of Leaky ReLU"), SLOPE, low=0.0, high=0.99)


def leaky(settings: Settings) -> Arm:
    return Arm("leaky_relu", negative_slope=settings["slope"])
