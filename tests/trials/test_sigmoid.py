"""The quick trials of sigmoid for real, slow ones bent to little: what is known of sigmoid must come out."""

import numpy as np
import pytest

from activations.training.sweep import Cells
from activations.trials import engine, find
from activations.trials.intervals import nested, nested_product
from tests.trials.waiting import finish


def rows_of(result):
    return {str(row.label): row for row in result.rows}


@pytest.mark.parametrize(
    ("trial_id", "verdict"),
    [
        ("sigmoid.formula", "holds"),
        ("sigmoid.range", "depends"),
        ("sigmoid.interpretable", "holds"),
        ("sigmoid.zero-mean-mixes", "depends"),
        ("sigmoid.zigzag", "holds"),
    ],
)
def test_a_quick_trial_comes_out_as_it_must(trial_id, verdict):
    result = finish(find(trial_id))
    assert result.verdict == verdict
    assert result.standard


def test_the_range_is_left_where_numbers_are_rounded():
    trial = find("sigmoid.range")
    assert finish(trial, {"dtype": "exact"}).verdict == "holds"
    rounded = finish(trial, {"dtype": "float32"}).rows[0]
    assert str(rounded.note) == "1 from x = 16.64 on, 0 from x = −88.72 down."
    # -100 to 100 in steps of 0.01: from 16.64 up, and from -88.73 down
    assert rounded.value == pytest.approx((8337 + 1128) / 20_001, abs=2 / 20_001)


def test_unequal_covariances_have_no_linear_log_odds():
    result = finish(find("sigmoid.interpretable"), {"covariances": "unequal"})
    assert result.rows[0].decision == "fails"
    assert result.rows[0].value > 0.1


def test_large_weights_stop_the_gradient_in_one_layer_and_not_in_four():
    trial = find("sigmoid.init-large")
    one, four = (finish(trial, {"depth": depth}, seeds=6) for depth in (1, 4))
    assert one.verdict == "holds"
    assert [row.decision for row in four.rows[:2]] == ["holds", "fails"]
    assert four.rows[1].value > 10
    assert four.rows[2].value < 0.01  # it is a small gain that stops it


def test_signs_agree_for_every_function_without_negative_outputs():
    trial = find("sigmoid.same-sign")
    rows = rows_of(finish(trial, seeds=4))
    for name in ("Sigmoid", "Tanh + 1", "ReLU", "Softplus"):
        assert rows[f"{name}, at the start"].value == 1
    for name in ("Sigmoid − 1/2", "Tanh", "ELU"):
        assert rows[f"{name}, at the start"].value == pytest.approx(0.14, abs=0.04)
    assert 0.4 < rows["share of its gradients that are positive"].value < 0.6
    assert finish(trial, {"function": "sigmoid_minus_half"}, seeds=4).verdict == "does not hold"


def test_a_saturated_output_learns_by_cross_entropy_alone():
    trial = find("sigmoid.saturation")
    squared = finish(trial, {"place": "output_mse", "z": 5.0})
    cross = finish(trial, {"place": "output_bce", "z": 5.0})
    sigma = 1 / (1 + np.exp(5.0))
    assert squared.rows[0].value == pytest.approx(2 * (1 - sigma) ** 2 * sigma)
    assert cross.rows[0].value == pytest.approx(1 - sigma)
    assert cross.verdict == "does not hold"


def test_units_that_start_far_out_learn_nothing():
    bent = {"rates": [0.4, 1.6]}
    far, near = (finish(find("sigmoid.saturation"), bent | {"z": z}, seeds=4) for z in (12.0, 2.0))
    assert (far.verdict, near.verdict) == ("holds", "does not hold")


def test_batches_mix_signs_and_do_not_help_the_linear_unit():
    trial = find("sigmoid.batch-mitigates")
    assert finish(trial, {"part": "signs"}, seeds=8).verdict == "holds"
    unit = finish(trial, {"part": "unit", "batch": 16}, seeds=8)
    assert unit.verdict == "does not hold"
    assert 1 < unit.rows[1].value < unit.rows[2].value


def test_batches_straighten_the_path():
    result = finish(find("sigmoid.zigzag"), {"batch": 64}, seeds=16)
    assert [row.decision for row in result.rows[:2]] == ["fails", "fails"]
    assert result.rows[2].value < 2


def test_no_window_from_high_to_low():
    with pytest.raises(ValueError, match=r"lowest = 3 is above highest = 2"):
        engine.run(find("sigmoid.init-care"), {"lowest": 3, "highest": 2})


def test_without_activation_depth_is_one_matrix():
    clouds = finish(find("intro.matters"), {"data": "gaussians", "rates": [0.1]}, seeds=4)
    rows = rows_of(clouds)
    assert rows["test error with 4 layers: Identity − ReLU"].decision == "fails"
    assert rows["4 layers without activation, less one matrix"].decision == "holds"


def test_a_product_of_one_ratio_is_the_nested_ratio():
    draws = np.random.default_rng(1)
    one, other = (
        Cells(values=scale * draws.uniform(50, 90, (3, 10)), loss=np.zeros((3, 10)), diverged=np.zeros((3, 10), bool),
              censored=np.zeros((3, 10), bool))
        for scale in (2.0, 1.0)
    )  # fmt: skip
    assert nested_product([(1, one, None), (-1, other, None)]) == nested("ratio", one, other)
    same = nested_product([(1, one, None), (-1, other, None), (-1, one, None), (1, other, None)])
    assert (same.value, same.low, same.high) == pytest.approx((1.0, 1.0, 1.0))
    censored = Cells(**vars(other) | {"censored": np.ones((3, 10), bool)})
    assert nested_product([(1, one, None), (-1, censored, None)]).at_most
