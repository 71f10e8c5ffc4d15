"""The claims on Maxout."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import CS231N, GOODFELLOW_2013

CLAIMS = (
    Claim(
        id="maxout.form",
        quote="max(w1x+b1, w2x+b2)",
        words=N_("Maxout is not f(wx + b) but max(w₁x + b₁, w₂x + b₂)"),
        sources=(GOODFELLOW_2013, CS231N),
        context=N_(
            "A maximum of straight lines is convex and piecewise linear, and with enough lines it comes as close as "
            "wanted to any convex function on a bounded range. So a Maxout unit learns its own activation function."
        ),
    ),
    Claim(
        id="maxout.relu-special",
        quote="ReLU激活函数只是Maxout中ω1=0, b1=0的特殊形式",
        words=N_("ReLU is the special case w₁ = 0, b₁ = 0 of Maxout"),
        sources=(GOODFELLOW_2013, CS231N),
    ),
    Claim(
        id="maxout.advantages",
        quote="既有着ReLU激活函数的优点",
        words=N_("Maxout has the advantages of ReLU"),
        sources=(GOODFELLOW_2013, CS231N),
        context=N_(
            "A fair comparison has to say what is kept equal. With the same number of units Maxout has about twice the "
            "weights; with the same number of weights it has fewer units. The trial shows both."
        ),
    ),
    Claim(
        id="maxout.no-fragility",
        quote="避免了ReLU激活函数训练脆弱的缺点",
        words=N_("Maxout avoids the fragility of ReLU in training"),
        sources=(GOODFELLOW_2013, CS231N),
        context=N_(
            "Fragile can mean two things: units that die, and runs that diverge. For every sample one piece of a "
            "Maxout unit is the largest and passes the gradient on in full, so the unit cannot die. The trial counts "
            "both."
        ),
    ),
    Claim(
        id="maxout.doubles",
        quote="它加倍了模型的参数，导致了模型的存储变大",
        words=N_("Maxout doubles the parameters, so the model takes more storage"),
        sources=(GOODFELLOW_2013, CS231N),
    ),
)
