"""The Curves page's chart and the frames of its sliders, through what the figure holds."""

import base64

import numpy as np
import pytest

from activations.figures import curve as figure
from activations.figures.frames import TOLERANCE, frames, slider_step
from activations.functions import properties
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve

WINDOW = (-6.0, 6.0)
SLIDERS = [(entry.key, parameter) for entry in CATALOGUE.values() for parameter in entry.parameters]
BENDING = [(key, entry) for key, entry in SLIDERS if key not in ("maxout", "rrelu")]  # lines of their own; a pair


def shown(key: str, order: int = 1, **parameters: float) -> figure.Shown:
    samples = curve(key, figure.grid(WINDOW, properties.kinks(key, **parameters)), order, **parameters)
    regions = properties.saturated_regions(key, **parameters), properties.dead_regions(key, **parameters)
    return figure.Shown(key, CATALOGUE[key].name, samples, *regions)


def traces(drawn) -> dict[tuple[str, str], object]:
    return {(trace.meta["key"], trace.meta["quantity"]): trace for trace in drawn.data}


def test_f_and_its_slope_are_drawn_as_sampled_and_told_apart_by_dash():
    entry = shown("elu", order=2)
    drawn = traces(figure.curves([entry], window=WINDOW, second=True))
    assert set(drawn) == {("elu", "f"), ("elu", "df"), ("elu", "d2f")}
    assert [drawn["elu", name].line.dash for name in ("f", "df", "d2f")] == ["solid", "dash", "dot"]
    np.testing.assert_array_equal(drawn["elu", "df"].y, entry.samples["df"])


@pytest.mark.parametrize(
    ("keys", "title"),
    [(["relu"], "pre-activation z"), (["maxout"], "input z"), (["maxout", "relu"], "pre-activation z")],
)
def test_maxout_alone_is_a_function_of_the_input(keys, title):
    drawn = figure.curves([shown(key) for key in keys], window=WINDOW)
    assert drawn.layout.xaxis.title.text == title


@pytest.mark.parametrize(
    ("key", "quantity", "said"),
    [
        ("relu", "df", "0 in PyTorch; 0 on the left, 1 on the right"),
        ("leaky_relu", "df", "0.01 in PyTorch; 0.01 on the left, 1 on the right"),
        ("hardtanh", "df", "0 in PyTorch; 0 on the left, 1 on the right"),
    ],
)
def test_at_a_kink_the_pointer_reads_the_slope_of_pytorch_wherever_it_comes_closest(key, quantity, said):
    entry = shown(key)
    drawn = traces(figure.curves([entry], window=WINDOW))
    kink = properties.kinks(key)[0]
    near = np.abs(entry.samples["x"] - kink) < 1e-5
    assert near.sum() == 3
    assert {text for text, close in zip(drawn[key, quantity].hovertemplate, near, strict=True) if close} == {said}
    assert isinstance(drawn[key, "f"].hovertemplate, str)  # f does not jump there


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_what_the_pointer_reads_at_a_jump_is_what_the_package_computes_there(key):
    entry = shown(key)
    x, y = entry.samples["x"].to_numpy(), entry.samples["df"].to_numpy(dtype=float)
    said = figure.hover(x, y)
    for place, text in enumerate(said if isinstance(said, list) else []):
        if " in PyTorch; " in text:
            middle = place - 1 + int(np.argmin(np.abs(x[place - 1 : place + 2] - np.round(x[place], 4))))
            assert text.startswith(f"{y[middle]:.4g} ")


def test_curves_are_drawn_with_all_their_points():
    for trace in figure.curves([shown("tanh")], window=WINDOW).data:
        assert trace.line.simplify is False  # Plotly's own simplification draws tanh with corners


def test_second_derivative_is_left_out_unless_asked_for():
    assert ("elu", "d2f") not in traces(figure.curves([shown("elu", order=2)], window=WINDOW))


