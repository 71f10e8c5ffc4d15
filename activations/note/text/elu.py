"""What the note says about ELU."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "elu",
    N_("ELU"),
    N_(
        r"ELU is an improvement on ReLU: $f(x) = x$ for $x > 0$ and $f(x) = \alpha(e^x - 1)$ for $x \le 0$. "
        r"[[elu.negative-output|For negative inputs it still has some output]], and [[elu.noise-robust|this "
        r"output has a certain robustness to noise]]. In this way [[elu.no-dying|it eliminates the dying of "
        r"ReLU units]]. But [[elu.saturates-exp|it still has gradient saturation and needs an exponential]]."
    ),
    Paragraph(
        N_(
            r"The note gives ELU's formula only inside a picture. It is written out above; $\alpha = 1$ is the "
            r"usual choice."
        ),
        slips=(4,),
    ),
)
