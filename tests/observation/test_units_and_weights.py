"""The path of two weights, and one unit looked at closely."""

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.observation import Observer, WeightPath, look_at_unit, weight_path
from tests.observation.plain import PlainNetwork

ARMS = (Arm("sigmoid"), Arm("maxout", k=3), Arm("crelu"), Arm("relu"))


def trainer_of(**settings):
    return Trainer(Experiment(arms=ARMS, **{"widths": (4, 3), "seeds": 2, "samples": 60} | settings))


def test_a_path_follows_the_same_two_weights_of_every_arm():
    trainer = trainer_of()
    found = WeightPath(trainer, layer=1, unit=2, weights=(0, 3), seed=1, piece=0)
    for _ in range(5):
        trainer.advance(1)
        found.record()
    found.record()  # twice at one step is once
    assert found.steps == [0, 1, 2, 3, 4, 5]
    assert found.points.shape == (6, 4, 2)
    for arm in range(4):
        weights = PlainNetwork(trainer, arm, 1).weights[1][2].detach().numpy()
        assert found.points[-1, arm].tolist() == pytest.approx(weights[[0, 3]].tolist())


def test_one_sample_at_a_time_moves_the_weights_behind_a_sigmoid_the_same_way():
    trainer = Trainer(
        Experiment(arms=(Arm("sigmoid"), Arm("tanh")), widths=(4, 3), seeds=1, batch_size=1, learning_rate=0.1)
    )
    found = WeightPath(trainer, layer=1, unit=0, weights=(0, 1))
    for _ in range(300):
        trainer.advance(1)
        found.record()
    same = found.same_way()
    assert same[0] == 1.0  # all its inputs are positive
    assert same[1] < 0.95


def test_a_path_is_bounded(monkeypatch):
    monkeypatch.setattr(weight_path, "MAX_POINTS", 40)
    trainer = trainer_of()
    found = WeightPath(trainer, layer=0, unit=0, weights=(1, 0))
    full = WeightPath(trainer, layer=0, unit=0, weights=(1, 0), most=500)
    full.follow()
    for step in range(200):
        trainer.advance(1)
        found.record()
        if step % 7 == 0:
            full.collect()
            found.same_way()  # asked for on the way, it counts no move twice
    full.collect()
    full.leave()
    assert full.steps == list(range(201))
    assert len(found.steps) <= 40
    assert (found.steps[0], found.steps[-1]) == (0, 200)
    assert found.steps[-10:] == list(range(191, 201))  # the last updates, one by one
    assert np.diff(found.steps).max() <= 25
    np.testing.assert_array_equal(found.points, full.points[found.steps])
    moves = np.diff(full.points, axis=0)
    both = (moves != 0).all(2)
    expected = (both & (moves.prod(2) > 0)).sum(0) / both.sum(0)  # of all 200 moves, those let go too
    np.testing.assert_allclose(found.same_way(), expected, rtol=1e-12)


def test_a_path_goes_on_through_a_swap_that_lays_the_networks_out_anew():
    trainer = trainer_of()
    found = WeightPath(trainer, layer=1, unit=1, weights=(2, 0))
    trainer.intervene("swap", arms=(3,), to=Arm("prelu"))
    trainer.advance(3)
    found.record()
    weights = PlainNetwork(trainer, 3, 0).weights[1][1].detach().numpy()
    assert found.points[-1, 3].tolist() == pytest.approx(weights[[2, 0]].tolist())
    assert (found.points[-1] != found.points[0]).any()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"layer": 9}, "layer = 9 does not exist in all arms: give a whole number from 0 to 2."),
        ({"unit": -1}, "unit = -1 does not exist"),
        ({"weights": (0, 99)}, "weight = 99 does not exist"),
        ({"weights": (1, 1)}, "two different weights"),
        ({"seed": 2}, "seed = 2 does not exist in all arms: give a whole number from 0 to 1."),
        ({"piece": 3}, "piece = 3"),
    ],
)
def test_a_path_that_cannot_be_followed(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        WeightPath(trainer_of(), **{"layer": 1, "unit": 0, "weights": (0, 1)} | wrong)


def test_a_unit_closely():
    trainer = trainer_of()
    trainer.advance(20)
    looks = Observer(trainer)
    for arm in range(4):
        plain = PlainNetwork(trainer, arm, 1).backward()
        hidden, gradients = plain.hidden[0], plain.z[0].grad[:, 2::4].numpy().T.copy() * looks.samples
        found = look_at_unit(looks, arm, 1, 0, 2)
        z = hidden.blocks[:, 2].detach().numpy().T
        np.testing.assert_allclose(found.pre_activations, z, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found.outputs, hidden.a[:, 2::4].detach().numpy().T, rtol=1e-4, atol=1e-5)
        slopes = hidden.partials(2).detach().numpy().transpose(1, 2, 0)
        np.testing.assert_allclose(found.slopes, slopes, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(found.gradients, gradients, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(found.incoming, plain.weights[0].detach().numpy()[2::4], rtol=1e-6)
        outgoing = plain.weights[1].detach().numpy()[:, 2::4].T
        np.testing.assert_allclose(found.outgoing, outgoing, rtol=1e-6)
        assert {values.dtype.name for values in found.arrays().values()} == {"float32"}


@pytest.mark.parametrize("place", [(4, 0, 0, 0), (0, 2, 0, 0), (0, 0, 2, 0), (0, 0, 0, 4), (0, 0, 0, True)])
def test_a_unit_that_is_not_there(place):
    with pytest.raises(ValueError, match="does not exist: give a whole number from 0 to"):
        look_at_unit(Observer(trainer_of()), *place)
