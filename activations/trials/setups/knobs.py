"""Settings of several trials."""

from activations.language import marked as N_
from activations.trials.knob import Knob


def rates_knob(*rates: float, name: str = "rates", label: str = N_("learning rates to tune over")) -> Knob:
    return Knob(name, label, rates, low=0.0, high=100.0)


def dtype_knob(*names: str) -> Knob:
    return Knob("dtype", N_("number format"), choices=tuple((name, name) for name in names))
