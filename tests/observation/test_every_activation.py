"""Only negative is not dead: a hand-built network for every entry of the catalogue."""

import pytest
import torch

from activations import CATALOGUE, Arm, Experiment, Trainer
from activations.functions.properties import dead_regions
from activations.observation import Observer
from tests.observation.plain import PlainNetwork

MODERATE, FAR = -0.75, -6.0  # where all pre-activations are, give or take 0.15
NOT_DEAD = (
    "leaky_relu",
    "prelu",
    "elu",
    "selu",
    "celu",
    "gelu",
    "silu",
    "mish",
    "softplus",
    "tanh",
    "sigmoid",
    "crelu",
)
DEAD = ("relu", "relu6", "threshold", "squared_relu", "star_relu", "reglu")  # flat all the way down from 0


def built(key, centre):
    """A trainer whose one network has every pre-activation of the first layer within 0.15 of `centre`."""
    arm = Arm(key)
    trainer = Trainer(Experiment(arms=(arm,), widths=(3, 3), seeds=1, samples=60, init="he"))
    layer = trainer.stacks[0][1].layers[0]
    largest = float(abs(trainer.data.x_train).sum(axis=1).max())
    with torch.no_grad():
        layer.weight.copy_(0.15 / largest * torch.sign(layer.weight))
        layer.bias.fill_(centre)
    return trainer


def first_layer(trainer):
    seen = Observer(trainer).observe()
    hidden = PlainNetwork(trainer, 0, 0).hidden[0]
    assert hidden.z.max().item() <= 0
    slopes = torch.stack([hidden.partials(unit).abs().amax((1, 2)) for unit in range(3)])  # [units, samples]
    return seen, slopes


@pytest.mark.parametrize("centre", [MODERATE, FAR])
@pytest.mark.parametrize("key", list(CATALOGUE))
def test_a_unit_that_is_only_negative_is_dead_only_where_its_slope_vanishes(key, centre):
    seen, slopes = first_layer(built(key, centre))
    dead = seen.of_layer(seen.dead(), 0)[0, 0]
    assert dead.tolist() == (slopes <= 1e-6).all(1).tolist()
    if CATALOGUE[key].arity == 1:
        assert seen.of_layer(seen.off(), 0)[0, 0].tolist() == [True] * 3  # off, every one; dead or not
        if key != "crelu" and not CATALOGUE[key].surrogate_gradient:  # whose curve is not what trains them
            flat = any(low <= centre - 0.15 and centre + 0.15 <= high for low, high in dead_regions(key))
            assert dead.tolist() == [flat] * 3
    else:
        assert not seen.off().any()  # not defined for several pre-activations
        assert not seen.off_defined[0].any()


@pytest.mark.parametrize("key", NOT_DEAD)
def test_off_but_not_dead(key):
    seen, _ = first_layer(built(key, MODERATE))
    assert seen.counted(seen.off())[0, 0] == 3
    assert seen.counted(seen.dead())[0, 0] == 0


@pytest.mark.parametrize("key", DEAD)
def test_dead(key):
    seen, _ = first_layer(built(key, MODERATE))
    assert seen.counted(seen.dead())[0, 0] == 3


def test_exactly_these_are_dead_a_little_below_zero():
    found = [key for key in CATALOGUE if first_layer(built(key, MODERATE))[0].dead()[0, 0, :3].all()]
    # Soft clipping's slope is never 0, but e^-30 here, which trains nothing either.
    assert sorted(found) == sorted((*DEAD, "soft_clipping"))
    assert [key for key in found if not CATALOGUE[key].can_die] == ["soft_clipping"]
