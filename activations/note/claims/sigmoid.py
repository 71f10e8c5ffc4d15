"""The claims on sigmoid."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import BRIDLE_1990, CS231N, GLOROT_2010, HOCHREITER_1998, LECUN_1991, LECUN_1998

CLAIMS = (
    Claim(
        id="sigmoid.formula",
        quote="σ(x)=1/(1+e^{-x})",
        words=N_("Sigmoid is the logistic function, σ(x) = 1/(1 + e⁻ˣ)"),
        sources=(CS231N,),
        context=N_(
            r"What matters for training is the derivative that follows from it, $\sigma(1 - \sigma)$. It is at most "
            r"$\frac{1}{4}$, so that every layer of sigmoid weakens the gradient at least four times, unless the "
            r"weights make up for it."
        ),
    ),
    Claim(
        id="sigmoid.range",
        quote="转化至 0~1 之间…越大的负数越靠近0，越大的正数越靠近1",
        words=N_(
            "Sigmoid squashes every real number into (0, 1): very negative inputs to near 0, very positive to near 1"
        ),
        sources=(CS231N,),
        context=N_(
            "Floating-point numbers lie much closer together near 0 than near 1. That is why the two tails differ: the "
            "upper one is rounded to 1 much sooner than the lower one to 0."
        ),
    ),
    Claim(
        id="sigmoid.interpretable",
        quote="因为其具有良好的解释性",
        words=N_("Sigmoid was popular because its output has a good interpretation"),
        sources=(BRIDLE_1990, CS231N),
        context=N_(
            "For two normally distributed classes with the same covariance, the probability of one of them given the "
            "data *is* a sigmoid of a linear function. That is a meaning of the network's output. It gives no meaning "
            "to a hidden unit, and with unequal covariances the function inside is no longer linear."
        ),
    ),
    Claim(
        id="sigmoid.saturation",
        quote="在靠近1和0的两端时，梯度会几乎变成0…没有任何信息来更新参数",
        words=N_("Near 0 and 1 the gradient is almost 0, so there is no information left to update the parameters"),
        sources=(CS231N, GLOROT_2010),
        context=N_(
            r"Whether the information is lost depends on where the unit stands. At the output, cross-entropy divides "
            r"by exactly the $\sigma'$ that saturation makes small, and the gradient of the pre-activation is "
            r"$\sigma(z) - y$: a confident wrong answer is corrected at full strength. And in a hidden layer, Glorot & "
            r"Bengio saw saturated units move out of saturation by themselves, slowly."
        ),
    ),
    Claim(
        id="sigmoid.no-convergence",
        quote="这样就会造成模型不收敛",
        words=N_("As a result a sigmoid network fails to converge"),
        sources=(HOCHREITER_1998, GLOROT_2010),
        context=N_(
            r"A network that has learned nothing about ten equally frequent classes has the loss $\ln 10 \approx "
            r"2.303$. A run that stays on this plateau has not begun to converge. Watch on which layers the gradient "
            r"gets lost."
        ),
    ),
    Claim(
        id="sigmoid.init-care",
        quote="需要在初始化权重的时候也必须非常小心",
        words=N_("With sigmoid the weights must be initialised very carefully"),
        sources=(GLOROT_2010, LECUN_1998),
        context=N_(
            "“Carefully” is measured as a window: how many doublings of the initial scale still train well, each at "
            "its best learning rate. It matters how wide the window is, and whether the usual scale lies inside it."
        ),
    ),
    Claim(
        id="sigmoid.init-large",
        quote="如果初始化的时候权重太大…大多数神经元变得饱和，没有办法更新参数",
        words=N_("If the initial weights are too large, most units saturate and can no longer be updated"),
        sources=(CS231N, GLOROT_2010),
        context=N_(
            "Two statements in one: that units saturate, and that the gradient is therefore lost. Large weights make "
            "the derivative small, but the gradient on its way back is also multiplied by those same large weights, so "
            "the second statement does not follow from the first."
        ),
    ),
    Claim(
        id="sigmoid.not-centred",
        quote="Sigmoid 输出不是以0为均值",
        words=N_("The outputs of sigmoid are not zero-mean"),
        sources=(LECUN_1998, CS231N),
    ),
    Claim(
        id="sigmoid.same-sign",
        quote="输入…全是正的，这就会导致梯度全是正的",
        words=N_(
            "If the inputs of a unit are all positive, the gradients of its weights all have the same sign (in the "
            "note: “are all positive”)"
        ),
        sources=(LECUN_1998, CS231N),
        context=N_(
            "LeCun et al. 1998: if all inputs are positive, the weights of a unit can only increase together or "
            "decrease together for a given sample. The argument uses nothing but the sign of the inputs, so it holds "
            "for every function without negative outputs, ReLU included, of which the note never says it."
        ),
    ),
    Claim(
        id="sigmoid.zero-mean-mixes",
        quote="如果x是0均值的数据，那么梯度就会有正有负",
        words=N_("With zero-mean inputs the gradients have both signs"),
        sources=(LECUN_1998, CS231N),
        context=N_(
            "For one sample, what counts is that the components of *that* input differ in sign. A mean of 0 over the "
            "data usually brings this about, but is not the same thing."
        ),
    ),
    Claim(
        id="sigmoid.zigzag",
        quote="在更新参数的时候永远都是正梯度",
        words=N_("Every update moves all weights of a unit the same way, so that the path zigzags"),
        sources=(LECUN_1998, CS231N),
        context=N_(
            "To raise one weight and lower another, a unit with positive inputs needs two kinds of steps: some that "
            "raise both and some that lower both. With two weights the path can be drawn, which is what the trial does."
        ),
    ),
    Claim(
        id="sigmoid.batch-mitigates",
        quote="按batch进行训练的，这个时候可以在一定程度上缓解这个问题",
        words=N_("Training by batches mitigates the problem to some extent"),
        sources=(LECUN_1991, LECUN_1998, CS231N),
        context=N_(
            "Averaging over a batch mixes samples with different signs, so the signs of the gradient do mix. But "
            "non-centred inputs have a second cost: they stretch the valley of the loss (LeCun, Kanter & Solla 1991: "
            "one eigenvalue of the Hessian becomes very large), and no batch size changes the shape of a valley."
        ),
    ),
    Claim(
        id="sigmoid.milder",
        quote="跟上一个缺点：梯度消失相比还是要好很多",
        words=N_("Not being zero-centred is a much milder defect than the vanishing gradient"),
        sources=(GLOROT_2010, LECUN_1998),
        context=N_(
            "Glorot & Bengio 2010 say the opposite: sigmoid is unsuited to deep networks *because of its mean value*. "
            "Slope and offset can be separated: sigmoid, sigmoid − ½, tanh + 1 and tanh are the four combinations of a "
            "small or large slope with or without an offset."
        ),
    ),
    Claim(
        id="sigmoid.exp-cost",
        quote="exp() is a bit compute expensive",
        words=N_("exp() is a bit expensive to compute"),
        sources=(CS231N,),
        context=N_(
            "Three different questions: the time for one number, for the function forward and backward on a whole "
            "tensor, and for a training step. Modern processors compute exp() for several numbers at once, large "
            "tensors wait for the memory, and in a training step the matrix products come on top."
        ),
    ),
)
