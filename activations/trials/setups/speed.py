"""How many steps to a target: the data sets of the trials of speed, with their targets, and the initial weights."""

from activations.language import marked as N_
from activations.trials.knob import Knob
from activations.trials.setups.knobs import choice_knob

DATA = {  # samples, noise, target of the training loss, steps at most
    "digits": (500, 0.0, 0.1, 1500),
    "spirals": (1024, 0.03, 0.1, 3000),
    "teacher": (2048, 0.0, 0.2, 3000),
}
DATA_KNOB = choice_knob(
    "data", N_("data"), digits=N_("handwritten digits"), spirals=N_("two spirals"), teacher=N_("sine teacher")
)
INITS = (
    ("matched", N_("matched to each arm")),
    ("torch", N_("PyTorch's default")),
    ("gain", N_("gain 1 for all arms")),
)
INIT_KNOB = Knob("init", N_("initial weights"), choices=INITS)
