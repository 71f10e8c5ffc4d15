"""Radial functions: largest at zero, and blind to the sign."""

import torch
from torch import Tensor

from activations.functions.activation import Activation
from activations.functions.far import levels
from activations.language import marked as N_


def gaussian(z: Tensor) -> Tensor:
    return torch.exp(-z * z)


ENTRIES = (
    Activation(
        key="gaussian",
        name="Gaussian",
        family=N_("radial"),
        colour="#c18115",
        function=gaussian,
        far=lambda z: levels(z, 0.0, 0.0),
        formula="exp(-z**2)",
        derivative="-2*z*exp(-z**2)",
        range=(0.0, 1.0),
        monotonic=False,
        saturates="both",
        lipschitz=0.8577638849607068,
        cost="one exponential",
        source="Broomhead & Lowe 1988",
        remark=N_("A bump that fires only near zero."),
    ),
)
