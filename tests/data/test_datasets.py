"""Every data set: shapes, scale, split, and the same draw for the same settings."""

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from activations.data.datasets import DATASETS, dataset_of, make_data

every = pytest.mark.parametrize("key", DATASETS)


@every
def test_shapes_scale_and_split(key):
    dataset, data = DATASETS[key], make_data(key, 500, 0.1, 0)
    sizes = (1437, 360) if key == "digits" else (250, 250)
    assert (len(data.x_train), len(data.x_test)) == sizes
    assert data.x_train.shape[1] == data.x_test.shape[1] == dataset.dimension
    assert dataset.training_size(500) == sizes[0]
    assert np.isfinite(data.x_train).all()
    assert 0.6 < data.x_train.std() < 1.3
    assert abs(data.x_train.mean()) < 0.2
    if dataset.kind == "binary":
        assert set(data.y_train) == {0.0, 1.0}
        assert abs(data.y_train.mean() - 0.5) < 0.06
    if dataset.kind != "regression":  # stratified
        for label in np.unique(data.y_train):
            assert abs((data.y_train == label).mean() - (data.y_test == label).mean()) < 0.01
    assert dataset.noise.endswith(".")


@every
def test_the_seed_decides(key):
    first = make_data(key, 200, 0.2, 3)
    make_data.cache_clear()
    again, other = make_data(key, 200, 0.2, 3), make_data(key, 200, 0.2, 4)
    assert np.array_equal(first.x_train, again.x_train)
    assert np.array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.x_train, other.x_train)


@every
def test_no_sample_is_in_both_halves(key):
    data = make_data(key, 300, 0.05, 1)
    train, test = ({tuple(row) for row in part} for part in (data.x_train, data.x_test))
    assert not train & test


@every
def test_noise_does_something_and_may_be_none(key):
    clean, noisy = make_data(key, 200, 0.0, 0), make_data(key, 200, 0.5, 0)
    if key in ("sine", "function"):
        true = [clean.target_centre + clean.target_scale * part for part in (clean.y_train, noisy.y_train)]
        assert np.allclose(true[0], np.sin(3 * clean.x_train[:, 0]))
        error = (true[1] - np.sin(3 * noisy.x_train[:, 0])) / noisy.target_scale
        assert 0.35 < error.std() < 0.65
    elif key == "teacher":
        assert np.array_equal(clean.x_train, noisy.x_train)
        assert 0.35 < (noisy.y_train - clean.y_train).std() < 0.65
    else:
        assert not np.array_equal(clean.x_train, noisy.x_train)


@pytest.mark.parametrize("samples", [50, 51, 5000])
@every
def test_odd_and_extreme_sizes(key, samples):
    data = make_data(key, samples, 0.1, 0)
    assert len(data.x_train) == DATASETS[key].training_size(samples)


def test_digits_are_centred_and_scaled_by_the_training_split_alone():
    data = make_data("digits", 500, 0.0, 0)
    assert np.abs(data.x_train.mean(axis=0)).max() < 1e-12
    assert data.x_train.std() == pytest.approx(1.0)
    assert np.abs(data.x_test.mean(axis=0)).max() > 1e-3


def test_windows_hold_all_points():
    for key in DATASETS:
        data = make_data(key, 500, 0.3, 0)
        if key in ("digits", "teacher"):
            assert data.window is None
            continue
        assert len(data.window) == DATASETS[key].dimension
        inputs = np.concatenate([data.x_train, data.x_test])
        for column, (low, high) in zip(inputs.T, data.window, strict=True):
            assert low < column.min() < column.max() < high
        if len(data.window) == 2:
            (left, right), (bottom, top) = data.window
            assert right - left == pytest.approx(top - bottom)


def test_shared_arrays_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        make_data("circle", 100, 0.1, 0).x_train[0, 0] = 1.0


def test_the_swiss_roll_is_rolled_and_its_classes_alternate_along_it():
    data = make_data("swiss_roll", 5000, 0.0, 0)
    radius = 7 * np.hypot(*data.x_train.T)  # the roll's own angle: a point lies at (t cos t, t sin t)
    stretch = np.floor((radius / (1.5 * np.pi) - 1) / 2 * 4)
    assert set(stretch) == {0, 1, 2, 3}
    assert np.array_equal(data.y_train, stretch % 2)
    assert np.allclose(data.x_train, (radius * np.array([np.cos(radius), np.sin(radius)])).T / 7)


def test_neighbouring_squares_of_the_checkerboard_differ():
    data = make_data("checkerboard", 5000, 0.0, 0)
    column, row = np.floor((data.x_train + 1.5) / 0.75).T
    assert set(column) == set(row) == {0, 1, 2, 3}
    assert all(len(set(data.y_train[(column == a) & (row == b)])) == 1 for a in range(4) for b in range(4))
    assert np.array_equal(data.y_train, (column + row) % 2)


def test_a_typed_function_is_drawn_in_its_own_standard_deviations():
    data = make_data("function", 5000, 0.0, 0, "1000 + 500*x**2")
    x = data.x_train[:, 0]
    assert x.min() < -1.99 < 1.99 < x.max()
    assert np.allclose(data.target_centre + data.target_scale * data.y_train, 1000 + 500 * x**2)
    assert data.y_train.mean() == pytest.approx(0, abs=0.05)
    assert data.y_train.std() == pytest.approx(1, abs=0.05)
    assert not make_data("function", 100, 0.0, 0, "7").y_train.any()
    with pytest.raises(ValueError, match="not finite"):
        dataset_of("function", "1/x")


@pytest.mark.parametrize("key", ["swiss_roll", "checkerboard", "function"])
def test_a_network_learns_it(key):
    trainer = Trainer(Experiment(arms=[Arm("tanh")], data=key, widths=(16, 16), optimizer="adam", seeds=2, noise=0.0))
    before = trainer.snapshot().train_loss
    trainer.advance(300)
    assert (trainer.snapshot().train_loss < 0.8 * before).all()


def test_classes_have_one_output_each():
    assert DATASETS["digits"].outputs == len(DATASETS["digits"].labels) == 10
    assert {dataset.outputs for dataset in DATASETS.values() if dataset.kind != "classes"} == {1}


def test_an_experiment_carries_its_formula():
    made = Experiment(arms=[Arm("relu")], data="function", formula="x**2 - 1")
    assert Experiment.from_json(made.to_json()) == made
    assert Experiment.from_json(made.to_json()).plan().data is made.plan().data
    assert not np.array_equal(made.plan().data.y_train, make_data("function", 500, 0.1, 0).y_train)
    assert made.plan().dataset.dimension == made.plan().data.dimension == 1


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [("1/x", "formula = '1/x' is not finite"), ("", "is empty"), (None, "is no text"), ("x" * 201, "201 characters")],
)
def test_an_experiment_refuses_what_is_no_function(formula, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(arms=[Arm("relu")], data="function", formula=formula)


def test_a_formula_that_is_not_used_does_no_harm():
    assert np.array_equal(
        Experiment(arms=[Arm("relu")], formula="1/x").plan().data.x_train,
        Experiment(arms=[Arm("relu")]).plan().data.x_train,
    )
