"""The claims on Leaky ReLU and PReLU."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import CS231N, HE_2015, KRIZHEVSKY_2012, MAAS_2013, XU_2015

CLAIMS = (
    Claim(
        id="leaky.formula",
        quote="f(x)=I(x<0)(αx)+I(x≥0)(x); f(x)=max(0.01x,x)",
        words=N_("Leaky ReLU is αx for x < 0 and x otherwise; equivalently max(0.01x, x)"),
        sources=(MAAS_2013, CS231N),
    ),
    Claim(
        id="leaky.gradient",
        quote="使得输入小于0的时候也有一个很小的梯度",
        words=N_("Inputs below 0 then have a small gradient too"),
        sources=(MAAS_2013,),
        context=N_(
            "Small has a price: with a slope of 0.01, a unit that is off on all samples learns a hundred times more "
            "slowly than one that is on."
        ),
    ),
    Claim(
        id="leaky.not-die",
        quote='will not "die"',
        words=N_("Leaky ReLU will not “die”"),
        sources=(MAAS_2013, CS231N),
        context=N_(
            "Keep two things apart. *Dead* means that no sample gives a gradient; a leaky unit cannot be dead. *Off* "
            "means that the pre-activation is not positive on any sample; then the unit is linear on all the data and "
            "contributes no bend, and it must find its way back with a small gradient."
        ),
    ),
    Claim(
        id="leaky.disputed",
        quote="众说纷纭，一些实验证明很好，一些实验证明并不好",
        words=N_("Whether Leaky ReLU helps is disputed: good in some experiments, not in others"),
        sources=(XU_2015, MAAS_2013, CS231N),
        context=N_(
            "Maas et al. 2013 found almost no difference on speech. Xu et al. 2015 found that a non-zero slope "
            "consistently helps on images, a larger one more than 0.01, and that on small data sets fixed and learned "
            "slopes overfit. A dispute is itself something one can test: does the sign of the difference change from "
            "task to task?"
        ),
    ),
    Claim(
        id="prelu.unclear",
        quote="也有人提出可以对α进行参数化处理…是否对所有情况都有效，目前也不清楚",
        words=N_("The slope α can be learned (PReLU); whether this works in all cases is unclear"),
        sources=(HE_2015, XU_2015),
        context=N_(
            "He et al. 2015 introduced PReLU for image networks. In the first layer they report a learned slope of "
            "0.681 when all channels share it, and of 0.596 on average when each has its own; in deeper layers it is "
            "smaller. Nothing keeps a learned slope between 0 and 1: it may turn negative, and it may depend on where "
            "it started."
        ),
    ),
    Claim(
        id="leaky.no-saturation",
        quote="Does not saturate",
        words=N_("Leaky ReLU does not saturate"),
        sources=(CS231N,),
    ),
    Claim(
        id="leaky.efficient",
        quote="Computationally efficient",
        words=N_("Leaky ReLU is computationally efficient"),
        sources=(CS231N,),
    ),
    Claim(
        id="leaky.6x",
        quote="Converges much faster than sigmoid/tanh in practice! (e.g. 6x)",
        words=N_("Leaky ReLU converges much faster than sigmoid and tanh in practice, e.g. 6×"),
        sources=(KRIZHEVSKY_2012, CS231N),
        context=N_(
            "Where the 6× comes from: in Fig. 1 of Krizhevsky et al. 2012 a four-layer convolutional network on "
            "CIFAR-10 reached 25 % training error six times faster with *ReLU* than with *tanh*. Neither Leaky ReLU "
            "nor sigmoid is in that figure. The slides of CS231n carry the number over to their list for Leaky ReLU, "
            "and the note copies it from there."
        ),
    ),
)
