"""Every optimiser, schedule, norm and way of building a network against plain PyTorch, one network at a time."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.experiment.schedule import SCHEDULES
from activations.optimizer import OPTIMIZERS
from tests.training.reference import PlainRun

ARMS = [Arm("tanh"), Arm("relu"), Arm("maxout", k=3), Arm("swiglu"), Arm("crelu"), Arm("prelu"), Arm("aptx")]
SETTING = {"arms": ARMS, "seeds": 2, "first_seed": 3, "batch_size": 9, "learning_rate": 0.01, "dtype": "float64"}


def assert_equal_to_plain(chunks=(1, 9, 15), **setting) -> Trainer:
    """All arms and seeds have the training and test losses of plain networks, after each of `chunks` more steps."""
    trainer = Trainer(Experiment(**SETTING | setting))
    shape = len(trainer.arms), trainer.experiment.seeds
    plain = [[PlainRun(trainer, arm, seed) for seed in range(shape[1])] for arm in range(shape[0])]
    for count in chunks:
        trainer.advance(count)
        for row in plain:
            for run in row:
                run.advance(count)
        snapshot = trainer.snapshot()
        for which in ("train", "test"):
            expected = np.array([[run.loss(which) for run in row] for row in plain])
            np.testing.assert_allclose(getattr(snapshot, f"{which}_loss"), expected, rtol=1e-10)
    return trainer


@pytest.mark.parametrize("weight_decay", [0.0, 0.02])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers(optimizer, weight_decay):
    assert_equal_to_plain(optimizer=optimizer, weight_decay=weight_decay)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weight_decay_of_learnable_parameters_too(optimizer):
    assert_equal_to_plain(optimizer=optimizer, weight_decay=0.02, decay_learnable=True)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_weight_decay_leaves_prelus_slope_alone_unless_asked(optimizer):
    setting = {"arms": [Arm("prelu")], "seeds": 2, "optimizer": optimizer, "weight_decay": 1.0, "batch_size": 50}
    slopes = {}
    for asked in (False, True):
        trainer = Trainer(Experiment(**setting, decay_learnable=asked, learning_rate=0.002))
        for _, stack in trainer.stacks:
            stack.layers[0].bias.fill_(100.0)  # PReLU sees positive numbers alone: its slope has no gradient
            stack.layers[1].bias.fill_(100.0)
        trainer.advance(30)
        (_, stack), *_ = trainer.stacks
        slopes[asked] = stack.layers[0].slices[0].learnable["weight"].flatten()[:2]
    assert slopes[False].tolist() == [0.25, 0.25]
    assert (slopes[True] < 0.249).all()


def test_weight_decay_of_others_does_not_depend_on_a_learnable_arm_beside_them():
    for optimizer in ("sgd", "adamw"):
        setting = SETTING | {"weight_decay": 0.02, "optimizer": optimizer, "dtype": "float32"}
        alone = Trainer(Experiment(**setting | {"arms": [Arm("relu")]}))
        beside = Trainer(Experiment(**setting | {"arms": [Arm("relu"), Arm("prelu")]}))
        for trainer in (alone, beside):
            trainer.advance(40)
        assert alone.snapshot().train_loss.tobytes() == beside.snapshot().train_loss[:1].tobytes()


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
@pytest.mark.parametrize("data", ["circle", "sine", "digits"])
def test_gradients_are_clipped_by_the_norm_of_each_network(data, optimizer):
    """At a limit that some networks reach at some steps, and others do not."""
    trainer = assert_equal_to_plain(data=data, clip=0.4, weight_decay=0.01, optimizer=optimizer)
    free = Trainer(Experiment(**SETTING, data=data, weight_decay=0.01, optimizer=optimizer))
    free.advance(trainer.step)
    assert (free.snapshot().train_loss != trainer.snapshot().train_loss).any()


def test_clipping_keeps_the_norm_and_the_direction():
    trainer = Trainer(Experiment(**SETTING | {"clip": 1e-3, "learning_rate": 1.0}))
    before = [
        {key: view.clone() for key, view in stack.layout.views(stack.flat).items()} for _, stack in trainer.stacks
    ]
    trainer.advance(1)
    for (_, stack), views in zip(trainer.stacks, before, strict=True):
        moved = torch.zeros(len(stack.arms), stack.each, dtype=torch.float64)
        for key, view in stack.layout.views(stack.flat).items():
            squares = (view - views[key]).square()
            if isinstance(key[1], int):
                moved[key[1]] += squares
            else:
                moved += squares.flatten(1).sum(1).view(moved.shape)
        np.testing.assert_allclose(moved.sqrt(), 1e-3, rtol=2e-3)


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
@pytest.mark.parametrize(("schedule", "length"), [("step", 20), ("cosine", 1000), ("warmup", 15)])
def test_schedules(schedule, length, optimizer):
    changes = {"schedule": schedule, "schedule_steps": length, "optimizer": optimizer, "steps": 45}
    assert_equal_to_plain(**changes, weight_decay=0.01)


def test_a_schedule_multiplies_the_rate_that_is_set():
    setting = SETTING | {"schedule": "step", "schedule_steps": 5}
    trainer, by_hand = Trainer(Experiment(**setting)), Trainer(Experiment(**SETTING))
    trainer.advance(7)
    trainer.set_learning_rate(0.3)
    trainer.advance(2)
    by_hand.advance(5)
    by_hand.set_learning_rate(0.01 * 0.1)
    by_hand.advance(2)
    by_hand.set_learning_rate(0.3 * 0.1)
    by_hand.advance(2)
    assert trainer.snapshot().train_loss.tobytes() == by_hand.snapshot().train_loss.tobytes()
    assert [SCHEDULES["cosine"].factor(1, 10, step) for step in (0, 5, 10, 11)] == pytest.approx([1, 0.5, 0, 0])
    assert [SCHEDULES["warmup"].factor(4, 10, step) for step in (0, 1, 3, 9)] == [0.25, 0.5, 1, 1]


# Not batch normalisation with Adam: what it takes off again, a bias before it, has a gradient of nothing but rounding
# errors, which Adam scales up to full steps, in PyTorch and here, each with its own errors.
@pytest.mark.parametrize(
    ("norm", "optimizer"), [("batch", "sgd"), ("batch", "nesterov"), ("layer", "sgd"), ("layer", "adam")]
)
@pytest.mark.parametrize("data", ["circle", "digits"])
def test_norms(norm, data, optimizer):
    assert_equal_to_plain(norm=norm, data=data, optimizer=optimizer, clip=1.0)


def test_a_batch_of_one_cannot_be_normalised():
    with pytest.raises(ValueError, match="batch_size = 1 leaves batch normalisation nothing"):
        Experiment(arms=ARMS, norm="batch", batch_size=1)
    Trainer(Experiment(arms=ARMS, norm="layer", batch_size=1)).advance(2)


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_residual_connections_where_sizes_agree(norm):
    arms = [arm for arm in ARMS if arm.key != "crelu"]
    # Few steps: with layer normalisation over five units rounding errors grow tenfold every few steps, here and there.
    setting = {"arms": arms, "residual": True, "widths": (6, 6, 5, 5, 5), "norm": norm, "seeds": 1}
    trainer = assert_equal_to_plain(**setting, chunks=(1, 19))
    for _, stack in trainer.stacks:
        assert [layer.residual for layer in stack.layers] == [False, True, False, True, True, False]


def test_residual_connections_of_two_outputs_a_unit():
    assert_equal_to_plain(arms=[Arm("crelu")], residual=True, widths=(5, 5, 4), chunks=(40,))


def test_a_unit_that_is_off_lets_its_residual_connection_through():
    trainer = Trainer(Experiment(arms=[Arm("tanh")], residual=True, widths=(5, 5), seeds=1, dtype="float64"))
    trainer.intervene("off", arms=0, layer=1, unit=2)
    run = PlainRun(trainer)
    mask = torch.arange(5).ne(2).double()
    run.network[2].append(torch.nn.Module())
    run.network[2][-1].forward = lambda x: x * mask
    trainer.advance(50)
    run.advance(50)
    assert trainer.snapshot().test_loss[0, 0] == pytest.approx(run.loss("test"), rel=1e-10)


@pytest.mark.parametrize(("norm", "optimizer"), [("none", "sgd"), ("none", "adam"), ("batch", "sgd")])
def test_a_learnable_parameter_for_each_unit(norm, optimizer):
    arms = [Arm("prelu"), Arm("swish", beta=2.0), Arm("sine"), Arm("rational"), Arm("aptx"), Arm("tanh")]
    assert_equal_to_plain(
        arms=arms, learnable_per_unit=True, norm=norm, optimizer=optimizer, widths=(7, 4), clip=1.0, learning_rate=0.003
    )


def test_learned_parameters_as_they_are():
    arms = [Arm("prelu"), Arm("tanh"), Arm("rational")]
    shared = Trainer(Experiment(arms=arms, seeds=3, widths=(7, 4)))
    own = Trainer(Experiment(arms=arms, seeds=3, widths=(7, 4), learnable_per_unit=True))
    assert shared.learned(1) == {}
    assert list(shared.learned(2)) == ["a0", "a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4"]
    for trainer in (shared, own):
        trainer.advance(30)
    slopes = shared.learned(0)["weight"]
    assert slopes.shape == (3, 2)
    assert len(set(slopes.flatten().tolist())) == 6
    slopes = own.learned(0)["weight"]
    assert slopes.shape == (3, 2, 7)
    assert np.isnan(slopes[:, 1, 4:]).all()
    assert len(set(slopes[np.isfinite(slopes)].tolist())) == 3 * 11
    count, shared_count = (one.experiment.plan().of(Arm("prelu")).weights for one in (own, shared))
    assert count - shared_count == 11 - 2
    own.intervene("swap", arms=0, to=Arm("swish"))
    assert (own.learned(0)["beta"][:, 0] == 1).all()
    assert own.learned(2)["a1"][0, 0, 0] != Arm("rational").parameters["a1"]


# -- widths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", ["none", "batch"])
@pytest.mark.parametrize("data", ["circle", "sine", "digits"])
@pytest.mark.parametrize("widths", [(8, 8), (8, 8, 8), (64,), (16, 4, 16), (32, 32), (256, 256), (20,) * 30])
def test_matched_widths_train_about_as_many_numbers(widths, data, norm):
    arms = [Arm("relu"), Arm("maxout"), Arm("maxout", k=5), Arm("geglu"), Arm("crelu")]
    experiment = Experiment(arms=arms, widths=widths, data=data, seeds=1, match="parameters", norm=norm)
    plain, *others = (experiment.plan().of(arm).weights for arm in arms)
    assert experiment.plan().of(arms[0]).widths == widths
    for arm, weights in zip(arms[1:], others, strict=True):
        assert abs(weights - plain) <= 0.05 * plain, (arm, experiment.plan().of(arm).widths)
        assert len(experiment.plan().of(arm).widths) == len(widths)
        assert max(experiment.plan().of(arm).widths) <= max(widths) + 1


def test_the_count_is_that_of_the_networks():
    experiment = Experiment(
        arms=ARMS, widths=(9, 6), match="parameters", norm="layer", learnable_per_unit=True, dtype="float64"
    )
    trainer = Trainer(experiment)
    for number, arm in enumerate(ARMS):
        network = PlainRun(trainer, number).network
        assert sum(parameter.numel() for parameter in network.parameters()) == experiment.plan().of(arm).weights


def test_matched_networks_equal_plain_ones():
    trainer = assert_equal_to_plain(widths=(12, 9), match="parameters", chunks=(60,))
    assert len({stack.widths for _, stack in trainer.stacks}) > 1
    widths = trainer.experiment.plan().of(Arm("maxout", k=3)).widths
    with pytest.raises(ValueError, match=f"layer 0 has {widths[0]} units"):
        trainer.intervene("off", arms=2, layer=0, unit=widths[0])


def test_matched_networks_start_from_the_draws_of_plain_ones_as_far_as_they_go():
    arms = [Arm("tanh"), Arm("maxout"), Arm("crelu")]
    trainer = Trainer(Experiment(arms=arms, widths=(12, 9), match="parameters", init="normal", init_std=1.0, seeds=2))
    plain, maxout, crelu = (stack.layers for _, stack in trainer.stacks)
    first, second = trainer.experiment.plan().of(arms[1]).widths
    assert first < 12
    assert torch.equal(maxout[0].weight[:2, :first], plain[0].weight[:2, :first])
    assert torch.equal(maxout[1].weight[:2, :second, :first], plain[1].weight[:2, :second, :first])
    assert torch.equal(maxout[2].weight[:2, :, :second], plain[2].weight[:2, :, :second])
    first, second = trainer.experiment.plan().of(arms[2]).widths
    assert torch.equal(crelu[1].weight[:2, :second, :first], plain[1].weight[:2, :second, :first])
    assert not torch.equal(crelu[1].weight[:2, :second, first : 2 * first], plain[1].weight[:2, :second, :first])


# -- to the bit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "setting",
    [
        {"optimizer": "adamw", "weight_decay": 0.01, "clip": 0.3, "schedule": "cosine"},
        {"optimizer": "nesterov", "clip": 0.1, "widths": (5, 3), "batch_size": 7, "seeds": 3},
        {"optimizer": "rmsprop", "norm": "batch", "residual": True, "batch_size": 10, "clip": 1.0},
        {"norm": "layer", "widths": (13, 13, 13), "residual": True, "seeds": 1, "batch_size": 3, "learning_rate": 0.01},
        {"norm": "batch", "widths": (17, 5), "learnable_per_unit": True, "seeds": 3, "data": "digits", "clip": 0.5},
        {"match": "parameters", "widths": (11, 6), "seeds": 5, "dtype": "float64", "norm": "layer"},
    ],
)  # fmt: skip
def test_options_keep_arms_apart_and_repeat(setting):
    arms = [Arm(key) for key in ("sigmoid", "tanh", "elu", "maxout", "geglu", "crelu", "prelu", "rational")]

    def numbers(chosen) -> dict:
        trainer = Trainer(Experiment(arms=chosen, **setting))
        trainer.advance(30)
        expected = trainer.snapshot()
        trainer.reset()
        trainer.advance(30)
        again = trainer.snapshot()
        assert expected.train_loss.tobytes() == again.train_loss.tobytes()
        return {
            arm: (again.train_loss[row].tobytes(), again.test_loss[row].tobytes()) for row, arm in enumerate(chosen)
        }

    together = numbers(arms)
    for part in ([7, 3, 6, 1], [5], [2, 0], [6, 4], [7]):
        chosen = [arms[place] for place in part]
        assert numbers(chosen) == {arm: together[arm] for arm in chosen}


def test_deep_and_wide_networks_run():
    deep = Trainer(Experiment(arms=[Arm("tanh"), Arm("relu")], widths=(32,) * 50, seeds=2, residual=True, norm="layer"))
    deep.advance(5)
    assert np.isfinite(deep.snapshot().train_loss).all()
    widest = Trainer(Experiment(arms=[Arm("tanh")], widths=(256,) * 50, seeds=1, batch_size=16))
    widest.advance(2)
    assert np.isfinite(widest.snapshot().test_loss).all()


@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_a_schedule_follows_another_number_of_steps(schedule):
    setting = {**SETTING, "arms": ARMS[:2], "schedule": schedule, "schedule_steps": 10, "optimizer": "sgd"}
    longer, plain = Trainer(Experiment(**setting, steps=20)), Trainer(Experiment(**setting, steps=40))
    longer.set_steps(40)
    for trainer in (longer, plain):
        trainer.advance(30)
    assert longer.experiment == plain.experiment
    for (_, stack), (_, other) in zip(longer.stacks, plain.stacks, strict=True):
        assert stack.flat.numpy().tobytes() == other.flat.numpy().tobytes()
