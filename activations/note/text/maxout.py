"""What the note says about Maxout."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "maxout",
    N_("Maxout"),
    N_(
        r"[[maxout.form|Maxout is not a function of one pre-activation but the largest of several]], for two "
        r"$\max(w_1x + b_1, w_2x + b_2)$. [[maxout.relu-special|ReLU is the special case w₁ = 0, b₁ = 0]]. So "
        r"[[maxout.advantages|it has the advantages of ReLU]] and [[maxout.no-fragility|avoids its fragility "
        r"in training]]. Its price: [[maxout.doubles|it doubles the parameters of the model, which takes more "
        r"storage]]."
    ),
    Paragraph(
        N_(
            r"“Doubles” is right for two pieces, and for hidden layers only. A hidden layer with $k$ pieces has "
            r"$k(n_{\mathrm{in}} + 1)\,n_{\mathrm{out}}$ parameters, $k$ times as many as without Maxout. The "
            r"output layer has no activation function and stays as it is, so that the whole model grows by less "
            r"than $k$ times."
        ),
        slips=(13,),
    ),
)
