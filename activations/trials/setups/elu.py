"""ELU with the alpha that the reader chose."""

from activations.experiment.arm import Arm
from activations.language import marked as N_
from activations.trials.knob import Knob, Settings

ALPHA_KNOB = Knob("alpha", N_("α of ELU"), 1.0, low=0.01, high=5.0)


def elu(settings: Settings) -> Arm:
    return Arm("elu", alpha=settings["alpha"])
