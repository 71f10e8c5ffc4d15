"""Rows over steps: handed out once each, and thinned with age when there are too many."""

import numpy as np

from activations.live.server.history import MAX_ROWS, Rows


def filled(count, start=0):
    rows = Rows("steps")
    for step in range(start, start + count):
        rows.append({"steps": np.array([step]), "loss": np.array([[step / 10]])})
    return rows


def test_rows_after_a_step_are_those_not_seen_yet():
    rows = filled(5)
    assert rows.after(2)["steps"].tolist() == [3, 4]
    assert rows.after(-1)["loss"].shape == (5, 1)
    assert rows.after(4)["steps"].tolist() == []
    assert rows.last == 4


def test_nothing_is_nothing():
    rows = Rows("steps")
    rows.append({"steps": np.zeros(0), "loss": np.zeros((0, 1))})
    rows.append({})
    assert (len(rows), rows.last, rows.after(-1)) == (0, -1, {})


def test_old_rows_thin_out_and_new_ones_stay():
    rows = filled(10 * MAX_ROWS)
    steps = rows.columns["steps"]
    assert len(rows) <= MAX_ROWS
    assert steps[0] == 0
    assert steps[-1] == 10 * MAX_ROWS - 1
    gaps = np.diff(steps)
    assert gaps[-1] == 1
    assert gaps[0] > gaps[-1]
    np.testing.assert_allclose(rows.columns["loss"][:, 0], steps / 10)


def test_rows_of_earlier_steps_take_the_place_of_what_was_there():
    rows = Rows("steps")
    for step in (3, 7, 12, 20):
        rows.append({"steps": np.array([step]), "loss": np.array([float(step)])})
    rows.append({"steps": np.array([0]), "loss": np.array([0.5])}, after=-1)
    rows.append({"steps": np.array([5, 10]), "loss": np.array([0.6, 0.7])}, after=0)
    assert rows.columns["steps"].tolist() == [0, 5, 10, 12, 20]
    assert rows.columns["loss"].tolist() == [0.5, 0.6, 0.7, 12.0, 20.0]
    assert rows.after(12, among=(0, 10))["steps"].tolist() == [5, 10, 20]
    rows.append({"steps": np.array([20]), "loss": np.array([0.9])})  # the same step again
    assert rows.after(11)["loss"].tolist() == [12.0, 0.9]
