"""The table of paired differences, from numbers small enough to check by hand."""

import numpy as np

from activations import Arm, Experiment
from activations.figures.race import table as race_table
from activations.training.trainer import Snapshot


def snapshot(accuracy, loss, diverged_at=None):
    marks = np.full(np.shape(loss), -1) if diverged_at is None else np.array(diverged_at)
    accuracy, loss = np.array(accuracy, float), np.array(loss, float)
    return Snapshot(
        step=100,
        train_loss=loss,
        test_loss=loss,
        train_accuracy=accuracy,
        test_accuracy=accuracy,
        diverged=marks >= 0,
        diverged_at=marks,
    )


TWO = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=3)


def test_differences_are_paired_by_seed_and_in_percentage_points():
    found = snapshot([[0.92, 0.95, 0.98], [0.90, 0.94, 0.95]], [[0.2, 0.1, 0.3], [0.2, 0.1, 0.3]])
    row = race_table.pair_table(TWO, found).iloc[0]
    assert row["first − second"] == "ReLU − Tanh"
    assert row["Δ test accuracy, points"] == "+2.0"  # mean of 2, 1, 3
    # t(0.975, 2) = 4.3027, standard error 1/sqrt(3): 2 ± 2.48
    assert row["95 % interval"] == "[−0.5, +4.5]"
    assert row["Δ test loss"] == "0.0000"
    assert row["seeds"] == "3"
    assert row["interpretation"] == "accuracy: no difference shown; loss: equal on every seed"


def test_diverged_networks_are_left_out_and_counted():
    found = snapshot([[0.9, 0.9, 0.1], [0.8, 0.8, 0.8]], [[0.1, 0.1, 99.0], [0.2, 0.3, 0.2]], [[-1, -1, 40], [-1] * 3])
    row = race_table.pair_table(TWO, found).iloc[0]
    assert row["seeds"] == "2 (1 left out)"
    assert row["Δ test accuracy, points"] == "+10.0"
    assert "diverged (1)" in race_table.explanation(TWO, found)


def test_a_swapped_arm_is_called_what_it_was_and_what_it_became():
    found = snapshot([[0.92, 0.95, 0.98], [0.90, 0.91, 0.92]], [[0.1, 0.1, 0.1], [0.2, 0.21, 0.22]])
    row = race_table.pair_table(TWO, found, ["ReLU (ELU from step 600)", "Tanh"]).iloc[0]
    assert row["first − second"] == "ReLU (ELU from step 600) − Tanh"
    assert "loss: Tanh higher" in row["interpretation"]


def test_one_seed_gives_no_interval():
    one = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=1)
    row = race_table.pair_table(one, snapshot([[0.9], [0.8]], [[0.1], [0.2]])).iloc[0]
    assert row["95 % interval"] == "–"
    assert "more seeds" in row["interpretation"]


def test_a_regression_has_losses_alone():
    fit = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=2, data="sine")
    table = race_table.pair_table(fit, snapshot(np.full((2, 2), np.nan), [[0.1, 0.2], [0.2, 0.4]]))
    assert "Δ test accuracy, points" not in table
    assert table["Δ test loss"].tolist() == ["−0.1500"]
