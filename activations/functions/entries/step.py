"""Step functions: their derivative is zero, so they train with a straight-through estimator, named as such."""

import torch
from torch import Tensor

from activations.functions.activation import INFINITY, Activation
from activations.language import marked as N_


class StraightThrough(torch.autograd.Function):
    """Gives out `stepped`, and passes the gradient to z where |z| <= 1 (Hubara et al. 2016, arXiv:1602.02830)."""

    generate_vmap_rule = True

    @staticmethod
    def forward(z: Tensor, stepped: Tensor) -> Tensor:
        return stepped.clone()

    @staticmethod
    def setup_context(context, inputs, output) -> None:
        context.save_for_backward(inputs[0])

    @staticmethod
    def backward(context, gradient: Tensor):
        (z,) = context.saved_tensors
        return gradient * (z.abs() <= 1), None


def step(z: Tensor) -> Tensor:
    return StraightThrough.apply(z, (z > 0).to(z.dtype))


def sign(z: Tensor) -> Tensor:
    return StraightThrough.apply(z, torch.sign(z.detach()))


ENTRIES = (
    Activation(
        key="step",
        name="Binary step",
        family=N_("step function"),
        colour="#b95b67",
        function=step,
        formula="Piecewise((1, z > 0), (0, True))",
        derivative="0",
        jumps=(0.0,),
        range=(0.0, 1.0),
        smoothness="discontinuous",
        saturates="both",
        can_die=True,
        lipschitz=INFINITY,
        surrogate_gradient=True,
        source=N_("McCulloch & Pitts 1943; trained as in Bengio, Léonard & Courville 2013, arXiv:1308.3432"),
        remark=N_(
            "The first threshold neuron. Its derivative is 0: trained with the straight-through estimator "
            "(slope 1 where |z| ≤ 1)."
        ),
    ),
    Activation(
        key="sign",
        name="Sign",
        family=N_("step function"),
        colour="#a28de2",
        function=sign,
        formula="sign(z)",
        derivative="0",
        jumps=(0.0,),
        range=(-1.0, 1.0),
        zero_centred=True,
        smoothness="discontinuous",
        saturates="both",
        can_die=True,
        lipschitz=INFINITY,
        surrogate_gradient=True,
        source=N_("Rosenblatt 1958; binarised networks: Courbariaux et al. 2016, arXiv:1602.02830"),
        remark=N_(
            "The activation of binarised networks. Its derivative is 0: trained with the straight-through estimator "
            "(slope 1 where |z| ≤ 1)."
        ),
    ),
)
