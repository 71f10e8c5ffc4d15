"""Introduction of the note."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "introduction",
    N_("Introduction"),
    N_(
        "A layer computes $Wx + b$, and an activation function $f$ is then applied to every number of the "
        "result. [[intro.matters|Activation functions matter: without one, depth buys nothing]], because "
        "matrices one after the other are a single matrix: $W_3(W_2(W_1x)) = (W_3W_2W_1)x$."
    ),
    N_(
        "This page retells, in our own words, a Chinese lecture note that descends from Stanford's course "
        "CS231n. Every sentence of the note that can be tried is underlined and has an experiment of its own."
    ),
    Paragraph(
        N_(
            "The text of the note was scanned, and the character recognition left debris in it. We read 楠度 as "
            "梯度 (gradient), 闽值 as 阈值 (threshold), 民l数 as 函数 (function) and ω1 as $w_1$."
        ),
        slips=(16,),
    ),
)
