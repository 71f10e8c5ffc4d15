"""The claims on ELU."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import CLEVERT_2015, CS231N

CLAIMS = (
    Claim(
        id="elu.negative-output",
        quote="在输入为负数的情况下，是有一定的输出的",
        words=N_("For negative inputs ELU still has some output"),
        sources=(CLEVERT_2015,),
        context=N_(
            "Clevert et al. 2015 want this output for the sake of the mean: negative values pull the mean of the "
            "activations towards 0, as a centring built into the function."
        ),
    ),
    Claim(
        id="elu.noise-robust",
        quote="这部分输出还具有一定的抗干扰能力",
        words=N_("This negative output has a certain robustness to noise"),
        sources=(CLEVERT_2015, CS231N),
        context=N_(
            r"Clevert et al. 2015 compare ELU with *Leaky ReLU and PReLU*: far below 0 ELU is flat, so that noise in "
            r"the input no longer moves the output, and they are not flat. With $\alpha = 1$ it is flatter than a "
            r"slope of 0.01 only where $e^z < 0.01$, that is below $z \approx -4.6$. ReLU is flatter still on its "
            r"negative side."
        ),
    ),
    Claim(
        id="elu.no-dying",
        quote="这样可以消除ReLU死掉的问题",
        words=N_("ELU eliminates the problem of dying ReLU units"),
        sources=(CLEVERT_2015, CS231N),
        context=N_(
            r"For $\alpha = 1$ the derivative of ELU at $z < 0$ is $e^z$: never 0 in exact arithmetic, but only "
            r"$e^{-8} \approx 0.0003$ at $-8$. A unit that was pushed far enough has a gradient in name only. The "
            r"trial pushes all units by a chosen distance and watches whether they come back."
        ),
    ),
    Claim(
        id="elu.saturates-exp",
        quote="还是有梯度饱和和指数运算的问题",
        words=N_("ELU still has gradient saturation and needs an exponential"),
        sources=(CLEVERT_2015, CS231N),
        context=N_(
            "Saturation on the negative side is not an accident but the purpose of ELU: it is what Clevert et al. 2015 "
            "call a noise-robust deactivation state. What the note counts as a defect here and what it praises as "
            "robustness are one and the same."
        ),
    ),
)
