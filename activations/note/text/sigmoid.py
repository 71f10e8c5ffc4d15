"""What the note says about sigmoid."""

from activations.language import marked as N_
from activations.note.section import Paragraph, Section

SECTION = Section.of(
    "sigmoid",
    N_("Sigmoid"),
    N_(
        r"[[sigmoid.formula|Sigmoid is the logistic function]], $\sigma(x) = \frac{1}{1 + e^{-x}}$, and its "
        r"derivative is $\sigma'(x) = \sigma(x)\,(1 - \sigma(x)) \le \frac{1}{4}$. [[sigmoid.range|It squashes "
        r"every real number into the range from 0 to 1: very negative inputs end near 0, very positive ones "
        r"near 1]]. [[sigmoid.interpretable|It was popular because its output is easy to interpret]], as a "
        r"probability or as the firing rate of a neuron."
    ),
    Paragraph(
        N_(
            r"The range is the *open* interval $(0, 1)$: in exact arithmetic neither end is ever reached. In "
            r"float32 both are. From $x \approx 16.64$ on, $1 + e^{-x}$ is rounded to 1, so the output is exactly "
            r"1 and the derivative exactly 0. The other end is reached only near $x = -88$, where $e^{-x}$ "
            r"overflows."
        ),
        slips=(7,),
    ),
    Paragraph(
        N_(
            "Sigmoid was “used frequently” (频繁地使用), the note says, and is “used less and less” "
            "(越来越少地被人使用). That is history. No network trained on this page could confirm or refute it."
        ),
        triable=False,
    ),
    N_(
        "The note names two defects, and its closing list adds a third. The first is saturation. "
        "[[sigmoid.saturation|Near 0 and 1 the gradient is almost 0, so no information is left to update the "
        "parameters]]; [[sigmoid.no-convergence|as a result the network fails to converge]]. Besides, "
        "[[sigmoid.init-care|the weights must be initialised very carefully]]: [[sigmoid.init-large|if they "
        "are too large, most units saturate and can no longer be updated]]."
    ),
    N_(
        "The second is that [[sigmoid.not-centred|its outputs are not zero-mean]]. They are the inputs of the "
        "next layer, and [[sigmoid.same-sign|if all inputs of a unit are positive, the gradients of its "
        "weights all have the same sign]]. [[sigmoid.zigzag|Every update then moves all weights of a unit the "
        "same way]], and the path to the minimum zigzags. [[sigmoid.zero-mean-mixes|With zero-mean inputs the "
        "gradients have both signs]]."
    ),
    Paragraph(
        N_(
            r"The note writes that the gradients are “all positive” and every update “a positive gradient” "
            r"(梯度全是正的…永远都是正梯度). They all have the *same sign*, which need not be plus. For one sample "
            r"the gradient of the weights is $\delta x$, where $\delta$ is the gradient of the unit's "
            r"pre-activation. If every component of $x$ is positive, all take the sign of $\delta$: plus for one "
            r"sample, minus for another."
        ),
        slips=(2,),
    ),
    Paragraph(
        N_(
            r"The note argues with $\nabla f(w) = x$. That is the *local* gradient, the one of the pre-activation "
            r"$f = wx + b$. What updates the weights is the gradient of the loss, $\frac{\partial L}{\partial w} = "
            r"\frac{\partial L}{\partial f}\,x = \delta x$, and the factor $\delta$ decides the sign."
        ),
        slips=(3,),
    ),
    N_(
        "This second defect is not too serious, the note says: [[sigmoid.batch-mitigates|training by batches "
        "mitigates it to some extent]], and [[sigmoid.milder|it is much milder than the vanishing gradient]]."
    ),
    N_("The third is its cost: [[sigmoid.exp-cost|exp() is a bit expensive to compute]]."),
)
