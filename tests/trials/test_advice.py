"""The advice at the end for real, with few seeds and one task each."""

import numpy as np
import pytest

from activations.trials import find
from activations.trials.claims import advice
from tests.trials.waiting import finish


def test_sigmoid_is_behind_on_the_spirals_from_the_usual_start():
    result = finish(find("final.no-sigmoid"), {"task": "spirals torch"}, seeds=4)
    assert result.verdict == "holds"
    assert [str(row.label) for row in result.rows] == ["Sigmoid − ReLU"]


def test_ruin_is_counted_in_doublings_from_the_best_rate():
    loss = np.full((len(advice.LADDER), 3), 0.01)
    loss[2] = 0.001  # the best
    fine = np.ones_like(loss, dtype=bool)
    fine[5:, 0] = False
    fine[0, 1] = False  # too slow, which is no ruin
    fine[:, 2] = False
    margin, ends = advice.doublings(loss, fine)
    assert margin[:2].tolist() == [1.5, (len(advice.LADDER) - 2) / 2]
    assert np.isnan(margin[2])
    assert ends["best"] == pytest.approx(advice.LADDER[2])
