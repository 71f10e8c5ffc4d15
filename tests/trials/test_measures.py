"""What trials measure with, against what is known of the functions and against plain PyTorch."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment
from activations.experiment.intervention import Intervention
from activations.language.text import Text
from activations.training.surgery import dead_units
from activations.trials import measures
from activations.trials.intervals import level
from activations.trials.measures import LayerStatistics, agreement, untrained_stack
from activations.trials.measures.dead_unit_counts import DeadUnitCounts
from activations.trials.measures.facts import (
    DTYPES,
    first_where,
    formula,
    identical,
    slope,
    slope_formula,
)
from activations.trials.measures.timing import cost_ratio, forward, forward_backward, timed, train_step
from activations.trials.result import Progress

DIGITS = Experiment(
    arms=[Arm(key) for key in ("sigmoid", "tanh", "relu", "leaky_relu", "tanh_plus_one", "maxout")],
    data="digits", noise=0.0, widths=(32, 32), seeds=3, steps=40, dtype="float64",
)  # fmt: skip
SIGMOID, TANH, RELU, LEAKY, SHIFTED, MAXOUT = range(6)


def waited_for(measurement):
    steps = []
    while True:
        try:
            steps.append(next(measurement))
        except StopIteration as stop:
            return stop.value, steps


def test_centring_and_signs_at_the_start_are_those_of_the_functions():
    seen = {
        arm: LayerStatistics(untrained_stack(DIGITS, arm), DIGITS) for arm in (SIGMOID, TANH, RELU, SHIFTED, MAXOUT)
    }
    assert (seen[SIGMOID].off_centre(0) > 1).all()
    assert (seen[TANH].off_centre(0) < 0.1).all()
    assert (seen[SHIFTED].off_centre(0) > 1).all()
    for arm in (SIGMOID, RELU, SHIFTED):  # inputs of layer 1 are all of one sign
        assert (seen[arm].agreement_by_sample(1) == 1).all()
    assert (seen[TANH].agreement_by_sample(1) < 0.2).all()
    np.testing.assert_allclose(seen[RELU].flat(0), 0.5, atol=0.1)
    assert (seen[SIGMOID].flat(0) == 0).all()
    assert np.isfinite(seen[MAXOUT].off_centre(1)).all()
    by_size = [agreement(untrained_stack(DIGITS, SIGMOID), DIGITS, 1, batch).mean() for batch in (1, 4, 64)]
    assert by_size[0] == 1
    assert by_size[0] > by_size[1] > by_size[2]


def test_gradients_are_those_of_pytorch():
    stack = untrained_stack(DIGITS, TANH)
    seen = LayerStatistics(stack, DIGITS, first=3, samples=16)
    data = DIGITS.plan().data
    x, y = torch.tensor(data.x_train[3:19]), torch.tensor(data.y_train[3:19]).long()
    layers = [(layer.weight[1].clone().requires_grad_(), layer.bias[1, :, 0].clone()) for layer in stack.layers]
    before, received = [], x
    for weight, bias in layers:
        before.append(received @ weight.T + bias)
        before[-1].retain_grad()
        received = torch.tanh(before[-1])
    loss = torch.nn.functional.cross_entropy(before[-1], y)
    loss.backward()
    assert seen.loss[1] == pytest.approx(loss.item())
    for place, (weight, _) in enumerate(layers):
        assert seen.z_gradient(place)[1] == pytest.approx(before[place].grad.norm().item())
        assert seen.weight_gradient(place)[1] == pytest.approx(weight.grad.square().mean().sqrt().item())
    assert seen.saturated(0)[1] == ((1 - torch.tanh(before[0]) ** 2) < 0.05).double().mean()
    assert seen.positive(1)[1] == (layers[1][0].grad > 0).double().mean()


def test_scales_multiply_the_start():
    stack = untrained_stack(DIGITS, TANH, scales=(1.0, 20.0))
    shares = LayerStatistics(stack, DIGITS).saturated(0)
    assert shares[:3].max() < 0.4 < 0.85 < shares[3:].min()


def test_rows_of_a_grid():
    run = measures.trained(DIGITS, (5, 6, 7, 8), (0.05, 0.3), threshold=1.0, to_the_end=True, span=(0.25, 0.75))
    grid, steps = waited_for(run)
    assert all(isinstance(step, Progress) for step in steps)
    assert (steps[0].done, steps[-1].done) == (0.25, 0.75)
    assert [curve.arm for curve in steps[-1].curves] == [arm.key for arm in DIGITS.arms]
    assert grid.experiment.all_seeds == (5, 6, 7, 8)
    row = measures.steps_ratio(grid, SIGMOID, RELU, measures.above(1.25))
    assert (str(row.label), row.arm, row.decision, row.seeds) == ("Sigmoid / ReLU", "sigmoid", "holds", 4)
    assert measures.steps_ratio(grid, RELU, RELU, measures.above(1.25)).decision == "fails"
    null = measures.null_control(grid, LEAKY, RELU)
    assert (null.decision, null.note) == ("", None)
    assert measures.null_control(grid, SIGMOID, RELU).note is not None
    error = measures.error_difference(grid, SIGMOID, RELU)
    assert 0 < error.value < 1
    reached = measures.level_row(grid, TANH, "loss", measures.above(0.9), values=lambda loss: loss < 1.0)
    assert (reached.value, reached.decision) == (1.0, "holds")
    loss = measures.level_row(grid, TANH)
    assert loss.low < loss.value < loss.high < 1.0


def test_rows_without_a_number_say_why():
    diverging = Experiment(arms=[Arm("relu"), Arm("tanh")], data="sine", seeds=3, steps=40, learning_rate=50.0)
    grid, _ = waited_for(measures.trained(diverging, (0, 1, 2), (40.0, 50.0)))
    row = measures.error_difference(grid, 0, 1, measures.above(0))
    assert not row.known
    assert row.decision == "undecided"
    assert "diverged" in str(row.note)


def test_a_census_finds_who_is_dead_off_and_frozen():
    """Biases of -50 for one step put every unit off: ReLU's are then dead and frozen, the leaky ones learn on."""
    experiment = Experiment(
        arms=[Arm("relu"), Arm("leaky_relu"), Arm("maxout"), Arm("prelu")], data="sine", noise=0.0, widths=(8, 7),
        batch_size=8, steps=60, interventions=[Intervention(step=20, do="bias", arms=(0, 1), value=-50.0)],
    )  # fmt: skip
    census = DeadUnitCounts()
    stacks = {}

    def look(step, arm, stack):
        stacks[arm] = dead_units(stack, 0)
        census.look(step, arm, stack)

    waited_for(measures.trained(experiment, (0, 1, 2), (0.01, 0.02), look=look, look_every=10))
    for arm in range(4):
        for layer in range(2):
            share = stacks[arm][layer].double().mean(1).numpy()
            np.testing.assert_array_equal((census.at(arm).peak[layer] <= 1e-6).mean(1), share)
    assert (census.dead(0, step=0) < 0.5).all()
    assert (census.dead(0, step=30) == 1).all()
    assert (census.off(1) == 1).all()
    assert (census.dead(1) == 0).all()
    turns = census.transitions(0, 0)
    assert turns.revived == 0
    assert turns.died > 0
    assert turns.frozen == turns.stayed > 100
    one = census.transitions(0, 0, np.array([True] + [False] * 5))
    assert 0 < one.died < turns.died


