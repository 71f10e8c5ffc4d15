"""What the note says about Leaky ReLU and PReLU."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "leaky",
    N_("Leaky ReLU and PReLU"),
    N_(
        "Leaky ReLU is meant to fix the fragility of ReLU: it does not turn the negative side into 0 "
        "but gives it a small slope $\\alpha$, such as 0.01. [[leaky.formula|It is αx below 0 and x "
        "from 0 on, or equivalently max(0.01x, x)]]; in the note's notation $f(x) = I(x < 0)\\,\\alpha "
        "x + I(x \\ge 0)\\,x$. [[leaky.gradient|Inputs below 0 then have a small gradient too]], and "
        "[[leaky.not-die|it will not “die”]]."
    ),
    Paragraph(
        N_(
            "The note calls this “a very small negative slope, such as 0.01” (很小的负的斜率，比如0.01). The slope "
            "is small and *positive*; negative are the inputs for which it applies."
        ),
        slips=(5,),
    ),
    Paragraph(
        N_(
            r"The two forms are the same only for $\alpha \le 1$. At $\alpha = 1.5$ and $x = -1$ the first gives "
            r"$-1.5$, and $\max(\alpha x, x)$ gives $-1$."
        ),
        slips=(6,),
    ),
    Paragraph(
        N_(
            "The picture that the note shows here is the one of ReLU again, from the same address. The page Curves "
            "draws the real function; turn up its slope to see it leave the axis."
        ),
        slips=(4,),
    ),
    N_(
        "[[leaky.no-saturation|It does not saturate]]. [[leaky.efficient|It is computationally efficient]]. "
        "[[leaky.6x|It converges much faster than sigmoid and tanh in practice, for example 6 times]]."
    ),
    Paragraph(
        N_(
            "The “6×” was measured once, for *ReLU* against *tanh*, with one convolutional network on CIFAR-10 "
            "(Krizhevsky et al. 2012). The note attaches it to Leaky ReLU and extends it to sigmoid; that "
            "measurement supports neither."
        ),
        slips=(11,),
    ),
    N_(
        "Does it help? [[leaky.disputed|Opinions differ: it does well in some experiments and not in others]]. "
        "In PReLU the slope is not fixed but learned like a weight; [[prelu.unclear|whether this works in all "
        "cases is unclear]]."
    ),
    Paragraph(
        N_(
            "The note's sentence on PReLU has a misprint, 再对所有情况都有效 (“again works in all cases”). It must "
            "read 是否对所有情况都有效, “whether it works in all cases”."
        ),
        slips=(15,),
    ),
)
