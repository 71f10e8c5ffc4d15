"""The trainer: what a snapshot says, divergence, learnable parameters, boundaries, the evaluation grid, devices."""

import math

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.training.device import available_devices
from activations.training.initialisation import matched_gain
from activations.training.stack import NetworkStack
from tests.training.reference import PlainRun

SEVEN = [Arm(key) for key in ("sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout")]


@pytest.mark.parametrize("data", ["circle", "sine", "digits"])
def test_training_learns(data):
    trainer = Trainer(Experiment(arms=SEVEN, data=data, learning_rate=0.05, seeds=3, batch_size=16, steps=600))
    before = trainer.snapshot()
    trainer.advance(600)
    after = trainer.snapshot()
    assert (before.step, after.step) == (0, 600)
    assert after.train_loss.shape == (7, 3)
    assert after.train_loss.dtype == np.float64
    assert (np.median(after.train_loss, axis=1) < np.median(before.train_loss, axis=1)).all()
    if data == "sine":
        assert np.isnan(after.test_accuracy).all()
    else:
        assert (np.median(after.test_accuracy, axis=1)[1:] > 0.6).all()
    assert not after.diverged.any()
    assert (after.diverged_at == -1).all()


@pytest.mark.parametrize("data", ["circle", "digits"])
def test_accuracy_counts_right_answers(data):
    trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("maxout")], data=data, dtype="float64", seeds=2))
    trainer.advance(100)
    snapshot = trainer.snapshot()
    for arm in range(2):
        for seed in range(2):
            run = PlainRun(trainer, arm, seed)
            for which, accuracy in (("train", snapshot.train_accuracy), ("test", snapshot.test_accuracy)):
                x, y = (torch.from_numpy(getattr(trainer.data, f"{axis}_{which}").copy()) for axis in "xy")
                z = run.network(x)
                answers = z.argmax(1) if data == "digits" else (z[:, 0] > 0).long()
                assert accuracy[arm, seed] == pytest.approx(float((answers == y.long()).double().mean()))


def test_a_diverged_arm_is_marked_for_good_and_the_others_go_on():
    arms = [Arm("squared_relu"), Arm("tanh")]
    setting = {"data": "sine", "learning_rate": 0.1, "widths": (16, 16, 16), "seeds": 4}
    trainer, alone = Trainer(Experiment(arms=arms, **setting)), Trainer(Experiment(arms=arms[1:], **setting))
    assert trainer.experiment.evaluate_every == 25
    trainer.advance(50)
    alone.advance(50)
    lost = trainer.snapshot()
    assert 0 < lost.diverged[0].sum() < 4
    assert not lost.diverged[1].any()
    assert np.array_equal(np.isnan(lost.train_loss), lost.diverged)
    assert np.array_equal(np.isnan(lost.test_loss), lost.diverged)
    assert np.array_equal(lost.diverged_at, np.where(lost.diverged, 50, -1))
    assert lost.train_loss[1].tobytes() == alone.snapshot().train_loss[0].tobytes()
    trainer.advance(25)
    later = trainer.snapshot()
    assert (later.diverged_at[lost.diverged] == 50).all()
    assert np.isfinite(later.train_loss[1]).all()
    trainer.reset()
    assert not trainer.snapshot().diverged.any()


def test_large_starting_weights_are_no_divergence():
    trainer = Trainer(
        Experiment(arms=[Arm("identity")], data="sine", init="normal", init_std=3.0, widths=(64, 64), seeds=2)
    )
    start = trainer.snapshot()
    assert (start.train_loss > 50).all()
    assert np.isfinite(start.train_loss).all()
    assert not start.diverged.any()


def test_where_one_looks_does_not_change_what_counts_as_diverged():
    setting = Experiment(arms=[Arm("relu")], learning_rate=50.0, steps=100, batch_size=16)
    unseen, looked = Trainer(setting), Trainer(setting)
    unseen.advance(64)
    for _ in range(32):
        looked.advance(2)
        if looked.step % looked.experiment.evaluate_every:
            looked.snapshot()
    assert looked.snapshot().diverged_at.tolist() == unseen.snapshot().diverged_at.tolist()


