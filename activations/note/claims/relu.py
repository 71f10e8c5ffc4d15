"""The claims on ReLU."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import (
    BRUNA_2014,
    CS231N,
    GLOROT_2011,
    HE_2015,
    KRIZHEVSKY_2012,
    LECUN_1998,
    LU_2019,
    MAAS_2013,
    PASCANU_2013,
)

CLAIMS = (
    Claim(
        id="relu.formula",
        quote="ReLU(x)=max(0,x)…大于0的部分保留，小于0的变成0",
        words=N_("ReLU keeps the positive part and turns the rest into 0"),
        sources=(GLOROT_2011, CS231N),
        context=N_(
            "At 0 itself there is no derivative. Software has to choose one between 0 and 1, and not all of it chooses "
            "alike: two ways of writing ReLU in PyTorch already differ there."
        ),
    ),
    Claim(
        id="relu.faster",
        quote="能够极大地加速随机梯度下降法的收敛速度",
        words=N_("ReLU speeds up stochastic gradient descent greatly compared with sigmoid and tanh"),
        sources=(KRIZHEVSKY_2012, CS231N),
        context=N_(
            "The sentence goes back to one figure, Fig. 1 of Krizhevsky et al. 2012: a four-layer convolutional "
            "network on CIFAR-10 reached 25 % training error six times faster with ReLU than with *tanh*, each at a "
            "learning rate of its own and without regularisation. The authors add that the size of the effect varies "
            "with the architecture. The figure does not show sigmoid."
        ),
    ),
    Claim(
        id="relu.linear",
        quote="这因为它是线性的",
        words=N_("(It is faster because) ReLU is linear"),
        sources=(KRIZHEVSKY_2012, CS231N),
        context=N_("CS231n says “due to its linear, non-saturating *form*” and means the positive side."),
    ),
    Claim(
        id="relu.no-vanish",
        quote="且不存在梯度消失的问题",
        words=N_("ReLU has no vanishing-gradient problem"),
        sources=(HE_2015, GLOROT_2011),
        context=N_(
            "He et al. 2015 chose the scale of the initial weights so that ReLU passes the gradient on: variance "
            "$2/n$. With a smaller one every layer weakens it by the same factor, and over many layers the factors "
            "multiply: that is what vanishing means."
        ),
    ),
    Claim(
        id="relu.cheap",
        quote="只需要一个阈值过滤就可以得到结果",
        words=N_("ReLU is just a threshold, so it is cheaper than the complicated sigmoid and tanh"),
        sources=(KRIZHEVSKY_2012, CS231N),
        context=N_(
            "Fewer operations save time only where operations are what takes the time. See the trial on exp(): it "
            "measures one number, a tensor forward and backward, and a training step."
        ),
    ),
    Claim(
        id="relu.no-saturation",
        quote="Does not saturate (in +region)",
        words=N_("ReLU does not saturate for positive inputs"),
        sources=(GLOROT_2011, CS231N),
        context=N_(
            "The other half of the sentence is missing: for negative inputs the derivative is exactly 0, which is "
            "saturation at its most complete."
        ),
    ),
    Claim(
        id="relu.dies",
        quote="一个很大的梯度经过ReLU…使得这个神经元不会对任何数据有激活现象",
        words=N_("One very large gradient can update a ReLU unit so that it never activates on any data again"),
        sources=(CS231N, MAAS_2013),
        context=N_(
            "CS231n reports that “as much as 40 %” of a network can be dead when the learning rate is too high. In the "
            "trial a single corrupted target makes one giant step. Watch when the units die: at that step, or in the "
            "steps after it, when the network takes back what it has overdone."
        ),
    ),
    Claim(
        id="relu.irreversible",
        quote="经过ReLU的梯度永远都会是0，参数无法再更新了",
        words=N_("Once a unit is dead its gradient is 0 for ever, and its parameters can never be updated again"),
        sources=(CS231N, LU_2019),
        context=N_(
            "Two ways out are conceivable. In a deeper layer the inputs of a dead unit still change, because the "
            "layers before it go on learning, and may bring it back. And an optimiser with momentum or weight decay "
            "moves a parameter even while its gradient is 0."
        ),
    ),
    Claim(
        id="relu.noninvertible",
        quote="ReLU本质上是一个不可逆的过程，因为它会直接去掉输入小于0的部分",
        words=N_("Units stay dead because ReLU is irreversible: it discards the part of the input below 0"),
        sources=(BRUNA_2014,),
        context=N_(
            "A single ReLU has no inverse, but a layer can have one: with enough units, those that are active "
            "determine the input completely (Bruna et al. 2014). Such a layer can hold dead units all the same."
        ),
    ),
    Claim(
        id="relu.small-lr",
        quote="可以通过设置比较小的学习率来避免这个小问题",
        words=N_("In practice a small learning rate avoids this small problem"),
        sources=(CS231N, LU_2019, PASCANU_2013),
        context=N_(
            "A small rate guards against giant steps, and so do gradient clipping (Pascanu et al. 2013) and a loss "
            "that bounds the gradient. None of them helps a unit that is dead before the first step: Lu et al. 2019 "
            "prove that a ReLU network of fixed width is born dead with a probability that tends to 1 with depth."
        ),
    ),
    Claim(
        id="relu.not-centred",
        quote="Not zero-centered output",
        words=N_("The outputs of ReLU are not zero-centred"),
        sources=(LECUN_1998, CS231N),
        context=N_(
            r"For $z \sim \mathcal{N}(0, 1)$ the mean of $\mathrm{ReLU}(z)$ is $1/\sqrt{2\pi} \approx 0.40$. "
            r"Subtracting it centres the function without changing its shape."
        ),
    ),
)
