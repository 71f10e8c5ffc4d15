"""A table that is trained on: split, standardised by its training rows alone, kept and found by its digest."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from activations import Arm, Experiment, Trainer
from activations.data.table import store
from activations.data.table.split import TableChoice, column_mean_and_scale, forget_table, standardised
from activations.data.table.store import load_table, store_table
from tests.data.tables import content, experiment, iris, numbers, said

pytestmark = pytest.mark.usefixtures("folder")


def test_the_standardisation_knows_the_training_rows_alone():
    frame = numbers(200)
    data = experiment(frame, "y", data_seed=1).plan().data
    assert (len(data.x_train), len(data.x_test)) == (160, 40)
    np.testing.assert_allclose(data.x_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.x_train.std(axis=0), 1)
    assert (data.y_train.mean(), data.y_train.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    in_test = np.isin(frame["y"].round(9), (data.target_centre + data.target_scale * data.y_test).round(9))
    assert in_test.sum() == 40
    spoilt = frame.copy()
    spoilt.loc[in_test, ["a", "b", "y"]] *= 1000  # had the statistics seen these rows, the training data would change
    other = experiment(spoilt, "y", data_seed=1).plan().data
    assert np.array_equal(other.x_train, data.x_train)
    assert np.array_equal(other.y_train, data.y_train)
    assert (other.target_centre, other.target_scale) == (data.target_centre, data.target_scale)
    assert not np.array_equal(other.x_test, data.x_test)


def test_missing_values_are_filled_from_the_training_rows_alone():
    frame = numbers(100)
    frame.loc[::5, "a"] = np.nan
    data = experiment(frame, "y").plan().data
    present = data.x_train[data.x_train[:, 0] != 0, 0]
    assert present.mean() == pytest.approx(0, abs=1e-12)
    assert present.std() == pytest.approx(1)


def test_statistics_survive_extreme_and_constant_columns():
    x = np.array([[1e100, 1e-200, 0.1, np.nan], [-1e100, 3e-200, 0.1, np.nan], [0.0, 2e-200, 0.1, np.nan]])
    centre, scale = column_mean_and_scale(x)
    np.testing.assert_allclose(scale[:2], np.sqrt(2 / 3) * np.array([1e100, 1e-200]))
    made = standardised(x, centre, scale)
    assert np.isfinite(made).all()
    np.testing.assert_allclose(made[:, 1], np.sqrt(3 / 2) * np.array([-1, 1, 0]), atol=1e-9)
    assert not made[:, 2:].any()
    assert standardised(np.array([[0.0, 1.0, 1e9, 1.0]]), centre, scale).tolist() == [[0, 1000, 0, 0]]


def test_a_test_value_that_is_far_off_is_cut_off_with_a_word():
    frame = numbers(100)
    alone = experiment(frame, "y").plan().data
    in_test = np.isin(frame["y"].round(9), (alone.target_centre + alone.target_scale * alone.y_test).round(9))
    frame.loc[np.flatnonzero(in_test)[0], "a"] = 1e90
    data = experiment(frame, "y").plan().data
    assert data.x_test.max() == 1000
    assert "1 test value was more than 1,000 standard deviations from the training rows' mean" in said(data.words)


@pytest.mark.parametrize("arm", ["relu", "maxout", "crelu"])
def test_iris_trains(arm):
    trainer = Trainer(experiment(iris(), "species", arms=[Arm(arm)], widths=(8, 8), seeds=3, optimizer="adam"))
    before = trainer.snapshot().train_loss
    trainer.advance(300)
    after = trainer.snapshot()
    assert (after.train_loss < 0.5 * before).all()
    assert (after.test_accuracy > 0.8).all()
    assert trainer.data.dataset.labels == ("setosa", "versicolor", "virginica")
    assert trainer.data.dataset.inputs == tuple(iris().columns[:4])
    assert (trainer.data.dimension, trainer.data.outputs) == (4, 3)
    assert trainer.data.window is None


def test_a_regression_trains_in_units_of_the_variance():
    frame = load_diabetes(as_frame=True).frame
    trainer = Trainer(experiment(frame, "target", seeds=2, optimizer="adam"))
    before = trainer.snapshot().train_loss
    trainer.advance(500)
    assert (trainer.snapshot().train_loss < np.minimum(0.6, before)).all()
    assert "an error of 1 is" in trainer.data.words[-1]


def test_two_classes_of_two_features_have_a_picture_and_three_have_none():
    two = iris().query("species != 'setosa'")
    flat = {"features": ("petal length (cm)", "petal width (cm)")}
    assert len(experiment(two, "species", **flat).plan().data.window) == 2
    assert experiment(iris(), "species", **flat).plan().data.window is None
    assert len(experiment(numbers(), "y", features=("a",)).plan().data.window) == 1


def test_an_experiment_with_a_table_stays_small_and_round_trips():
    made = experiment(iris(), "species", features=["petal length (cm)"], target_kind="classes")
    assert Experiment.from_json(made.to_json()) == made
    assert len(made.to_json()) < 1000
    assert json.loads(made.to_json())["features"] == ["petal length (cm)"]
    assert made.plan().training_size == 120
    assert made.plan().of(Arm("relu")).weights == (1 + 1) * 8 + (8 + 1) * 8 + (8 + 1) * 3


def test_another_process_trains_on_the_same_table(folder):
    made = experiment(iris(), "species")
    program = (
        "import sys; from activations import *; print(Experiment.from_json(sys.argv[1]).plan().data.x_train.sum())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, made.to_json()],
        env=os.environ | {"TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(found.stdout) == made.plan().data.x_train.sum()


def test_an_experiment_says_what_does_not_fit_its_table():
    made = experiment(iris(), "species")
    for fields, sentence in [
        ({"target": "colour"}, "has no column “colour”"),
        ({"target": ""}, "target = '' is not allowed: give the name"),
        ({"target": 3}, "target = '3' is not allowed"),
        ({"features": "petal"}, "features = 'petal' is not allowed: give a list"),
        ({"features": ["x" * 300]}, "features = 'x+' is not allowed"),
        ({"target_kind": "many"}, "target_kind = 'many' is not known: choose one of auto, binary, classes, regression"),
        ({"batch_size": 121}, "batch_size = 121 is more than the 120 training samples of Your table"),
        ({"table": ""}, "table = '' is not the name of an uploaded table, which has 64 hexadecimal digits"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            Experiment(**{"arms": [Arm("relu")], "data": "table", "table": made.table, "target": "species"} | fields)


def test_a_stored_table_is_private_and_found_by_its_digest(folder):
    digest = store_table(content(iris()))
    assert store_table(content(iris())) == digest
    (kept,) = folder.rglob("*.csv")
    assert kept.name == f"{digest}.csv"
    assert kept.read_bytes() == content(iris())
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600
    assert load_table(digest).names == tuple(iris().columns)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 65, "a" * 64 + "\n", None, 7, ""])
def test_only_digests_are_looked_up(digest):
    with pytest.raises(ValueError, match="is not the name of an uploaded table"):
        load_table(digest)
    with pytest.raises(ValueError, match="is not the name of an uploaded table"):
        TableChoice(digest, "y")


def test_a_table_that_is_gone_or_changed_asks_for_the_file_again(folder):
    made = experiment(iris(), "species")
    data = made.plan().data
    (kept,) = folder.rglob("*.csv")
    kept.write_bytes(content(numbers()))
    store._parsed.cache_clear()
    with pytest.raises(ValueError, match="has changed on the disk: upload the file again"):
        load_table(made.table)
    kept.unlink()
    with pytest.raises(ValueError, match="is no longer kept on this computer: upload the file again"):
        Experiment.from_json(made.to_json())
    assert made.plan().data is data  # a run that goes on is not disturbed


def test_the_tables_used_longest_ago_make_room(monkeypatch):
    size = len(content(numbers(20)))
    monkeypatch.setattr(store, "MAX_STORED", 3 * size + 200)
    first, second, third = (store_table(content(numbers(20, seed))) for seed in range(3))
    load_table(first)  # used again
    fourth = store_table(content(numbers(20, 3)))
    for digest in (first, third, fourth):
        load_table(digest)
    with pytest.raises(ValueError, match="upload the file again"):
        load_table(second)


@pytest.mark.parametrize("broken", ["write", "replace"])
def test_a_full_disk_gets_a_sentence_and_leaves_no_part_of_the_file(folder, monkeypatch, broken):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    if broken == "replace":
        monkeypatch.setattr(store.os, "replace", full)
    else:
        opened = store.tempfile.NamedTemporaryFile

        def half_written(*arguments, **options):
            file = opened(*arguments, **options)
            file.write = full
            return file

        monkeypatch.setattr(store.tempfile, "NamedTemporaryFile", half_written)
    with pytest.raises(ValueError, match="cannot be kept on this computer: No space left on device. Make room"):
        store_table(content(iris()))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_place_where_no_folder_can_be_made_gets_a_sentence(folder, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(folder / "missing"))
    with pytest.raises(ValueError, match="Tables cannot be kept in .*: No such file or directory"):
        store_table(content(iris()))


def test_a_deleted_table_is_gone_and_a_run_keeps_its_samples(folder):
    made = experiment(iris(), "species")
    data = made.plan().data
    forget_table(made.table)
    assert list(folder.rglob("*.csv")) == []
    assert made.plan().data is data or len(made.plan().data.x_train) == 120
    with pytest.raises(ValueError, match="is no longer kept on this computer: upload the file again"):
        Experiment.from_json(made.to_json())
    assert experiment(iris(), "species") == made  # the same file gives the same experiment
    forget_table(made.table)
    forget_table(made.table)  # gone already
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        forget_table("../../etc/passwd")


def test_an_answer_is_part_of_the_experiment():
    rows = "".join(f"1.{100 + place};{place % 7}\n" for place in range(40))
    digest = store_table(f"weight;size\n{rows}".encode())
    fields = {"arms": [Arm("relu")], "data": "table", "table": digest, "target": "weight"}
    centres = [Experiment(**fields, decimal_sign=sign).plan().data.target_centre for sign in ("auto", "comma", "point")]
    assert centres[0] == centres[1] == pytest.approx(1000 * centres[2])
    with pytest.raises(ValueError, match="decimal_sign = 'both' is not known: choose one of auto, point, comma"):
        Experiment(**fields, decimal_sign="both")


def test_a_folder_that_is_not_ours_is_not_used(folder):
    place = store.table_folder()
    place.rmdir()
    place.symlink_to(folder)
    with pytest.raises(ValueError, match="belongs to someone else or is no folder"):
        store_table(content(iris()))
