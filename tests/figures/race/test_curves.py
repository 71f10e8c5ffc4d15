"""The Race page's empty figures have the traces, in the order, that the browser fills."""

import numpy as np
import pytest

from activations import CATALOGUE, Arm
from activations.figures import theme
from activations.figures.race import curves

FAR_APART = 0.075  # in OKLab, where black and white are 1 apart and the greens that were mistaken for each other 0.05

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


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_every_activation_has_a_colour_that_shows_on_both_backgrounds(key):
    def luminance(colour):
        channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    def contrast(a, b):
        bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
        return (bright + 0.05) / (dark + 0.05)

    colour = theme.colour_of(key)
    assert contrast(colour, "#fcfcfa") >= 2.5
    assert contrast(colour, "#141519") >= 2.5


def test_the_seven_of_the_note_stay_apart_for_the_common_colour_blindnesses():
    # Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
    protanopia = (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998)
    deuteranopia = (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881)
    matrices = {"none": np.eye(3)} | {
        name: np.reshape(matrix, (3, 3))
        for name, matrix in (("protanopia", protanopia), ("deuteranopia", deuteranopia))
    }
    channels = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in theme.NOTE_COLOURS.values()]) / 255
    for name, matrix in matrices.items():
        seen = np.clip(channels**2.2 @ np.array(matrix).T, 0, 1) ** (1 / 2.2)
        gaps = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
        closest = gaps[~np.eye(len(seen), dtype=bool)].min()
        assert closest > 0.1, (name, closest)


def test_functions_often_drawn_together_are_far_apart_and_no_two_of_all_are_the_same():
    keys = [*theme.NOTE_COLOURS, *theme.COMMON]
    assert set(keys) <= set(CATALOGUE)
    places = np.array([theme.oklab(theme.colour_of(key)) for key in keys])
    gaps = np.linalg.norm(places[:, None] - places[None], axis=-1) + np.eye(len(keys))
    one, other = np.unravel_index(gaps.argmin(), gaps.shape)
    assert gaps.min() > FAR_APART, (keys[one], keys[other])
    assert len({theme.colour_of(key) for key in CATALOGUE}) == len(CATALOGUE)


def test_oklab_has_white_at_one_and_greys_on_its_axis():
    np.testing.assert_allclose(theme.oklab("#ffffff"), [1, 0, 0], atol=1e-4)
    np.testing.assert_allclose(theme.oklab("#808080")[1:], [0, 0], atol=1e-4)
    np.testing.assert_allclose(theme.oklab("#ff0000"), [0.628, 0.225, 0.126], atol=1e-3)  # Ottosson's own example
