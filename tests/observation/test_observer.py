"""What an observer remembers, leaves out, and leaves alone."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.observation import Observer, observer, ranks
from activations.observation.forward_backward import probe_positions
from activations.observation.measures import rms
from activations.observation.observation import GENTLE, Observation

SEVEN = tuple(Arm(key) for key in ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout"))


def trainer_of(*keys, **settings):
    arms = [Arm(key) for key in keys] or SEVEN
    return Trainer(Experiment(arms=arms, **{"seeds": 3, "samples": 60, "learning_rate": 0.1} | settings))


def arrays(found: Observation) -> dict[str, np.ndarray]:
    return {name: value for name, value in vars(found).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("settings", [{}, {"norm": "batch", "optimizer": "adam"}])
def test_looking_changes_nothing_to_the_bit(settings):
    watched, alone = trainer_of(**settings), trainer_of(**settings)
    looks = Observer(watched)
    for _ in range(5):
        looks.mark()
        watched.advance(7)
        looks.observe()
        alone.advance(7)
    for (_, one), (_, other) in zip(watched.stacks, alone.stacks, strict=True):
        assert torch.equal(one.flat, other.flat)
        assert torch.equal(one.gradient, other.gradient)
    assert np.array_equal(watched.snapshot().test_loss, alone.snapshot().test_loss)


def test_two_looks_at_the_same_networks_agree_to_the_bit():
    first, second = (Observer(trainer_of()).observe() for _ in range(2))
    for name, values in arrays(first).items():
        assert np.array_equal(values, arrays(second)[name], equal_nan=values.dtype.kind == "f"), name


def test_the_probe_set_is_all_samples_or_512_of_them():
    assert probe_positions(250).tolist() == list(range(250))
    assert probe_positions(512).tolist() == list(range(512))
    many = probe_positions(1437)
    assert len(set(many.tolist())) == 512
    assert many.min() == 0
    assert many.max() < 1437


@pytest.mark.parametrize("widths", [(16, 8, 8), (4, 12, 12, 3), (5, 5, 9)])
@pytest.mark.parametrize("settings", [{}, {"norm": "layer"}])
def test_a_second_look_sees_the_same(widths, settings):
    looks = Observer(trainer_of(widths=widths, **settings))
    first, second = (looks.observe(everything=True) for _ in range(2))
    for name, values in arrays(first).items():
        assert np.array_equal(values, arrays(second)[name], equal_nan=values.dtype.kind == "f"), name


def test_an_arm_that_brings_parameters_of_its_own_is_compared_with_the_weights_it_keeps():
    trainer = trainer_of("relu", "tanh", widths=(6, 4))
    looks = Observer(trainer)
    trainer.advance(5)
    looks.observe()
    trainer.intervene("swap", arms=1, to=Arm("prelu"))
    trainer.intervene("freeze", layer=0)
    trainer.advance(5)
    found = looks.observe()
    assert (found.of_layer(found.frozen_since, 0) == 5).all()  # the swap moved nothing
    assert (found.of_layer(found.frozen_since, 1) == 10).any()
    assert (found.update_ratio[..., 0] == 0).all()
    assert (found.update_ratio[..., 1] > 0).all()
    assert (found.update_ratio < 0.5).all()


@pytest.mark.parametrize("widths", [(8, 8), (16, 8, 8)])
def test_seeds_in_several_passes_are_seen_as_in_one(monkeypatch, widths):
    trainer = trainer_of("relu", "glu", "crelu", seeds=5, widths=widths)
    trainer.advance(20)
    together = Observer(trainer).observe(everything=True)
    monkeypatch.setattr(observer, "MAX_ELEMENTS", 1)
    apart = Observer(trainer).observe(everything=True)
    for name, values in arrays(together).items():
        np.testing.assert_allclose(arrays(apart)[name], values, rtol=1e-4, atol=1e-6, err_msg=name)


def test_dead_off_and_diverged_units_are_told_apart():
    trainer = trainer_of("relu", "leaky_relu", widths=(4,))
    with torch.no_grad():
        trainer.stacks[0][1].layers[0].bias[...] = -50.0
        trainer.stacks[0][1].layers[-1].bias[1] = torch.nan
    found = Observer(trainer).observe()
    state = found.dead() + 2 * found.dead(GENTLE) + 4 * found.off()
    assert state[0, 0].tolist() == [1 + 2 + 4] * 4
    assert state[0, 1].tolist() == [0] * 4  # diverged: nothing is said
    assert not found.live[0, 1]
    assert state[1, 0].tolist() == [2 + 4] * 4  # off, not dead; its slope of 0.01 is just within the gentler threshold


def test_diverged_networks_are_in_no_histogram_and_no_mean():
    trainer = trainer_of("relu", "tanh", widths=(4, 4))
    looks = Observer(trainer)
    whole = looks.observe()
    with torch.no_grad():
        trainer.stacks[0][1].layers[0].weight[0] = torch.nan
    found = looks.observe()
    assert found.diverged_at.tolist() == [[0, -1, -1], [-1, -1, -1]]
    assert found.histogram[0].sum() * 3 == whole.histogram[0].sum() * 2
    assert found.units[0].tolist() == [8, 8]
    assert np.isfinite(found.averaged(found.saturated)).all()
    assert np.isfinite(found.typical(found.gradient_z)).all()
    told = np.array([[-1, 12, -1], [-1, -1, -1]])
    assert looks.observe(told).diverged_at.tolist() == [[0, 12, -1], [-1, -1, -1]]


def test_all_diverged_is_seen_without_an_error():
    trainer = trainer_of("relu", "glu", "step")
    with torch.no_grad():
        for _, stack in trainer.stacks:
            stack.layers[0].weight.fill_(torch.nan)
    found = Observer(trainer).observe(everything=True)
    assert not found.live[:2].any()
    assert found.histogram[:2].sum() == 0
    assert np.isnan(found.typical(found.gradient_z)[:2]).all()


def test_update_ratio_is_from_the_last_mark_or_look():
    trainer = trainer_of("tanh")
    looks = Observer(trainer)
    first = looks.observe()
    assert first.update_steps == 0
    assert np.isnan(first.update_ratio).all()
    trainer.advance(9)
    looks.mark()
    layer = trainer.stacks[0][1].layers[1]
    before = layer.weight.clone()
    trainer.advance(1)
    found = looks.observe()
    assert found.update_steps == 1
    change = ((layer.weight - before)[0].square().mean() / layer.weight[0].square().mean()).sqrt()
    assert found.update_ratio[0, 0, 1] == pytest.approx(change.item(), rel=1e-3)
    trainer.advance(5)
    assert looks.observe().update_steps == 5


def test_a_second_look_at_a_step_keeps_the_ratio_and_sees_what_was_done_between():
    trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("tanh")], widths=(5, 4), seeds=2, batch_size=8))
    watcher = Observer(trainer)
    watcher.observe()
    trainer.advance(3)
    first = watcher.observe()
    again = watcher.observe()
    assert again.update_steps == first.update_steps == 3
    assert again.update_ratio.tobytes() == first.update_ratio.tobytes()
    trainer.intervene("freeze", layer=0)
    trainer.advance(2)
    frozen = watcher.observe().frozen_since[:, :, :5]
    assert (frozen == 3).all()
    trainer.intervene("bias", arms=(0,), value=-1.0)
    found = watcher.observe().frozen_since[:, :, :5]
    assert (found[0] == 5).all()  # though no step was taken
    assert (found[1] == 3).all()


def test_frozen_units_keep_every_bit_and_a_swap_sets_them_moving():
    trainer = trainer_of("relu", "tanh", widths=(4, 4))
    with torch.no_grad():
        trainer.stacks[0][1].layers[0].bias[0, 1] = -50.0  # seed 0, unit 1: dead
    looks = Observer(trainer)
    looks.observe()
    for _ in range(3):
        trainer.advance(10)
        found = looks.observe()
    assert found.frozen_since[0, 0].tolist()[:4] == [30, 0, 30, 30]
    trainer.intervene("swap", arms=(0,), to=Arm("leaky_relu"))
    kept = looks.observe()
    assert kept.frozen_since[0, 0, 1] == 0  # the swap kept its weights
    trainer.advance(10)
    assert looks.observe().frozen_since[0, 0, 1] == 40


def test_going_back_or_forgetting_starts_anew():
    trainer = trainer_of("relu")
    looks = Observer(trainer)
    trainer.advance(10)
    looks.observe()
    trainer.reset()
    found = looks.observe()
    assert found.update_steps == 0
    assert set(found.frozen_since.ravel().tolist()) == {0}


def test_a_unit_that_is_switched_off_gives_nothing_and_learns_nothing():
    trainer = trainer_of("tanh", widths=(4, 4))
    trainer.intervene("off", arms=(0,), layer=1, unit=2)
    found = Observer(trainer).observe()
    silent = found.of_layer(found.silent, 1)[0, 0]
    assert silent.tolist() == [0, 0, 1, 0]
    assert not found.dead().any()


def test_ranks_and_agreements_take_turns(monkeypatch):
    monkeypatch.setattr(ranks, "WORK", 4**3)
    monkeypatch.setattr(ranks, "FIRST", 2)
    trainer = trainer_of("tanh", "relu", widths=(4, 4), seeds=2)
    looks = Observer(trainer)
    assert (looks.observe().rank_step >= 0).sum() == 2
    for count in range(1, 25):
        trainer.advance(1)
        found = looks.observe()
        assert (found.rank_step >= 0).sum() == min(8, 2 + (count + 2) // 4)
    everything = looks.observe(everything=True)
    assert (everything.rank_step == 24).all()
    fresh = Observer(trainer).observe(everything=True)
    assert np.array_equal(everything.rank, fresh.rank)
    assert np.array_equal(everything.agreement_batch, fresh.agreement_batch, equal_nan=True)


def test_gradients_too_small_to_square_are_still_seen():
    tiny = torch.tensor([[[3e-30, 4e-30]], [[0.0, 0.0]], [[3.0, 4.0]]])
    assert rms([tiny])[0].tolist() == pytest.approx([5e-30 / 2**0.5, 0.0, 5 / 2**0.5], rel=1e-5)
    huge = torch.tensor([[[3e30, 4e30]]])
    assert rms([huge])[0].tolist() == pytest.approx([5e30 / 2**0.5], rel=1e-5)
