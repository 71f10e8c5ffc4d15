"""Settings of several trials."""

from activations.language import marked as N_
from activations.trials.knob import Knob


def rates_knob(*rates: float, name: str = "rates", label: str = N_("learning rates to tune over")) -> Knob:
    return Knob(name, label, rates, low=0.0, high=100.0)


def choice_knob(name: str, label: str, **choices: str) -> Knob:
    """One of `choices`, by key with their labels; the first, if not given."""
    return Knob(name, label, choices=tuple(choices.items()))


def dtype_knob(*names: str) -> Knob:
    return choice_knob("dtype", N_("number format"), **{name: name for name in names})
