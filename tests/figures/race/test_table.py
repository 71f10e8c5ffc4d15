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


TWO = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=5)


def test_differences_are_paired_by_seed_and_in_percentage_points():
    found = snapshot([[0.92, 0.95, 0.98, 0.92, 0.93], [0.90, 0.94, 0.95, 0.94, 0.93]], [[0.2, 0.1, 0.3, 0.4, 0.5]] * 2)
    row = race_table.pair_table(TWO, found).iloc[0]
    assert row["first − second"] == "ReLU − Tanh"
    assert row["Δ test accuracy, points"] == "+0.8"  # mean of 2, 1, 3, −2, 0
    # s = sqrt(3.7), t(0.975, 4) = 2.7764: 0.8 ± 2.39; of 25 seeds ± 2.064 s / 5 = 0.794, of 24 ± 0.812
    assert row["95 % interval"] == "[−1.6, +3.2]"
    assert row["Δ test loss"] == "0.0000"
    assert row["seeds"] == "5"
    assert row["interpretation"] == "accuracy: not decided, about 25 seeds would tell; loss: equal on every seed"


def test_better_is_more_accuracy_and_less_loss():
    found = snapshot([[0.9] * 4 + [0.91], [0.8] * 5], [[0.3] * 4 + [0.31], [0.2] * 5])
    row = race_table.pair_table(TWO, found).iloc[0]
    assert row["interpretation"] == "accuracy: ReLU better; loss: Tanh better"


def test_what_no_race_could_decide_is_said():
    found = snapshot([[0.9, 0.5, 0.9, 0.5, 0.72], [0.7] * 5], [[0.2, 0.20001, 0.2, 0.20001, 0.2], [0.2] * 5])
    row = race_table.pair_table(TWO, found).iloc[0]
    expected = "accuracy: not decided, 64 seeds would not be enough; loss: no difference that matters"
    assert row["interpretation"] == expected


def test_diverged_networks_are_left_out_and_counted():
    lost = [[-1] * 5 + [40], [-1] * 6]
    found = snapshot([[0.9] * 4 + [0.91, 0.1], [0.8] * 6], [[0.1, 0.1, 0.1, 0.1, 0.12, 99.0], [0.2] * 6], lost)
    six = Experiment(arms=TWO.arms, seeds=6)
    row = race_table.pair_table(six, found).iloc[0]
    assert row["seeds"] == "5 (1 left out)"
    assert row["Δ test accuracy, points"] == "+10.2"
    assert "diverged (1)" in race_table.explanation(six, found)
    arms = race_table.arm_table(six, found)
    assert arms["networks"].tolist() == ["5 (1 diverged)", "6"]
    assert arms["test loss"].tolist() == ["0.1040", "0.2000"]


def test_each_arm_has_a_row_with_its_mean_and_interval():
    found = snapshot([[0.92, 0.95, 0.98, 0.92, 0.93], [0.9] * 5], [[0.1, 0.2, 0.3, 0.4, 0.5], [0.2] * 5])
    table = race_table.arm_table(TWO, found, ["ReLU (ELU from step 600)", "Tanh"])
    first, second = (table.iloc[row] for row in range(2))
    assert first["function"] == "ReLU (ELU from step 600)"
    assert first["test accuracy, %"] == "94.0"
    assert first["95 % interval"] == "[90.8, 97.2]"  # s = 2.55: ± 2.7764 * 2.55 / sqrt(5) = 3.17
    assert first["95 % interval of the loss"] == "[0.1037, 0.4963]"
    assert second["95 % interval"] == "–"  # the same on every seed
    assert first["networks"] == "5"
    assert first["parameters per network"] == "105"  # 2 x 8 + 8, 8 x 8 + 8, 8 + 1


def test_a_swapped_arm_is_called_what_it_was_and_what_it_became():
    found = snapshot([[0.92, 0.95, 0.98, 0.9, 0.9]] * 2, [[0.1, 0.1, 0.1, 0.1, 0.11], [0.2, 0.21, 0.22, 0.2, 0.2]])
    row = race_table.pair_table(TWO, found, ["ReLU (ELU from step 600)", "Tanh"]).iloc[0]
    assert row["first − second"] == "ReLU (ELU from step 600) − Tanh"
    assert "loss: ReLU (ELU from step 600) better" in row["interpretation"]


def test_few_seeds_give_no_interval():
    few = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=4)
    found = snapshot([[0.9, 0.91, 0.92, 0.93], [0.8] * 4], [[0.1, 0.1, 0.1, 0.2], [0.2] * 4])
    row = race_table.pair_table(few, found).iloc[0]
    assert row["95 % interval"] == "–"
    assert row["interpretation"] == "no interval: 4 of 5 seeds that it needs"
    assert race_table.arm_table(few, found)["95 % interval"].tolist() == ["–", "–"]


def test_a_regression_has_losses_alone():
    fit = Experiment(arms=[Arm("relu"), Arm("tanh")], seeds=2, data="sine")
    found = snapshot(np.full((2, 2), np.nan), [[0.1, 0.2], [0.2, 0.4]])
    table = race_table.pair_table(fit, found)
    assert "Δ test accuracy, points" not in table
    assert table["Δ test loss"].tolist() == ["−0.1500"]
    assert "test accuracy, %" not in race_table.arm_table(fit, found)


def test_one_rate_for_all_is_said():
    said = race_table.one_rate_for_all(TWO)
    assert said.startswith(f"All arms train at the same learning rate, {TWO.learning_rate} at first:")
    assert race_table.one_rate_for_all(Experiment(arms=TWO.arms[:1])) == ""