def test_learnable_parameters_move_one_a_layer_and_network():
    arms = [Arm("prelu"), Arm("leaky_relu", negative_slope=0.25), Arm("swish", beta=2.0), Arm("relu")]
    trainer = Trainer(Experiment(arms=arms, learning_rate=0.1, seeds=3))
    ((_, stack),) = trainer.stacks
    assert (stack.layers[0].slices[0].learnable["weight"] == 0.25).all()
    trainer.advance(100)
    for layer in stack.layers[:-1]:
        slopes = layer.slices[0].learnable["weight"].flatten()[:3]
        assert len(set(slopes.tolist())) == 3
        assert not (slopes == 0.25).any()
        assert layer.slices[1].learnable == {}
        assert not (layer.slices[2].learnable["beta"] == 2.0).any()
    trainer.reset()
    assert (stack.layers[1].slices[0].learnable["weight"] == 0.25).all()
    assert (stack.layers[1].slices[2].learnable["beta"] == 2.0).all()


def test_boundaries_are_probabilities_of_the_chosen_seed():
    arms = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("crelu")]
    trainer = Trainer(Experiment(arms=arms, seeds=3, dtype="float64"))
    trainer.advance(50)
    points = np.random.default_rng(0).uniform(-2, 2, (57, 2))
    found = trainer.boundary(points, 2)
    assert found.shape == (4, 57)
    for arm in range(4):
        network = PlainRun(trainer, arm, 2).network
        expected = torch.sigmoid(network(torch.from_numpy(points)))[:, 0].detach().numpy()
        np.testing.assert_allclose(found[arm], expected, rtol=1e-9)
    assert not np.allclose(found, trainer.boundary(points, 0))


def test_a_regression_gives_its_curve():
    trainer = Trainer(Experiment(arms=[Arm("tanh")], data="sine", seeds=1, learning_rate=0.02, widths=(32,)))
    trainer.advance(6000)
    grid = np.linspace(-1.5, 1.5, 31)[:, None]
    assert np.abs(trainer.boundary(grid)[0] - np.sin(3 * grid[:, 0])).max() < 0.6


@pytest.mark.parametrize(
    ("data", "points", "seed", "sentence"),
    [
        ("circle", np.zeros((3, 2)), 8, "seed_index = 8 .* from 0 to 7"),
        ("circle", np.zeros((3, 1)), 0, r"shape \(3, 1\): 2 columns"),
        ("circle", np.zeros(3), 0, r"shape \(3,\): 2 columns"),
        ("digits", np.zeros((3, 64)), 0, "no boundary to draw"),
    ],
)
def test_boundaries_that_cannot_be_drawn(data, points, seed, sentence):
    with pytest.raises(ValueError, match=sentence):
        Trainer(Experiment(arms=[Arm("relu")], data=data)).boundary(points, seed)


def test_records_lie_on_the_grid_whatever_the_pieces():
    experiment = Experiment(arms=[Arm("tanh")], steps=1200, seeds=2, samples=60)
    assert experiment.evaluate_every == 3
    whole, pieces = Trainer(experiment), Trainer(experiment)
    history = list(whole.record(31))
    assert [row.step for row in history] == [0, *range(3, 31, 3), 31]
    found = {0: pieces.snapshot()}
    while pieces.step < 30:
        if pieces.advance_to_next_evaluation(2):
            found[pieces.step] = pieces.snapshot()
    for row in history[:-1]:
        assert row.train_loss.tobytes() == found[row.step].train_loss.tobytes()


@pytest.mark.parametrize("value", [0, -1, 1e9, math.nan, "fast", None, True])
def test_a_learning_rate_out_of_range_changes_nothing(value):
    trainer = Trainer(Experiment(arms=[Arm("relu")]))
    with pytest.raises(ValueError, match=r"learning_rate = .* above 0 and up to 100"):
        trainer.set_learning_rate(value)
    assert (trainer.learning_rate, trainer.interventions) == (0.03, [])


@pytest.mark.parametrize("steps", [-1, 1.5, math.inf, "ten", True])
def test_steps_are_counted_in_whole_numbers(steps):
    with pytest.raises(ValueError, match="steps = "):
        Trainer(Experiment(arms=[Arm("relu")])).advance(steps)


