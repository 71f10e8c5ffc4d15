"""Series that thin out: their ends stay, what is around events, and of the rest evenly spaced items; within bounds."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activations.observation.history import Thinned, kept_places, largest

CASES = Path(__file__).parents[1] / "kept_places.json"  # read by tests/browser_units/history.test.js as well


def same(item: int) -> int:
    return item


steps_of_series = st.lists(st.integers(0, 100_000), min_size=3, max_size=120, unique=True).map(sorted)


@given(steps_of_series, st.integers(2, 60), st.lists(st.integers(0, 100_000), max_size=80, unique=True).map(sorted))
def test_the_ends_stay_and_at_least_one_item_goes(steps, limit, events):
    limit = min(limit, len(steps) - 1)
    kept = kept_places(steps, limit, events)
    assert kept == sorted(set(kept))
    assert (kept[0], kept[-1]) == (0, len(steps) - 1)
    assert len(kept) <= limit


@given(steps_of_series, st.integers(16, 60))
def test_items_around_events_stay(steps, limit):
    limit = min(limit, len(steps) - 1)
    for event in steps[1:-1]:
        place = steps.index(event)
        kept = kept_places(steps, limit, [event])
        assert limit < 8 or {place, place + 1} <= set(kept)


def test_gaps_grow_nowhere_beyond_a_few_spacings():
    """A run whose looks came every 10 steps, with acts at 361 and 362: the moments are spaced evenly all over it."""
    series = Thinned(200, same)
    for step in range(0, 50_000, 10):
        series.append(step, lambda: [361, 362])
    gaps = np.diff(series.items)
    assert gaps.max() <= 3 * 50_000 / (0.6 * 200)
    assert {0, 360, 370, 49_990} <= set(series.items)
    assert 100 <= len(series) <= 200


def test_both_sides_keep_the_same_places():
    cases = json.loads(CASES.read_text())
    for case in cases:
        assert kept_places(case["steps"], case["limit"], case["events"]) == case["kept"]


@pytest.mark.parametrize("limit", [2, 3, 10, 41])
def test_a_series_never_grows_beyond_its_limit(limit):
    series = Thinned(limit, same)
    for item in range(500):
        series.append(item, lambda item=item: range(0, item, 3))
        assert len(series) <= limit
        assert (series.items[0], series.last) == (0, item)
    assert series.items == sorted(set(series))
    series.clear()
    assert not series


def test_large_items_leave_room_for_fewer():
    series = Thinned(100, lambda item: item[0], max_size=50, size_of=lambda item: len(item[1]))
    for step in range(60):
        series.append((step, "x" * (step % 10)))
        assert series.size == sum(len(text) for _step, text in series) <= 50
    while len(series) > 1:
        series.pop()
    assert series.size == len(series.last[1])


def test_steps_of_the_largest_counts():
    assert largest([5, 6, 7, 8], np.array([1, 0, 3, 2]), 2) == [7, 8]
    assert largest([5, 6, 7, 8], np.array([1, 0, 0, 0]), 2) == [5]


def test_an_item_is_filled_in_where_it_belongs_in_the_place_of_others():
    series = Thinned(10, lambda one: one[0], size_of=lambda one: one[1])
    for step in (0, 10, 20, 30):
        series.append((step, 1))
    series.fill(5, (20, 5))
    assert series.items == [(0, 1), (20, 5), (30, 1)]
    series.fill(20, (25, 1))
    series.fill(30, (40, 1))
    assert [step for step, _ in series] == [0, 20, 25, 30, 40]
    assert series.size == 9
    for step in range(41, 60):
        series.fill(step - 1, (step, 1))
    assert len(series) <= 10
    assert (series.items[0][0], series.last[0]) == (0, 59)
