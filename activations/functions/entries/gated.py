"""Gated units: two pre-activations a unit, z1 the value and z2 the gate (the order of torch.nn.GLU)."""

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from activations.functions.activation import INFINITY, Activation
from activations.functions.entries.smooth_rectifier import gelu
from activations.functions.far import levels, straight
from activations.language import marked as N_


def glu(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return value * torch.sigmoid(gate)


def bilinear(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return value * gate


def reglu(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return value * torch.relu(gate)


def geglu(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return value * gelu(gate)


def swiglu(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return value * functional.silu(gate)


def gtu(z: Tensor) -> Tensor:
    value, gate = z.unbind(-1)
    return torch.tanh(value) * torch.sigmoid(gate)


entry = partial(
    Activation,
    family=N_("gated"),
    arity=2,
    zero_centred=True,
    monotonic=False,
    lipschitz=INFINITY,
    cost="one exponential",
)
ENTRIES = (
    entry(
        key="glu",
        name="GLU",
        colour="#dc4918",
        function=glu,
        far=lambda value, gate: value * levels(gate, 0.0, 1.0),
        formula="z1*sigma(z2)",
        derivative="(sigma(z2), z1*sigma(z2)*(1 - sigma(z2)))",
        torch_line="torch.nn.GLU(dim=-1)",
        source="Dauphin, Fan, Auli & Grangier 2016, arXiv:1612.08083",
        remark=N_("The value passes through a sigmoid gate with weights of its own."),
    ),
    entry(
        key="bilinear",
        name="Bilinear",
        colour="#cf74dc",
        function=bilinear,
        formula="z1*z2",
        derivative="(z2, z1)",
        cost="arithmetic",
        source="Mnih & Hinton 2007; Shazeer 2020, arXiv:2002.05202",
        remark=N_("A product of two linear maps, with no non-linearity on the gate."),
    ),
    entry(
        key="reglu",
        name="ReGLU",
        colour="#b95b95",
        function=reglu,
        formula="z1*Max(0, z2)",
        derivative="(Max(0, z2), Piecewise((z1, z2 > 0), (0, True)))",
        kinks=(0.0,),
        smoothness="C0",
        can_die=True,
        cost="arithmetic",
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A ReLU gate: both partial derivatives vanish where the gate is negative."),
    ),
    entry(
        key="geglu",
        name="GEGLU",
        colour="#0f8a0f",
        function=geglu,
        far=lambda value, gate: value * straight(gate, 0.0, 1.0),
        formula="z1*z2*Phi(z2)",
        derivative="(z2*Phi(z2), z1*(Phi(z2) + z2*phi(z2)))",
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A GELU gate, as in T5 v1.1."),
    ),
    entry(
        key="swiglu",
        name="SwiGLU",
        colour="#497aab",
        function=swiglu,
        far=lambda value, gate: value * straight(gate, 0.0, 1.0),
        formula="z1*z2*sigma(z2)",
        derivative="(z2*sigma(z2), z1*sigma(z2)*(1 + z2*(1 - sigma(z2))))",
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A SiLU gate, as in PaLM and LLaMA."),
    ),
    entry(
        key="gtu",
        name="GTU",
        colour="#8663ee",
        function=gtu,
        far=lambda value, gate: torch.tanh(value) * levels(gate, 0.0, 1.0),
        formula="tanh(z1)*sigma(z2)",
        derivative="((1 - tanh(z1)**2)*sigma(z2), tanh(z1)*sigma(z2)*(1 - sigma(z2)))",
        range=(-1.0, 1.0),
        saturates="both",
        lipschitz=1.0,
        cost="several transcendentals",
        source="van den Oord et al. 2016 (PixelCNN), arXiv:1606.05328",
        remark=N_("The gate of LSTM, PixelCNN and WaveNet: both paths saturate."),
    ),
)
