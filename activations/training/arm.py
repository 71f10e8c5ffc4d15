"""One arm of an experiment: an activation function with its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from activations.catalogue import CATALOGUE, Activation


@dataclass(frozen=True, init=False, repr=False)
class Arm:
    """One activation function under comparison. `Arm("leaky_relu", negative_slope=0.1)`.

    Parameters left out take the catalogue's defaults, so Arm("elu") == Arm("elu", alpha=1.0). Learnable parameters
    start from the value given here. Raises ValueError on an unknown activation, parameter or value.
    """

    activation: str  # key in CATALOGUE
    settings: tuple[tuple[str, float], ...]  # every parameter, in the catalogue's order

    def __init__(self, activation: str, /, **parameters: float) -> None:
        values = CATALOGUE[activation].validated(parameters)
        object.__setattr__(self, "activation", activation)
        object.__setattr__(self, "settings", tuple(values.items()))

    @property
    def key(self) -> str:
        return self.activation

    @property
    def entry(self) -> Activation:
        return CATALOGUE[self.activation]

    @property
    def parameters(self) -> dict[str, float]:
        return dict(self.settings)

    @property
    def pre_activations(self) -> int:
        """Pre-activations a unit: 1, 2 for gated functions, k for Maxout."""
        return self.entry.pre_activations(self.parameters)

    @property
    def outputs(self) -> int:
        """Outputs a unit: 1, or 2 for CReLU."""
        return self.entry.outputs

    def at(self, layer: int) -> "Arm":
        """The activation of a hidden layer, as an arm."""
        return self

    @property
    def changed(self) -> dict[str, float]:
        """The parameters that differ from the catalogue's defaults."""
        defaults = self.entry.defaults
        return {name: value for name, value in self.settings if value != defaults[name]}

    @property
    def label(self) -> str:
        """The name, and the parameters that are off their defaults: 'Leaky ReLU 0.1', 'APTx alpha 2, beta 0.5'."""
        if not self.changed:
            return self.entry.name
        if len(self.settings) == 1:
            return f"{self.entry.name} {self.settings[0][1]:g}"
        return f"{self.entry.name} " + ", ".join(f"{name} {value:g}" for name, value in self.changed.items())

    def __repr__(self) -> str:
        return (
            f"Arm({', '.join([repr(self.activation), *(f'{name}={value!r}' for name, value in self.changed.items())])})"
        )

    def to_plain(self) -> dict:
        """As JSON can hold it: the key, and every parameter, so that a changed default never changes an old link."""
        return {"activation": self.activation, "parameters": self.parameters}

    @classmethod
    def from_plain(cls, plain: object) -> "Arm":
        """Inverse of `to_plain`. Raises ValueError on anything else."""
        if not isinstance(plain, Mapping) or set(plain) - {"activation", "parameters"} or "activation" not in plain:
            raise ValueError(f"{plain!r} is not an arm: it needs 'activation' and may have 'parameters', nothing else.")
        parameters = plain.get("parameters", {})
        if not isinstance(parameters, Mapping):
            raise ValueError(
                f"The parameters of arm {plain['activation']!r} are {parameters!r}, not names with numbers."
            )
        return cls(plain["activation"], **parameters)