def test_devices_that_are_not_there_get_a_sentence():
    experiment = Experiment(arms=[Arm("relu")])
    with pytest.raises(ValueError, match="device = 'gpu' is not known: choose one of cpu, cuda, mps, auto"):
        Trainer(experiment, device="gpu")
    for device in {"cuda", "mps"} - set(available_devices()):
        with pytest.raises(ValueError, match=f'device = "{device}", but PyTorch sees none here. Use .*cpu.* or auto'):
            Trainer(experiment, device=device)
    assert Trainer(experiment, device="auto").device == available_devices()[-1]


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no CUDA device here")
def test_cuda_agrees_with_the_cpu():
    experiment = Experiment(arms=[*SEVEN, Arm("swiglu"), Arm("crelu")], optimizer="adam")
    cpu, cuda = Trainer(experiment), Trainer(experiment, device="cuda")
    for trainer in (cpu, cuda):
        trainer.advance(50)
    np.testing.assert_allclose(cuda.snapshot().train_loss, cpu.snapshot().train_loss, rtol=1e-3)
    np.testing.assert_allclose(cuda.boundary(np.ones((4, 2))), cpu.boundary(np.ones((4, 2))), rtol=1e-2)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_stack_holds_a_learning_rate_and_a_scale_for_each_network(optimizer):
    arms = (Arm("tanh"), Arm("prelu"))
    experiment = Experiment(arms=arms, dtype="float64", optimizer=optimizer, seeds=3)
    rates = torch.tensor([[0.1, 0.01, 0.02], [0.03, 0.04, 0.05]], dtype=torch.float64)
    scales = torch.tensor([[1.0, 2.0, 0.5], [1.5, 1.0, 3.0]], dtype=torch.float64)
    common = {"widths": (8, 8), "optimizer": optimizer, "dtype": torch.float64}
    stack = NetworkStack(arms, experiment.all_seeds, experiment.plan().data, scales=scales, **common)
    stack.set_rate(rates)
    deviation = stack.layers[1].weight[1].std() / stack.layers[1].weight[0].std()
    assert 1.2 < deviation < 3.2
    stack.advance(0, 40)
    losses = stack.evaluate()["train_loss"]
    for arm in range(2):
        for seed in range(3):
            single = NetworkStack(
                arms[arm : arm + 1],
                (seed,),
                experiment.plan().data,
                scales=scales[arm : arm + 1, seed : seed + 1],
                **common,
            )
            single.set_rate(float(rates[arm, seed]))
            single.advance(0, 40)
            assert float(single.evaluate()["train_loss"][0, 0]) == pytest.approx(float(losses[arm, seed]), rel=1e-10)


def test_matched_init_keeps_gradients_alive_where_plain_init_does_not():
    sizes = {}
    for init in ("matched", "lecun"):
        trainer = Trainer(Experiment(arms=[Arm("sigmoid")], widths=(64,) * 8, init=init, batch_size=64))
        trainer.advance(1)
        ((_, stack),) = trainer.stacks
        first, last = (stack.layers[place].weight_gradient.square().mean() ** 0.5 for place in (1, -2))
        sizes[init] = float(first / last)
    assert matched_gain(Arm("sigmoid")) > 4
    assert sizes["lecun"] < 1e-3 < 1e-2 < sizes["matched"]


@pytest.mark.parametrize("data", ["circle", "digits"])
def test_confusions_add_up_to_the_test_accuracy(data):
    trainer = Trainer(Experiment(arms=[Arm("relu"), Arm("maxout")], data=data, seeds=2, learning_rate=0.1))
    trainer.advance(60)
    accuracy = trainer.snapshot().test_accuracy
    for seed in (0, 1):
        counts = trainer.confusion(seed)
        truth = trainer.data.y_test.astype(int)
        assert (counts.sum(axis=2) == np.bincount(truth)).all()
        right = np.trace(counts, axis1=1, axis2=2) / len(truth)
        assert right.tolist() == pytest.approx(accuracy[:, seed].tolist())


def test_a_regression_has_no_confusion():
    with pytest.raises(ValueError, match="no classes to confuse"):
        Trainer(Experiment(arms=[Arm("relu")], data="sine")).confusion()
