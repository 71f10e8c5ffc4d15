"""What the note says about tanh."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "tanh",
    N_("tanh"),
    N_(
        r"[[tanh.identity|tanh is a rescaled sigmoid]]: $\tanh(x) = 2\sigma(2x) - 1$. [[tanh.range|It squashes "
        r"numbers into the range from −1 to 1]]. [[tanh.zero-mean|This makes its output zero-mean]], which "
        r"[[tanh.fixes-centring|solves, to some extent, the second problem of sigmoid]]."
    ),
    Paragraph(
        N_(
            r"Here too the interval is open, $(-1, 1)$, and here too float32 reaches its ends: from $|x| \approx "
            r"9.01$ on, $1 - 2e^{-2|x|}$ is nearer to 1 than to any other float32, and the derivative is exactly 0."
        ),
        slips=(7,),
    ),
    Paragraph(
        N_(
            r"What is centred is the *range* of tanh. Its mean output is sure to be 0 only if the pre-activations "
            r"are distributed symmetrically around 0. For $z \sim \mathcal{N}(1, 1)$, say, the mean of $\tanh(z)$ "
            r"is 0.55."
        ),
        slips=(8,),
    ),
    N_(
        "[[tanh.still-saturates|It still kills the gradient where it saturates]]. The note's conclusion: "
        "[[tanh.always-better|in practice tanh is always better than sigmoid]]."
    ),
    Paragraph(
        N_(
            "The cost of exp() is in the note's lists for sigmoid and for ELU, but not in the one for tanh, "
            "although by the identity above tanh contains the same exponential. If it is charged to one, it must "
            "be charged to all three."
        ),
        slips=(14,),
    ),
)
