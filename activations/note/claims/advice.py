"""The claims on the advice at the end."""

from activations.language import marked as N_
from activations.note.claim import Claim
from activations.note.sources import CS231N, GLOROT_2010, GOODFELLOW_2013, LECUN_1998, XU_2015

CLAIMS = (
    Claim(
        id="final.relu-lr",
        quote="如果要用ReLU，要注意学习率",
        words=N_("If you use ReLU, be careful with the learning rate"),
        sources=(CS231N,),
        context=N_(
            "The trial looks for the range of usable learning rates, measured in doublings, and for what lies beyond "
            "its end. Compare the other functions: the warning says something about ReLU only if they are more patient."
        ),
    ),
    Claim(
        id="final.try-others",
        quote="尝试用Leaky ReLU / Maxout / ELU",
        words=N_("Try Leaky ReLU, Maxout and ELU"),
        sources=(CS231N, XU_2015, GOODFELLOW_2013),
        context=N_(
            "A league over several tasks. Each function gets its own learning rate, chosen on one half of the seeds "
            "and judged on the other, and Maxout gets no more parameters than the rest."
        ),
    ),
    Claim(
        id="final.tanh-little",
        quote="尝试用tanh但不要期望太大",
        words=N_("Try tanh, but do not expect much"),
        sources=(CS231N, LECUN_1998),
        context=N_(
            "The advice was written with deep image classifiers in mind. Smooth functions to be fitted are a different "
            "task, and tanh is smooth."
        ),
    ),
    Claim(
        id="final.no-sigmoid",
        quote="不要用sigmoid",
        words=N_("Do not use sigmoid"),
        sources=(CS231N, GLOROT_2010),
        context=N_(
            "In hidden layers, that is. At the output for a yes-or-no question, and as a gate that opens and closes "
            "(in LSTM, GLU and SiLU), sigmoid is still the standard choice."
        ),
    ),
)
