"""Series that thin out with age: what is first, last and recent stays, within bounds of number and size."""

import numpy as np
import pytest

from activations.observation.history import Thinned, kept_places


def test_every_second_item_of_the_older_half_goes():
    assert kept_places(8) == [0, 2, 4, 5, 6, 7]
    assert kept_places(9) == [0, 2, 4, 5, 6, 7, 8]
    assert kept_places(3) == [0, 2]
    assert kept_places(2) == [0]


@pytest.mark.parametrize("limit", [2, 3, 10, 41])
def test_a_series_never_grows_beyond_its_limit(limit):
    series = Thinned(limit)
    for item in range(500):
        series.append(item)
        assert len(series) <= limit
        assert (series.items[0], series.last) == (0, item)
    assert series.items == sorted(set(series))
    gaps = np.diff(series.items)
    assert limit < 10 or gaps[0] > gaps[-1] == 1
    series.clear()
    assert not series


def test_large_items_leave_room_for_fewer():
    series = Thinned(100, max_size=50, size_of=len)
    for count in range(60):
        series.append("x" * (count % 10))
        assert series.size == sum(map(len, series)) <= 50
    while len(series) > 1:
        series.pop()
    assert series.size == len(series.last)