def test_costs_are_ratios_within_a_round():
    calls = {"one": lambda: sum(range(40_000)), "three": lambda: sum(range(120_000))}  # a thread's own time is taken
    times, steps = waited_for(timed(calls, 9))
    assert steps[-1].done == 1.0
    found = cost_ratio(times, "three", "one")
    assert found.low <= found.value <= found.high
    assert 1.5 < found.value < 4
    for arm in (Arm("relu"), Arm("maxout"), Arm("swiglu"), Arm("crelu")):
        forward(arm, 10)()
        (gradient,) = forward_backward(arm, 10)()
        assert gradient.numel() == 10 * arm.pre_activations
        if arm.outputs == 1:
            train_step(arm, 8)()


def test_facts():
    z = "1/(1 + exp(-z))"
    assert identical(formula("sigmoid"), z)
    assert identical(slope_formula("sigmoid"), f"({z})*(1 - {z})")
    assert identical("tanh(z)", "2/(1 + exp(-2*z)) - 1")
    assert not identical("tanh(z)", "2/(1 + exp(-z)) - 1")
    assert slope(torch.sigmoid, 0.0).item() == 0.25
    edge = {name: first_where(lambda x: torch.sigmoid(x) == 1, 100.0, dtype) for name, dtype in DTYPES.items()}
    assert edge["float32"] == pytest.approx(16.64, abs=0.02)
    assert edge["float64"] == pytest.approx(36.74, abs=0.02)
    assert edge["bfloat16"] < edge["float16"] < edge["float32"]
    assert first_where(lambda x: x < 0, 1.0, torch.float32) == float("inf")


def test_ratios_inside_bounds():
    found = measures.known(level(np.full(8, 2.0)), Text("x"), measures.inside(1, 3))
    assert (found.decision, found.value) == ("holds", 2.0)
    assert measures.known(level(np.full(8, 4.0)), Text("x"), measures.inside(1, 3)).decision == "fails"
