"""Each function has its own colour, written in its entry: a new function changes no other's."""

import hashlib
import itertools

import numpy as np
import pytest

from activations.figures import theme
from activations.figures.colour_vision import VISIONS, distance, luminance, oklab
from activations.figures.race.curves import CLASS_COLOURS
from activations.functions.catalogue import CATALOGUE, FIRST
from activations.functions.entries.variants import VARIANTS
from scripts.colours import proposed, written

LIGHT, DARK = "#fcfcfa", "#141519"  # the two backgrounds
# Those most often drawn together, and how far from each other the nearest two of them are at least.
COMMON = (
    *FIRST,
    *("gelu", "silu", "softplus", "selu", "swish", "mish", "glu", "swiglu", "relu6", "hardtanh"),
    *("softsign", "hardswish", "celu", "geglu", "log_sigmoid", "hardsigmoid", "arctan"),
    *("sine", "identity", "squared_relu"),
)
FAR_APART = 0.075  # in OKLab, where black and white are 1 apart and greens that were mistaken for each other 0.05
# Lectures and screenshots know these colours: of the COMMON ones, key after key.
KNOWN_COLOURS = "f09bef610a259033"


def test_every_function_has_a_colour_and_no_two_have_the_same():
    missing = proposed(written())
    assert not missing, "write into the entries: " + ", ".join(f'{key}: colour="{new}"' for key, new in missing.items())
    colours = written()
    assert set(colours) == {*CATALOGUE, *VARIANTS}
    assert len(set(colours.values())) == len(colours)
    assert all(theme.colour_of(key) == colour for key, colour in colours.items())


def test_colours_stay_what_they_were():
    colours = " ".join(theme.colour_of(key) for key in COMMON)
    assert hashlib.sha256(colours.encode()).hexdigest()[:16] == KNOWN_COLOURS


OFTEN_USED = (*FIRST, "gelu", "silu", "mish", "softplus", "selu")


def test_colours_of_the_most_used_functions_differ_to_every_reader():
    """Also with protanopia, deuteranopia or tritanopia: 0.05 in OKLab is about what tells two lines apart."""
    for one, other in itertools.combinations(OFTEN_USED, 2):
        assert distance(theme.colour_of(one), theme.colour_of(other)) >= 0.05, (one, other)


def test_grey_stays_grey_to_every_reader_and_red_and_green_come_together():
    for vision in VISIONS:
        assert np.abs(oklab("#808080", vision)[1:]).max() < 0.01
    red, green = "#c8503c", "#6e7d28"
    assert distance(red, green) < 0.3 * np.linalg.norm(oklab(red) - oklab(green))


def test_the_two_classes_differ_in_grey():
    """As printed, or seen without any colour."""
    low, high = (oklab(colour)[0] for colour in CLASS_COLOURS)
    assert abs(low - high) >= 0.15


def test_a_function_without_a_colour_is_given_one_far_from_all_others():
    colours = written()
    found = proposed({**colours, "first": "", "second": ""})
    assert list(found) == ["first", "second"]
    every = [oklab(colour) for colour in [*colours.values(), *found.values()]]
    for place in (-2, -1):
        gaps = sorted(float(np.linalg.norm(every[place] - other)) for other in every)
        assert gaps[1] > 0.03  # the nearest but itself; below 0.02 two colours look the same


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("key", [*CATALOGUE, *VARIANTS])
def test_a_colour_shows_on_both_backgrounds(key):
    assert contrast(theme.colour_of(key), LIGHT) >= 2.5
    assert contrast(theme.colour_of(key), DARK) >= 2.5


def test_the_seven_of_the_note_stay_apart_for_the_common_colour_blindnesses():
    # Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
    protanopia = (0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998)
    deuteranopia = (0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881)
    matrices = {"none": np.eye(3)} | {
        name: np.reshape(matrix, (3, 3))
        for name, matrix in (("protanopia", protanopia), ("deuteranopia", deuteranopia))
    }
    colours = [theme.colour_of(key) for key in FIRST]
    channels = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]) / 255
    for name, matrix in matrices.items():
        seen = np.clip(channels**2.2 @ np.array(matrix).T, 0, 1) ** (1 / 2.2)
        gaps = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
        closest = gaps[~np.eye(len(seen), dtype=bool)].min()
        assert closest > 0.1, (name, closest)


def test_functions_often_drawn_together_are_far_apart():
    places = np.array([oklab(theme.colour_of(key)) for key in COMMON])
    gaps = np.linalg.norm(places[:, None] - places[None], axis=-1) + np.eye(len(COMMON))
    one, other = np.unravel_index(gaps.argmin(), gaps.shape)
    assert gaps.min() > FAR_APART, (COMMON[one], COMMON[other])


def test_oklab_has_white_at_one_and_greys_on_its_axis():
    np.testing.assert_allclose(oklab("#ffffff"), [1, 0, 0], atol=1e-4)
    np.testing.assert_allclose(oklab("#808080")[1:], [0, 0], atol=1e-4)
    np.testing.assert_allclose(oklab("#ff0000"), [0.628, 0.225, 0.126], atol=1e-3)  # Ottosson's own example
