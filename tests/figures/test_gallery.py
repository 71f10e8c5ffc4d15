"""The Gallery's drawings agree with the curves."""

import re

import numpy as np
import pytest

from activations.figures import gallery
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_paths_hold_the_curve_within_the_box(key):
    drawn = gallery.thumbnail(key)
    exact = curve(key, drawn.z)
    for text, column in zip(drawn.paths, ("f", "df"), strict=True):
        points = np.array([[float(part) for part in pair.split()] for pair in re.split("[ML]", text) if pair])
        assert len(points) == len(drawn.z)
        assert points[0, 0] == 0
        assert points[-1, 0] == gallery.WIDTH
        low, high = gallery.REACH
        value = high - points[:, 1] / gallery.HEIGHT * (high - low)
        inside = (exact[column] > low) & (exact[column] < high)
        np.testing.assert_allclose(value[inside], exact[column][inside], atol=0.003)


def test_tile_gives_the_numbers_that_the_pointer_reads():
    tile = gallery.tile("relu")
    assert len(tile["z"]) == len(tile["values"]) == len(tile["slopes"])
    at_two = tile["z"].index(2.0)
    assert (tile["values"][at_two], tile["slopes"][at_two]) == (2.0, 1.0)
