"""Gated units: two pre-activations a unit, z1 the value and z2 the gate (the order of torch.nn.GLU)."""

import torch
from torch import Tensor
from torch.nn import functional

from activations.functions.activation import INFINITY, Activation
from activations.functions.entries.smooth_rectifier import gelu
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


ENTRIES = (
    Activation(
        key="glu",
        name="GLU",
        family=N_("gated"),
        colour="#dc4918",
        function=glu,
        formula="z1*sigma(z2)",
        derivative="(sigma(z2), z1*sigma(z2)*(1 - sigma(z2)))",
        arity=2,
        torch_line="torch.nn.GLU(dim=-1)",
        zero_centred=True,
        monotonic=False,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=INFINITY,
        cost="one exponential",
        year=2016,
        source="Dauphin, Fan, Auli & Grangier 2016, arXiv:1612.08083",
        remark=N_("The value passes through a sigmoid gate with weights of its own."),
    ),
    Activation(
        key="bilinear",
        name="Bilinear",
        family=N_("gated"),
        colour="#cf74dc",
        function=bilinear,
        formula="z1*z2",
        derivative="(z2, z1)",
        arity=2,
        zero_centred=True,
        monotonic=False,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=INFINITY,
        cost="arithmetic",
        year=2007,
        source="Mnih & Hinton 2007; Shazeer 2020, arXiv:2002.05202",
        remark=N_("A product of two linear maps, with no non-linearity on the gate."),
    ),
    Activation(
        key="reglu",
        name="ReGLU",
        family=N_("gated"),
        colour="#b95b95",
        function=reglu,
        formula="z1*Max(0, z2)",
        derivative="(Max(0, z2), Piecewise((z1, z2 > 0), (0, True)))",
        arity=2,
        kinks=(0.0,),
        zero_centred=True,
        monotonic=False,
        smoothness="C0",
        saturates="none",
        can_die=True,
        lipschitz=INFINITY,
        cost="arithmetic",
        year=2020,
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A ReLU gate: both partial derivatives vanish where the gate is negative."),
    ),
    Activation(
        key="geglu",
        name="GEGLU",
        family=N_("gated"),
        colour="#0f8a0f",
        function=geglu,
        formula="z1*z2*Phi(z2)",
        derivative="(z2*Phi(z2), z1*(Phi(z2) + z2*phi(z2)))",
        arity=2,
        zero_centred=True,
        monotonic=False,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=INFINITY,
        cost="one exponential",
        year=2020,
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A GELU gate, as in T5 v1.1."),
    ),
    Activation(
        key="swiglu",
        name="SwiGLU",
        family=N_("gated"),
        colour="#497aab",
        function=swiglu,
        formula="z1*z2*sigma(z2)",
        derivative="(z2*sigma(z2), z1*sigma(z2)*(1 + z2*(1 - sigma(z2))))",
        arity=2,
        zero_centred=True,
        monotonic=False,
        smoothness="C∞",
        saturates="none",
        can_die=False,
        lipschitz=INFINITY,
        cost="one exponential",
        year=2020,
        source="Shazeer 2020, arXiv:2002.05202",
        remark=N_("A SiLU gate, as in PaLM and LLaMA."),
    ),
    Activation(
        key="gtu",
        name="GTU",
        family=N_("gated"),
        colour="#8663ee",
        function=gtu,
        formula="tanh(z1)*sigma(z2)",
        derivative="((1 - tanh(z1)**2)*sigma(z2), tanh(z1)*sigma(z2)*(1 - sigma(z2)))",
        arity=2,
        range=(-1.0, 1.0),
        zero_centred=True,
        monotonic=False,
        smoothness="C∞",
        saturates="both",
        can_die=False,
        lipschitz=1.0,
        cost="several transcendentals",
        year=2016,
        source="van den Oord et al. 2016 (PixelCNN), arXiv:1606.05328",
        remark=N_("The gate of LSTM, PixelCNN and WaveNet: both paths saturate."),
    ),
)
