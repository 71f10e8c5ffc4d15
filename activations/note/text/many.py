"""The many other functions, of which the note shows one picture."""

from activations.language import marked as N_
from activations.note.section import Section

SECTION = Section.of(
    "many",
    N_("Many other functions"),
    N_(
        "The note closes with one picture of many more activation functions and does not say a word about "
        "them. Here they can be used: the page Gallery shows all of them side by side, Curves their formulas, "
        "derivatives and sources, and Race trains them."
    ),
    N_(
        "Most of them answer one of the complaints above. Softplus, GELU, SiLU and Mish round off "
        "the kink of ReLU. SELU and CELU reshape the negative side of ELU. Softsign and Arctan "
        "saturate more slowly than tanh; Hardtanh and Hardsigmoid replace the exponential by "
        "straight lines. PReLU, Swish and PELU learn their shape. GLU and SwiGLU, like Maxout, take "
        "two pre-activations per unit, and let one gate the other. Sine is periodic, and Snake adds "
        "a periodic part to the identity."
    ),
    N_(
        "The note claims nothing about these functions, so there is nothing to put on trial. Put one into a "
        "race against ReLU instead, with enough seeds for an interval."
    ),
)
