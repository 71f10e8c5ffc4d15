"""The claims on activation functions as such."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import LESHNO_1993, SAXE_2014

CLAIMS = (
    Claim(
        id="intro.matters",
        quote="激活函数还是占据了比较重要的地位",
        words=N_("Activation functions matter: without one, depth buys nothing"),
        sources=(LESHNO_1993, SAXE_2014),
        context=N_(
            "A network without activation functions computes one matrix, however deep it is, so it draws straight "
            "boundaries only. Depth still changes how it *learns* (Saxe et al. 2014), but not what it can represent. "
            "Where a straight line separates the data, that is no loss."
        ),
    ),
)
