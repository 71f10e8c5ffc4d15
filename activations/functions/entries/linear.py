"""The identity, for comparison: what a network is without an activation function."""

from torch import Tensor

from activations.functions.activation import Activation
from activations.language import marked as N_


def identity(z: Tensor) -> Tensor:
    return z


ENTRIES = (
    Activation(
        key="identity",
        name="Identity",
        family=N_("linear"),
        colour="#c16b15",
        function=identity,
        formula="z",
        derivative="1",
        torch_line="torch.nn.Identity()",
        zero_centred=True,
        source="–",
        remark=N_("No non-linearity: a deep network of these collapses to one linear map."),
    ),
)
