"""One arm of an experiment: an activation function with its parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from activations import checks
from activations.functions.catalogue import CATALOGUE, Activation
from activations.language import translate as _


@dataclass(frozen=True, init=False, repr=False)
class Arm:
    """One activation function under comparison. `Arm("leaky_relu", negative_slope=0.1)`.

    Parameters left out take the catalogue's defaults, so Arm("elu") == Arm("elu", alpha=1.0). Learnable parameters
    start from the value given here. With `layers`, hidden layers after the first have activations of their own:
    Arm("relu", layers=["tanh", Arm("elu", alpha=0.5)]) has ReLU, tanh, and ELU in all layers from the third on. What
    only repeats the layer before at the end is left out, so Arm("relu", layers=["relu"]) == Arm("relu"). Raises
    ValueError on an unknown activation, parameter or value.
    """

    activation: str  # key in CATALOGUE
    settings: tuple[tuple[str, float], ...]  # every parameter, in the catalogue's order
    layers: tuple["Arm", ...]  # of the second hidden layer, the third, ...; the last goes on; () for the same in all

    def __init__(self, activation: str, /, layers: Iterable["Arm | str"] = (), **parameters: float) -> None:
        values = CATALOGUE[activation].validated(parameters)
        object.__setattr__(self, "activation", activation)
        object.__setattr__(self, "settings", tuple(values.items()))
        given = checks.items(layers)
        if given is None or not all(isinstance(one, (Arm, str)) for one in given):
            said = _("layers = {layers!r} is not allowed: give activations of the layers after the first.")
            raise ValueError(said.format(layers=layers))
        found = tuple(Arm(one) if isinstance(one, str) else one for one in given)
        if any(one.layers for one in found):
            raise ValueError(_("The activation of one layer cannot have layers of its own."))
        object.__setattr__(self, "layers", ())
        chain = [self, *found]
        while len(chain) > 1 and chain[-1] == chain[-2]:  # the last goes on by itself
            chain.pop()
        object.__setattr__(self, "layers", tuple(chain[1:]))

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
        """Pre-activations a unit (of the first hidden layer): 1, 2 for gated functions, k for Maxout."""
        return self.entry.pre_activations(self.parameters)

    @property
    def outputs(self) -> int:
        """Outputs a unit (of the first hidden layer): 1, or 2 for CReLU."""
        return self.entry.outputs

    def at(self, layer: int) -> "Arm":
        """The activation of a hidden layer (from 0), as an arm that has it everywhere."""
        if not self.layers:
            return self
        return self.layers[min(layer, len(self.layers)) - 1] if layer else Arm(self.activation, (), **self.parameters)

    @property
    def changed(self) -> dict[str, float]:
        """The parameters that differ from the catalogue's defaults."""
        defaults = self.entry.defaults
        return {name: value for name, value in self.settings if value != defaults[name]}

    @property
    def label(self) -> str:
        """The name, and the parameters that are off their defaults: 'Leaky ReLU 0.1', 'APTx alpha 2, beta 0.5'.

        With `layers` one after the other: 'ReLU → Tanh', or 'ReLU ×3 → Tanh' for three layers of ReLU.
        """
        if self.layers:
            runs = [
                (label, len(list(same))) for label, same in groupby(one.label for one in (self.at(0), *self.layers))
            ]
            return " → ".join(label if count == 1 else f"{label} ×{count}" for label, count in runs)
        if not self.changed:
            return self.entry.name
        if len(self.settings) == 1:
            return f"{self.entry.name} {self.settings[0][1]:g}"
        return f"{self.entry.name} " + ", ".join(f"{name} {value:g}" for name, value in self.changed.items())

    def __repr__(self) -> str:
        words = [repr(self.activation), *(f"{name}={value!r}" for name, value in self.changed.items())]
        return f"Arm({', '.join([*words, f'layers={list(self.layers)!r}'] if self.layers else words)})"

    def to_plain(self) -> dict:
        """As JSON can hold it: the key, and every parameter, so that a changed default never changes an old link."""
        plain = {"activation": self.activation, "parameters": self.parameters}
        return plain | {"layers": [one.to_plain() for one in self.layers]} if self.layers else plain

    @classmethod
    def from_plain(cls, plain: object) -> "Arm":
        """Inverse of `to_plain`. Raises ValueError on anything else."""
        known = {"activation", "parameters", "layers"}
        if not isinstance(plain, Mapping) or set(plain) - known or "activation" not in plain:
            said = _("{plain!r} is not an arm: it needs 'activation' and may have 'parameters' and 'layers'.")
            raise ValueError(said.format(plain=plain))
        parameters = plain.get("parameters", {})
        if not isinstance(parameters, Mapping):
            said = _("The parameters of arm {arm!r} are {parameters!r}, not names with numbers.")
            raise ValueError(said.format(arm=plain["activation"], parameters=parameters))
        if "layers" in parameters or not isinstance(layers := plain.get("layers", []), list):
            raise ValueError(_("The layers of arm {arm!r} are not a list of arms.", arm=plain["activation"]))
        return cls(plain["activation"], layers=[cls.from_plain(one) for one in layers], **parameters)
