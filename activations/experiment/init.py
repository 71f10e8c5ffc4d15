"""Laws of the initial weights: which standard deviation the weights of a layer start with.

Weights are normal and biases 0, but for "torch". fan_in is the number of inputs of a layer (for CReLU twice its units),
fan_out the number of its units.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from activations.language import marked as N_


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What a law may ask of a layer."""

    fan_in: int
    fan_out: int
    output: bool  # whether it is the output layer
    matched_gain: Callable[[], float]  # of the arm's activation; see training.initialisation
    settings: dict[str, Any] = field(default_factory=dict)  # of the experiment: init_std and init_gain

    def scaled(self, gain: float) -> float:
        """gain / sqrt(fan_in); the output layer's gain is 1."""
        return (1.0 if self.output else gain) / math.sqrt(self.fan_in)


@dataclass(frozen=True)
class Init:
    """One law: its name, and the standard deviation of a layer's weights."""

    label: str  # marked
    standard_deviation: Callable[[Layer], float]
    uses: str = ""  # the field of Experiment that it reads
    uniform: bool = False  # weights and biases are uniform, the biases with the same standard deviation


# Keys of Experiment.init. A new one is an entry here: check, form, link and engine read this table.
INITS = {
    # Each arm's own gain g with g^2 E[f'(z)^2] = 1 for z ~ N(0, 1), so that gradients keep their size from layer to
    # layer; sqrt(2) for ReLU.
    "matched": Init(N_("matched to each arm"), lambda layer: layer.scaled(layer.matched_gain())),
    "he": Init("He", lambda layer: layer.scaled(math.sqrt(2))),  # He et al. 2015
    # Output layer included; Glorot & Bengio 2010.
    "xavier": Init(N_("Xavier (Glorot)"), lambda layer: math.sqrt(2 / (layer.fan_in + layer.fan_out))),
    "lecun": Init("LeCun", lambda layer: layer.scaled(1.0)),  # LeCun et al. 1998
    # The same for every weight, output layer included.
    "normal": Init(N_("fixed standard deviation"), lambda layer: layer.settings["init_std"], uses="init_std"),
    "gain": Init(
        N_("one gain for all arms"), lambda layer: layer.scaled(layer.settings["init_gain"]), uses="init_gain"
    ),
    # torch.nn.Linear's default, uniform on ±1/sqrt(fan_in), output layer included: a gain of 1/sqrt(3). The same normal
    # draws, through the normal distribution function.
    "torch": Init(N_("PyTorch's default"), lambda layer: 1 / math.sqrt(3 * layer.fan_in), uniform=True),
}
