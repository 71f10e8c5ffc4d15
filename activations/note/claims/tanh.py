"""The claims on tanh."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import CS231N, GLOROT_2010, LECUN_1998

CLAIMS = (
    Claim(
        id="tanh.identity",
        quote="tanh(x)=2σ(2x)−1",
        words=N_("tanh is a rescaled sigmoid: tanh(x) = 2σ(2x) − 1"),
        sources=(LECUN_1998, CS231N),
        context=N_(
            "A sigmoid network and a tanh network of the same shape can therefore represent exactly the same "
            "functions; what differs is how they are trained. As code the identity is poor: near 0 it subtracts two "
            "almost equal numbers, and digits are lost."
        ),
    ),
    Claim(
        id="tanh.range",
        quote="Squashes numbers to range [-1,1]",
        words=N_("tanh squashes numbers into the range from −1 to 1"),
        sources=(CS231N,),
    ),
    Claim(
        id="tanh.zero-mean",
        quote="它将输出变成了0均值",
        words=N_("tanh makes the output zero-mean"),
        sources=(LECUN_1998, CS231N),
        context=N_(
            "An odd function passes a symmetric distribution on as a symmetric one, with mean 0. With centred data the "
            "pre-activations are close to symmetric at first. Training moves the biases, and then nothing keeps them "
            "so."
        ),
    ),
    Claim(
        id="tanh.fixes-centring",
        quote="在一定程度上解决了Sigmoid函数的第二个问题",
        words=N_("tanh solves, to some extent, the second problem of sigmoid"),
        sources=(LECUN_1998, GLOROT_2010),
    ),
    Claim(
        id="tanh.still-saturates",
        quote="仍然存在梯度消失的问题 / still kills gradients when saturated",
        words=N_("tanh still has vanishing gradients where it saturates"),
        sources=(CS231N, GLOROT_2010),
        context=N_(
            "As tanh is sigmoid with its input doubled, it reaches every degree of saturation at half the "
            "pre-activation. On the other hand its slope at 0 is 1, four times the one of sigmoid."
        ),
    ),
    Claim(
        id="tanh.always-better",
        quote="因此实际上Tanh激活函数总是比Sigmoid激活函数更好",
        words=N_("In practice tanh is always better than sigmoid"),
        sources=(CS231N, GLOROT_2010),
        context=N_(
            "“Always” falls with one honest counter-example, so the care is in the word honest: both functions need a "
            "learning rate chosen for them, from a grid wide enough that the best one is not at its edge. A comparison "
            "at one shared rate mostly finds out whom the rate suits."
        ),
    ),
)
