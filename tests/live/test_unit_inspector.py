"""What a live run says of a layer's units and of a chosen one: the same as a look at that unit, and only when asked."""

import numpy as np
import pytest
import torch

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.language.text import Text
from activations.live.trainer.race import RaceJob
from activations.live.trainer.unit_inspector import IS_ABSENT, IS_DEAD, NUMBERS
from activations.observation.observer import Observer
from activations.observation.unit_view import look_at_unit


def run_of(**fields) -> RaceJob:
    usual = {"arms": [Arm("relu"), Arm("maxout")], "widths": (5, 4), "seeds": 2, "samples": 100, "steps": 60}
    run = RaceJob(Experiment(**usual | fields))
    run.look_inside(True)
    run.step(20)
    while run.busy:
        run.work(0.05)
    return run


@pytest.fixture(scope="module")
def run():
    return run_of()


def test_the_chosen_unit_is_the_one_that_a_look_at_it_shows(run):
    run.inspect({"layer": 1, "unit": [0, 1, 3]})
    run.show_seed(1)
    header, arrays = run.frame()
    view = look_at_unit(Observer(run.trainer), 0, 1, 1, 3)
    for name, values in view.arrays().items():
        if name != "unit.gradients":
            np.testing.assert_array_equal(arrays[name], values, err_msg=name)
    closer = header["closer"]
    assert (closer["seed"], closer["layer"], closer["unit"]["place"], closer["step"]) == (1, 1, [0, 1, 3], 20)
    numbers = dict(zip(NUMBERS, arrays["unit.numbers"], strict=True))
    assert numbers["mean"] == pytest.approx(view.outputs.mean(), abs=1e-6)
    assert numbers["silent"] == pytest.approx((view.outputs == 0).mean())
    assert numbers["peak_slope"] == np.abs(view.slopes).max()


def test_its_map_is_its_output_over_the_plane(run):
    run.inspect({"layer": 0, "unit": [0, 0, 2]})
    run.show_seed(0)
    _, arrays = run.frame()
    points = torch.as_tensor(run.looks.unit_inspector.points, dtype=torch.float32)
    stack = next(stack for numbers, stack in run.trainer.stacks if 0 in numbers)
    layer = stack.layers[0]
    by_hand = torch.relu(points @ layer.weight[0, 2] + layer.bias[0, 2, 0])
    assert by_hand.std() > 0
    np.testing.assert_allclose(arrays["unit.map"].ravel(), by_hand.numpy(), atol=1e-5)


def test_all_units_of_the_layer_are_told_with_those_an_arm_lacks(run):
    narrow = run_of(match="parameters", widths=(8,))
    narrow.inspect({"layer": 0, "unit": None})
    _, arrays = narrow.frame()
    widths = [narrow.experiment.plan().of(arm).widths[0] for arm in narrow.experiment.arms]
    assert widths[1] < widths[0]
    absent = (arrays["unit_state"] & IS_ABSENT) > 0
    assert [int((~row).sum()) for row in absent] == widths
    assert "unit.incoming" not in arrays


def test_a_dead_unit_is_told_dead():
    run = run_of(arms=[Arm("relu")], widths=(5,))
    stack = run.trainer.stacks[0][1]
    stack.layers[0].bias[0, 3] = -100.0
    run.inspect({"layer": 0, "unit": None})
    run.step(1)
    while run.busy:
        run.work(0.05)
    states = run.frame()[1]["unit_state"][0]
    assert [unit for unit in range(5) if states[unit] & IS_DEAD] == [3]


def test_a_bin_of_a_histogram_names_the_unit_with_most_samples_there(run):
    run.inspect({"layer": 0, "unit": None})
    run.show_seed(0)
    run.find_in_bin({"arm": 0, "layer": 0, "bin": 32})  # z from 0 to 0.25
    found = run.frame()[0]["closer"]["found"]
    views = [look_at_unit(Observer(run.trainer), 0, 0, 0, unit).pre_activations for unit in range(5)]
    counts = [int(((view >= 0) & (view < 0.25)).sum()) for view in views]
    assert found["unit"] == [0, 0, int(np.argmax(counts))]
    assert str(max(counts)) in str(Text.from_plain(found["sentence"]))
    run.find_in_bin({"arm": 0, "layer": 0, "bin": 63})
    assert run.frame()[0]["closer"]["found"]["unit"] is None


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"layer": 2, "unit": None}, "layer = 2 does not exist: give a whole number from 0 to 1."),
        ({"layer": 0, "unit": [2, 0, 0]}, "arm = 2 does not exist: give a whole number from 0 to 1."),
        ({"layer": 0, "unit": [0, 0, 5]}, "unit = 5 does not exist: give a whole number from 0 to 4."),
        ({"layer": 0, "unit": [0, 0]}, "is not a unit"),
    ],
)
def test_a_unit_that_is_not_there_is_refused(run, wanted, sentence):
    run.inspect({"layer": 0, "unit": [0, 0, 1]})
    with pytest.raises(ValueError, match=sentence):
        run.inspect(wanted)
    assert run.looks.unit_inspector.unit == (0, 0, 1)


def test_nothing_is_looked_at_more_closely_unless_it_is_asked_for(run):
    run.inspect(None)
    header, arrays = run.frame()
    assert not [name for name in arrays if name.startswith("unit")]
    assert "unit" not in header["closer"]
