"""The advice at the end of the note."""

from activations.language import marked as N_
from activations.note.section import Section

SECTION = Section.of(
    "advice",
    N_("The advice"),
    N_(
        "The note ends with the advice of CS231n. [[final.relu-lr|Use ReLU, and be careful with the learning "
        "rate]]. [[final.try-others|Try Leaky ReLU, Maxout and ELU]]. [[final.tanh-little|Try tanh, but do not "
        "expect much]]. [[final.no-sigmoid|Do not use sigmoid]]."
    ),
    N_(
        "Advice is neither true nor false. Each trial therefore tests what the advice supposes: that there is "
        "a learning rate above which ReLU fails, that another function can do better than ReLU, that tanh does "
        "not, and that sigmoid does worse."
    ),
)
