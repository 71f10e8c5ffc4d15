"""Which well-known function Maxout's upper envelope is, by the largest difference measured."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from activations.functions.curve import curve
from activations.functions.facts import LIMIT
from activations.language import translate as _

POINTS = 4001  # from -LIMIT to LIMIT
EQUAL = 1e-12


def nearest_known(weights: Sequence[float], biases: Sequence[float]) -> tuple[str, float]:
    """The name of the known function that the largest of the lines is nearest to, and their largest difference."""
    x = np.linspace(-LIMIT, LIMIT, POINTS)
    envelope = curve("maxout", x, order=0, weights=weights, biases=biases)["f"]
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "ReLU": ("relu", {}),
        "|x|": ("absolute", {}),
        _("the identity"): ("identity", {}),
    }
    if 0 < min(weights) < 1:
        named = _("{name} with slope {slope:g}", name="Leaky ReLU", slope=min(weights))
        known[named] = ("leaky_relu", {"negative_slope": min(*weights, 0.99)})
    differences = {
        name: float(np.abs(envelope - curve(key, x, order=0, **values)["f"]).max())
        for name, (key, values) in known.items()
    }
    nearest = min(differences, key=lambda name: differences[name])
    return nearest, differences[nearest]
