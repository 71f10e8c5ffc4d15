"""The Race page's empty figures have the traces, in the order, that the browser fills."""

import itertools

import numpy as np

from activations import Arm
from activations.experiment.limits import MAX_ARMS
from activations.figures.colour_vision import distance
from activations.figures.race import curves
from activations.functions.catalogue import CATALOGUE, FIRST

ARMS = [Arm("relu"), Arm("leaky_relu", negative_slope=0.1), Arm("leaky_relu", negative_slope=0.2)]


def test_arms_of_one_activation_share_its_colour_and_differ_by_dash():
    one, two, three = curves.lanes(ARMS)
    assert two.colour == three.colour != one.colour
    assert two.dash != three.dash


def test_lines_that_look_alike_to_some_reader_have_different_dashes():
    """All arms of the default race, and of the most that there can be."""
    for keys in (FIRST, tuple(CATALOGUE)[:MAX_ARMS], tuple(CATALOGUE)[20 : 20 + MAX_ARMS]):
        drawn = curves.lanes([Arm(key) for key in keys])
        for one, other in itertools.combinations(drawn, 2):
            assert one.dash != other.dash or distance(one.colour, other.colour) >= 0.05, (one, other)


def test_a_history_has_a_band_and_a_median_for_each_lane():
    figure = curves.history(curves.lanes(ARMS), steps=100, log=True)
    assert len(figure.data) == 2 * len(ARMS)
    assert [trace.fill for trace in figure.data[:2]] == ["toself", None]
    assert [trace.name for trace in figure.data[1::2]] == [lane.label for lane in curves.lanes(ARMS)]
    assert figure.layout.yaxis.type == "log"


def test_a_boundary_shows_the_points_of_each_class_over_an_image_of_the_window():
    points = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
    window = ((-1.0, 3.0), (-2.0, 4.0))
    figure = curves.boundary(points, np.array([0, 1, 1]), window)
    assert [len(trace.x) for trace in figure.data] == [1, 2]
    image = figure.layout.images[0]
    assert (image.x, image.y, image.sizex, image.sizey) == (-1, 4, 4, 6)
