"""What swaps make of arms, in values and in words."""

from activations import Arm
from activations.experiment.intervention import Intervention
from activations.experiment.swaps import all_of, story, turns


def swap(step, place, to):
    return Intervention(step=step, do="swap", arms=(place,), to=Arm(to))


ACTS = [
    swap(5, 1, "elu"),
    swap(600, 0, "leaky_relu"),
    swap(700, 0, "elu"),
    swap(700, 0, "tanh"),  # the last of one step counts
    Intervention(step=800, do="rate", value=0.1),
]


def test_what_an_arm_becomes_and_when():
    assert turns(Arm("relu"), 0, ACTS) == [(600, Arm("leaky_relu")), (700, Arm("tanh"))]
    assert turns(Arm("elu"), 1, ACTS) == []  # a swap to itself is none
    assert turns(Arm("relu"), 2, ACTS) == []


def test_its_words_are_short():
    assert story(Arm("relu"), 2, ACTS) == "ReLU"
    assert story(Arm("relu"), 0, ACTS[:2]) == "ReLU (Leaky ReLU from step 600)"
    assert story(Arm("relu"), 0, ACTS) == "ReLU (Leaky ReLU from step 600, Tanh from step 700)"
    back = [*ACTS, swap(1200, 0, "relu")]
    assert story(Arm("relu"), 0, back) == "ReLU (after 2 swaps ReLU from step 1,200)"
    assert story(Arm("relu"), 0, [swap(7, 0, "elu"), swap(7, 0, "relu")]) == "ReLU"


def test_everything_that_it_is_is_there_once():
    acts = [*ACTS, swap(1200, 0, "relu")]
    assert all_of([Arm("relu"), Arm("elu")], acts) == (
        (Arm("relu"), Arm("leaky_relu"), Arm("tanh")),
        (Arm("elu"),),
    )
