"""Shifted forms of known functions, for trials alone: not in the gallery and its menus, but arms like any other.

A shift changes where a function's outputs lie and nothing else: what it costs to be off zero can then be told apart
from what the slope costs. 2σ(z) − 1 is in the catalogue, as the bipolar sigmoid.
"""

import math

import torch
from torch import Tensor

from activations.functions.activation import INFINITY, Activation
from activations.language import marked as N_

MEAN_OF_RELU = 1 / math.sqrt(2 * math.pi)  # E ReLU(z), z ~ N(0, 1)


def tanh_plus_one(z: Tensor) -> Tensor:
    return torch.tanh(z) + 1


def sigmoid_minus_half(z: Tensor) -> Tensor:
    return torch.sigmoid(z) - 0.5


def centred_relu(z: Tensor) -> Tensor:
    return torch.relu(z) - MEAN_OF_RELU


ENTRIES = (
    Activation(
        key="tanh_plus_one",
        name="Tanh + 1",
        family=N_("sigmoidal"),
        colour="#4785eb",
        function=tanh_plus_one,
        formula="tanh(z) + 1",
        derivative="1 - tanh(z)**2",
        range=(0.0, 2.0),
        saturates="both",
        cost="one exponential",
        source=N_("made for the trials"),
        remark=N_(
            "Tanh moved up until its outputs are positive, as Sigmoid's are: its slope is still 1 at the origin."
        ),
    ),
    Activation(
        key="sigmoid_minus_half",
        name="Sigmoid − 1/2",
        family=N_("sigmoidal"),
        colour="#d65c5c",
        function=sigmoid_minus_half,
        formula="1/(1 + exp(-z)) - 1/2",
        derivative="exp(-z)/(1 + exp(-z))**2",
        range=(-0.5, 0.5),
        zero_centred=True,
        saturates="both",
        lipschitz=0.25,
        cost="one exponential",
        source=N_("made for the trials"),
        remark=N_("Sigmoid moved down until it is centred on 0: its slope is still at most 1/4."),
    ),
    Activation(
        key="centred_relu",
        name="ReLU − mean",
        family=N_("rectifier"),
        colour="#b85cd6",
        function=centred_relu,
        formula="Max(0, z) - 1/sqrt(2*pi)",
        derivative="Piecewise((1, z > 0), (0, True))",
        kinks=(0.0,),
        range=(-MEAN_OF_RELU, INFINITY),
        zero_centred=True,
        smoothness="C0",
        saturates="left",
        can_die=True,
        source=N_("made for the trials"),
        remark=N_("ReLU minus its mean over N(0, 1), so that its outputs are centred on 0 at the start."),
    ),
)
VARIANTS = {entry.key: entry for entry in ENTRIES}
