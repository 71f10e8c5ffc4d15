"""What the note says about ReLU."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "relu",
    N_("ReLU"),
    N_(
        r"[[relu.formula|ReLU keeps what is positive and turns the rest into 0]]: $\mathrm{ReLU}(x) = \max(0, "
        r"x)$."
    ),
    Paragraph(
        N_(
            "That ReLU has become “more and more popular in recent years” (近几年变得越来越流行) is history, and "
            "no experiment here can decide it."
        ),
        triable=False,
    ),
    Paragraph(
        N_(
            "The two headings of the note's summary are swapped: what it lists under DisAdvantage are the "
            "advantages, and the other way round. Here each stands where it belongs."
        ),
        slips=(1,),
    ),
    N_(
        "Its advantages: [[relu.faster|it speeds up stochastic gradient descent greatly compared with sigmoid "
        "and tanh]], [[relu.linear|because it is linear]] and [[relu.no-vanish|has no vanishing gradient]]. "
        "[[relu.cheap|It is cheaper: one threshold instead of complicated arithmetic]]. "
        "[[relu.no-saturation|It does not saturate on the positive side]]."
    ),
    Paragraph(
        N_(
            r"ReLU is *piecewise* linear, and its kink is what makes it useful: $f(1) + f(-1) = 1$, but $f(1 + "
            r"(-1)) = 0$. If it were linear, the layers of a network would collapse into a single matrix. What "
            r"does hold is $f(cx) = c\,f(x)$ for $c > 0$."
        ),
        slips=(9,),
    ),
    Paragraph(
        N_(
            "“No vanishing gradient” is not a property of ReLU alone. Its derivative is 0 on the "
            "negative side, and on its way back the gradient is also multiplied by the weights of every "
            "layer. At initialisation, in wide layers of $n$ units with independent weights of mean 0 "
            "and variance $g^2/n$, its mean square changes by the factor $g^2/2$ per layer. It is kept "
            "at $g = \\sqrt{2}$, and shrinks to a sixth at $g^2 = 1/3$, which is the default of PyTorch's "
            "linear layers."
        ),
        slips=(10,),
    ),
    N_(
        "Its disadvantages: training is fragile. [[relu.dies|One very large gradient can update a unit so that "
        "it never activates on any data again]]. [[relu.irreversible|From then on its gradient is 0 for ever "
        "and its parameters can never be updated]], [[relu.noninvertible|because ReLU is irreversible: it "
        "discards the part of the input below 0]]. [[relu.small-lr|In practice a small learning rate avoids "
        "this problem]]. Moreover, [[relu.not-centred|its outputs are not zero-centred]]."
    ),
    Paragraph(
        N_(
            r"“Irreversible” mixes up two things. That the *map* has no inverse loses information about the input, "
            r"and a layer need not lose even that: $x = \mathrm{ReLU}(x) - \mathrm{ReLU}(-x)$. That a unit stays "
            r"*dead* comes from its zero gradient. The one is not the cause of the other: ELU has an inverse, yet "
            r"its gradient fades to nothing far below 0."
        ),
        slips=(12,),
    ),
)