def test_maxout_envelope_is_bolder_than_its_lines():
    drawn = traces(figure.curves([shown("maxout")], window=WINDOW))
    assert drawn["maxout", "f"].line.width > 3 * drawn["maxout", "z1"].line.width
    np.testing.assert_array_equal(drawn["maxout", "f"].y, np.maximum(drawn["maxout", "z1"].y, drawn["maxout", "z2"].y))


def test_crelu_shows_both_outputs():
    assert {quantity for _, quantity in traces(figure.curves([shown("crelu")], window=WINDOW))} >= {
        "f",
        "f2",
        "df",
        "df2",
    }


def test_regions_of_the_function_in_focus_are_shaded_and_all_are_listed_below():
    drawn = figure.curves([shown("sigmoid"), shown("relu")], window=WINDOW, focus="relu")
    named = [(shape.name, shape.y1 == 1) for shape in drawn.layout.shapes]
    assert named.count(("sigmoid.saturated", False)) == 2
    assert ("sigmoid.saturated", True) not in named
    assert ("relu.dead", True) in named
    whole = next(shape for shape in drawn.layout.shapes if shape.name == "relu.dead" and shape.y1 == 1)
    assert (whole.x0, whole.x1) == (-6.0, pytest.approx(0, abs=0.01))


def test_axis_shows_all_of_a_small_function_and_cuts_a_large_one():
    low, high = figure.reach([shown("sigmoid")], WINDOW)
    assert low < 0 < 1 < high < 1.2
    low, high = figure.reach([shown("squared_relu")], WINDOW)
    assert high < 6


def test_grid_has_points_on_both_sides_of_a_kink():
    z = figure.grid(WINDOW, [1.0])
    assert {1 - 1e-6, 1.0, 1 + 1e-6} <= set(z.tolist())
    assert (np.diff(z) > 0).all()


@pytest.mark.parametrize(("key", "parameter"), SLIDERS, ids=[f"{key}.{parameter.name}" for key, parameter in SLIDERS])
def test_slider_step_reaches_the_default_and_is_fine_enough(key, parameter):
    step = slider_step(parameter.default, parameter.low, parameter.high, parameter.integer)
    steps = (parameter.default - parameter.low) / step
    assert steps == pytest.approx(round(steps), abs=1e-6)
    if not parameter.integer:
        assert 45 <= (parameter.high - parameter.low) / step <= 5001


@pytest.mark.parametrize(("key", "parameter"), BENDING, ids=[f"{key}.{parameter.name}" for key, parameter in BENDING])
def test_blend_of_two_frames_is_the_curve_at_the_places_of_the_slider(key, parameter):
    step = slider_step(parameter.default, parameter.low, parameter.high)
    x, reach = figure.grid(WINDOW, points=301), 5.0

    def sample(value):
        return curve(key, x, **{parameter.name: value})

    film = frames(sample, ("f", "df"), parameter.low, parameter.high, step, reach)
    assert (film.values[0], film.values[-1]) == (parameter.low, parameter.high)
    assert (np.diff(film.values) > 0).all()
    places = round((parameter.high - parameter.low) / step)
    for place in np.random.default_rng(0).integers(0, places + 1, 12):
        value = min(parameter.low + place * step, parameter.high)
        right = int(np.clip(np.searchsorted(film.values, value), 1, len(film.values) - 1))
        share = (value - film.values[right - 1]) / (film.values[right] - film.values[right - 1])
        exact = sample(value)
        for column in ("f", "df"):
            blend = (1 - share) * film.arrays[column][right - 1] + share * film.arrays[column][right]
            error = np.abs(np.clip(blend, -reach, reach) - np.clip(exact[column], -reach, reach)).mean()
            assert error <= 1.5 * TOLERANCE * reach


def test_packed_frames_read_back_as_little_endian_float32():
    film = frames(lambda value: curve("elu", [-1.0, 2.0], alpha=value), ("f", "df"), 0.5, 1.5, 0.1, 5.0)
    packed = film.packed()
    read = np.frombuffer(base64.b64decode(packed["arrays"]["f"]), "<f4").reshape(len(packed["values"]), 2)
    np.testing.assert_array_equal(read, film.arrays["f"].astype("f4"))
