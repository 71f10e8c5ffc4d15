"""Paired differences against numbers computed by hand, and the cases in which there is nothing to say."""

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.training.comparison import compare, means, paired_interval, summary
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


# Of the differences 0.1, 0.2, 0.3, 0.4, 0.5: s = sqrt(0.025), t(0.975, 4) = 2.776445.
HALF = 2.776445105 * np.sqrt(0.025 / 5)


def experiment(seeds: int, arms=ARMS) -> Experiment:
    return Experiment(arms=arms, seeds=seeds)


def test_the_interval_is_students():
    mean, low, high = paired_interval(np.array([0.5, 0.6, 0.7, 0.8, 0.9]), np.full(5, 0.4))
    assert mean == pytest.approx(0.3)
    assert (high - low) / 2 == pytest.approx(HALF)
    assert (high + low) / 2 == pytest.approx(0.3)


def test_every_pair_has_a_row():
    rising = [0.5, 0.6, 0.7, 0.8, 0.9]
    frame = compare(experiment(5), snapshot([rising, [0.4] * 5, rising]))
    assert list(zip(frame["first"], frame["second"], strict=True)) == [
        ("ReLU", "Tanh"),
        ("ReLU", "Leaky ReLU 0.1"),
        ("Tanh", "Leaky ReLU 0.1"),
    ]
    assert frame["difference"].tolist() == pytest.approx([0.3, 0.0, -0.3])
    assert frame["low"].tolist() == pytest.approx([0.3 - HALF, 0.0, -0.3 - HALF])
    assert frame["seeds"].tolist() == [5, 5, 5]
    assert frame["verdict"].tolist() == ["better", "equal", "worse"]
    assert frame["words"].tolist() == [
        "ReLU is better in test accuracy than Tanh over these 5 seeds.",
        "Equal test accuracy on every seed.",
        "Leaky ReLU 0.1 is better in test accuracy than Tanh over these 5 seeds.",
    ]


def test_a_lower_loss_is_better():
    found = snapshot([[0.5, 0.6, 0.7, 0.8, 0.9], [0.4] * 5])  # losses are 2 - accuracy
    frame = compare(experiment(5, ARMS[:2]), found, "test_loss")
    assert frame["difference"][0] < 0
    assert frame["verdict"][0] == "better"
    assert frame["words"][0] == "ReLU is better in test loss than Tanh over these 5 seeds."


def test_an_interval_around_zero_names_no_winner():
    found = snapshot([[0.2, 0.4, 0.6, 0.8, 1.0], [0.5] * 5])
    frame = compare(experiment(5, ARMS[:2]), found, "test_loss")
    assert frame["low"][0] < 0 < frame["high"][0]
    assert frame["verdict"][0] == "undecided"
    assert frame["words"][0] == "No difference in test loss shown by 5 seeds: the interval includes 0."


@pytest.mark.parametrize(("shift", "spread", "enough"), [(0.1, 0.2, 18), (0.1, 0.6, 0), (0.0, 0.02, 18)])
def test_the_seeds_that_would_decide_are_enough_for_the_same_mean_and_spread(shift, spread, enough):
    wave = np.array([-1.5, -0.5, 0.0, 0.5, 1.5])
    wave = wave / wave.std(ddof=1)
    frame = compare(experiment(5, ARMS[:2]), snapshot([0.5 + shift + spread * wave, [0.5] * 5]))
    assert frame["verdict"][0] == "undecided"
    assert frame["would_decide"][0] == enough
    if enough:  # with one seed less it would not be decided; t(0.975, 17) = 2.109816, t(0.975, 16) = 2.119905
        half, before = 2.109816 * spread / np.sqrt(18), 2.119905 * spread / np.sqrt(17)
        decided = [one < shift or shift + one < 0.01 for one in (before, half)]
        assert decided == [False, True]


def test_a_whole_interval_within_the_margin_is_no_difference_that_matters():
    wave = np.array([-2, -1, 0, 1, 2]) * 1e-4
    frame = compare(experiment(5, ARMS[:2]), snapshot([0.505 + wave, [0.5] * 5]))
    assert 0 < frame["low"][0] < frame["high"][0] < frame["margin"][0] == 0.01
    assert frame["verdict"][0] == "alike"
    assert frame["words"][0] == "No difference in test accuracy that matters between ReLU and Tanh over these 5 seeds."
    losses = compare(experiment(5, ARMS[:2]), snapshot([0.505 + wave, [0.5] * 5]), "test_loss")
    assert losses["margin"][0] == pytest.approx(0.05 * 1.4975)
    assert losses["verdict"][0] == "alike"


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
    assert frame["words"][0] == "1 of the 5 seeds that an interval needs: run more seeds."


def test_four_seeds_have_no_interval_and_five_do():
    for seeds, verdict in ((4, "few"), (5, "better")):
        frame = compare(experiment(seeds, ARMS[:2]), snapshot([np.linspace(0.7, 0.8, seeds), [0.5] * seeds]))
        assert frame["verdict"][0] == verdict
        assert np.isnan(frame["low"][0]) == (seeds == 4)


def test_the_same_difference_on_every_seed_gives_no_interval_and_no_winner():
    frame = compare(experiment(6, ARMS[:2]), snapshot([[0.75, 1.0] * 3, [0.5, 0.75] * 3]))
    assert frame["difference"][0] == 0.25
    assert frame[["low", "high"]].isna().all(axis=None)
    assert (
        frame["words"][0]
        == "The same difference in test accuracy on every seed: that gives no interval. Run more seeds."
    )


def test_no_difference_on_any_seed_is_equal():
    frame = compare(experiment(6, ARMS[:2]), snapshot([[0.75, 1.0] * 3, [0.75, 1.0] * 3]))
    assert (frame["low"][0], frame["high"][0]) == (0.0, 0.0)
    assert frame["words"][0] == "Equal test accuracy on every seed."


def test_one_arm_gives_a_table_without_rows():
    frame = compare(experiment(2, ARMS[:1]), snapshot([[0.75, 1.0]]))
    assert len(frame) == 0
    assert "words" in frame


def test_each_arm_has_its_mean_with_an_interval():
    lost = [[False] * 6, [True, *[False] * 5], [True] * 6]
    accuracy = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [np.nan, 0.1, 0.2, 0.3, 0.4, 0.5], [np.nan] * 6]
    frame = means(experiment(6), snapshot(accuracy, lost), labels=["a", "b", "c"])
    assert frame["arm"].tolist() == ["a", "b", "c"]
    assert frame["mean"].tolist()[:2] == pytest.approx([0.35, 0.3])
    assert frame["low"][1] == pytest.approx(0.3 - HALF)
    assert frame["high"][1] == pytest.approx(0.3 + HALF)
    assert frame["seeds"].tolist() == [6, 5, 0]
    assert frame["diverged"].tolist() == [0, 1, 6]
    assert np.isnan(frame["mean"][2])


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
