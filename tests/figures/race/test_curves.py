"""The Race page's empty figures have the traces, in the order, that the browser fills."""

import numpy as np

from activations import Arm
from activations.figures.race import curves

ARMS = [Arm("relu"), Arm("leaky_relu", negative_slope=0.1), Arm("leaky_relu", negative_slope=0.2)]


def test_arms_of_one_activation_share_its_colour_and_differ_by_dash():
    one, two, three = curves.lanes(ARMS)
    assert two.colour == three.colour != one.colour
    assert two.dash != three.dash


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
