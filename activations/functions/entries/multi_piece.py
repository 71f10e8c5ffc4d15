"""Units that see several pre-activations and answer with the largest."""

from torch import Tensor

from activations.functions.activation import Activation, Parameter
from activations.language import marked as N_


def maxout(z: Tensor) -> Tensor:
    # amax and pairwise torch.maximum take 1.5 times as long, forward and backward.
    # At a tie the first of the largest gets the whole gradient.
    return z.max(dim=-1).values


ENTRIES = (
    Activation(
        key="maxout",
        name="Maxout",
        family=N_("multi-piece"),
        colour="#9d78e3",
        function=maxout,
        formula="Max(z1, z2)",
        derivative="",
        parameters=(Parameter("k", 2, low=2, high=8, integer=True, meaning=N_("linear pieces per unit")),),
        arity=2,
        smoothness="C0",
        source="Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, arXiv:1302.4389",
        remark=N_(
            "The largest of k learned straight lines: any convex piecewise-linear shape, at k times the weights."
        ),
    ),
)
