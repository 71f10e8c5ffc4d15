"""What the trials of networks with sigmoid share: the target of the training, and the learning rates tuned over."""

from activations.language import marked as N_
from activations.trials.knob import Knob

TARGET = 0.1  # training loss


def rates_knob(*rates: float) -> Knob:
    return Knob(name="rates", label=N_("learning rates to tune over"), kind="rates", default=rates, low=0.0, high=100.0)
