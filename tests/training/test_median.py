"""The one median over seeds: the middle value and not the mean, with the lowest and the highest, of live networks."""

import numpy as np
import pytest

from activations.training.median import medians, spread


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9, 10])
def test_it_is_numpys_to_the_bit(count):
    source = np.random.default_rng(count)
    values = source.lognormal(0, 4, (7, count, 5))
    np.testing.assert_array_equal(medians(values), np.median(values, axis=1))
    found = spread(np.moveaxis(values, 1, -1))
    np.testing.assert_array_equal(found, [np.median(values, axis=1), values.min(1), values.max(1)])


def test_what_is_no_number_or_does_not_live_is_left_out():
    values = np.array([[1.0, 2.0, 100.0, np.nan], [np.inf, 5.0, -np.inf, 7.0], [np.nan] * 4])
    assert spread(values).tolist()[0][:2] == [2.0, 6.0]
    assert np.isnan(spread(values)[:, 2]).all()
    live = np.array([[True, False, True, True], [True, True, True, False], [True] * 4])
    np.testing.assert_array_equal(spread(values, live)[:, 0], [50.5, 1.0, 100.0])
    np.testing.assert_array_equal(spread(values, live)[:, 1], [5.0, 5.0, 5.0])
    np.testing.assert_array_equal(medians(values[:1]), [2.0])
