"""Paired differences against numbers computed by hand, and the cases in which there is nothing to say."""

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.training.comparison import compare, paired_interval, summary
from activations.training.trainer import Snapshot

ARMS = (Arm("relu"), Arm("tanh"), Arm("leaky_relu", negative_slope=0.1))


def snapshot(accuracy, diverged=None) -> Snapshot:
    accuracy = np.array(accuracy, dtype=float)
    lost = np.zeros(accuracy.shape, dtype=bool) if diverged is None else np.array(diverged, dtype=bool)
    return Snapshot(
        step=10,
        train_loss=1 - accuracy,
        test_loss=2 - accuracy,
        train_accuracy=accuracy,
        test_accuracy=accuracy,
        diverged=lost,
        diverged_at=np.where(lost, 5, -1),
    )


def experiment(seeds: int, arms=ARMS) -> Experiment:
    return Experiment(arms=arms, seeds=seeds)


def test_the_interval_is_students():
    # Differences 0.1, 0.2, 0.3, 0.4: mean 0.25, s = 0.1291, t(0.975, 3) = 3.18245: half width 3.18245 * 0.1291 / 2
    mean, low, high = paired_interval(np.array([0.5, 0.6, 0.7, 0.8]), np.array([0.4, 0.4, 0.4, 0.4]))
    assert mean == pytest.approx(0.25)
    assert (high - low) / 2 == pytest.approx(3.182446305 * np.sqrt(1 / 60) / 2)
    assert (high + low) / 2 == pytest.approx(0.25)


def test_every_pair_has_a_row():
    frame = compare(experiment(4), snapshot([[0.5, 0.6, 0.7, 0.8], [0.4, 0.4, 0.4, 0.4], [0.5, 0.6, 0.7, 0.8]]))
    assert list(zip(frame["first"], frame["second"], strict=True)) == [
        ("ReLU", "Tanh"),
        ("ReLU", "Leaky ReLU 0.1"),
        ("Tanh", "Leaky ReLU 0.1"),
    ]
    assert frame["difference"].tolist() == pytest.approx([0.25, 0.0, -0.25])
    assert frame["low"].tolist() == pytest.approx([0.25 - 0.205426, 0.0, -0.25 - 0.205426], abs=1e-6)
    assert frame["seeds"].tolist() == [4, 4, 4]
    assert frame["words"].tolist() == [
        "ReLU has a higher test accuracy than Tanh over these 4 seeds.",
        "Equal test accuracy on every seed.",
        "Leaky ReLU 0.1 has a higher test accuracy than Tanh over these 4 seeds.",
    ]


def test_an_interval_around_zero_names_no_winner():
    frame = compare(experiment(3, ARMS[:2]), snapshot([[0.5, 0.6, 0.7], [0.6, 0.6, 0.6]]), "test_loss")
    assert frame["low"][0] < 0 < frame["high"][0]
    assert frame["words"][0] == "The interval includes 0: no difference in test loss shown by 3 seeds."


def test_diverged_networks_are_left_out_and_counted():
    lost = [[False, False, True, False], [False, True, True, False], [True] * 4]
    frame = compare(experiment(4), snapshot([[0.9, 0.8, np.nan, 0.7], [0.5, np.nan, 0.1, 0.5], [np.nan] * 4], lost))
    assert frame["seeds"].tolist() == [2, 0, 0]
    assert frame["left_out"].tolist() == [2, 4, 4]
    assert frame["difference"][0] == pytest.approx(0.3)
    assert frame["words"][1] == "Nothing to compare: in every pair a network diverged."
    assert frame[["difference", "low", "high"]].iloc[1:].isna().all(axis=None)


def test_one_seed_has_no_interval():
    frame = compare(experiment(1, ARMS[:2]), snapshot([[0.9], [0.5]]))
    assert frame["difference"][0] == pytest.approx(0.4)
    assert np.isnan(frame["low"][0])
    assert frame["words"][0] == "One seed gives no interval: run more seeds."


def test_the_same_difference_on_every_seed_gives_no_interval_and_no_winner():
    frame = compare(experiment(2, ARMS[:2]), snapshot([[0.75, 1.0], [0.5, 0.75]]))
    assert frame["difference"][0] == 0.25
    assert frame[["low", "high"]].isna().all(axis=None)
    assert (
        frame["words"][0]
        == "The same difference in test accuracy on every seed: that gives no interval. Run more seeds."
    )


def test_no_difference_on_any_seed_is_equal():
    frame = compare(experiment(2, ARMS[:2]), snapshot([[0.75, 1.0], [0.75, 1.0]]))
    assert (frame["low"][0], frame["high"][0]) == (0.0, 0.0)
    assert frame["words"][0] == "Equal test accuracy on every seed."


def test_one_arm_gives_a_table_without_rows():
    frame = compare(experiment(2, ARMS[:1]), snapshot([[0.75, 1.0]]))
    assert len(frame) == 0
    assert "words" in frame


def test_metrics_that_are_not_there():
    with pytest.raises(ValueError, match="metric = 'speed' is not known: choose one of test_accuracy, test_loss"):
        compare(experiment(2), snapshot(np.zeros((3, 2))), "speed")
    trainer = Trainer(Experiment(arms=ARMS, data="sine", seeds=2))
    with pytest.raises(ValueError, match="A regression has no accuracy"):
        compare(trainer.experiment, trainer.snapshot())
    assert len(compare(trainer.experiment, trainer.snapshot(), "test_loss")) == 3


def test_the_summary_counts_and_leaves_out_what_diverged():
    lost = [[False, False, True], [False, False, False], [True, True, True]]
    frame = summary(experiment(3), snapshot([[0.9, 0.7, np.nan], [0.5, 0.6, 0.8], [np.nan] * 3], lost))
    assert frame["arm"].tolist() == ["ReLU", "Tanh", "Leaky ReLU 0.1"]
    assert frame["diverged"].tolist() == [1, 0, 3]
    assert frame["test_accuracy_median"].tolist()[:2] == pytest.approx([0.8, 0.6])
    assert (frame["test_accuracy_low"][1], frame["test_accuracy_high"][1]) == (0.5, 0.8)
    assert np.isnan(frame["test_accuracy_median"][2])
