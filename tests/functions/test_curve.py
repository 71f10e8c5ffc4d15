"""Curves: columns, dtypes, conventions at kinks, sections of gated units, Maxout's lines, and bad requests."""

import numpy as np
import pandas as pd
import pytest
import torch

from activations import CATALOGUE, curve

X = np.linspace(-6, 6, 241)


@pytest.mark.parametrize("key", CATALOGUE)
def test_curve_is_finite_float64_and_its_derivatives_match_differences(key):
    frame = curve(key, X + 0.0123, order=2)  # beside the kinks
    assert frame.columns[:4].tolist() == ["x", "f", "df", "d2f"]
    assert (frame.dtypes == np.float64).all()
    assert np.isfinite(frame.to_numpy()).all()
    step = 1e-6
    above, below = (curve(key, X + 0.0123 + side * step) for side in (1, -1))
    if not CATALOGUE[key].surrogate_gradient:
        np.testing.assert_allclose((above["f"] - below["f"]) / (2 * step), frame["df"], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose((above["df"] - below["df"]) / (2 * step), frame["d2f"], rtol=1e-5, atol=2e-5)


def test_the_example_of_the_readme():
    frame = curve("elu", [-1.0, 0.0, 1.0], alpha=1.0)
    expected = {"x": [-1.0, 0.0, 1.0], "f": [np.expm1(-1), 0.0, 1.0], "df": [np.exp(-1), 1.0, 1.0]}
    pd.testing.assert_frame_equal(frame, pd.DataFrame(expected))


@pytest.mark.parametrize(
    ("key", "x", "parameters", "slope"),
    [
        ("relu", 0, {}, 0.0),
        ("leaky_relu", 0, {"negative_slope": 0.1}, 0.1),
        ("prelu", 0, {"weight": -0.5}, -0.5),
        ("elu", 0, {"alpha": 2.0}, 2.0),
        ("hardtanh", 1, {}, 0.0),
        ("hardsigmoid", -3, {}, 0.0),
        ("hardswish", 3, {}, 1.0),
        ("softshrink", 0.5, {}, 0.0),
        ("absolute", 0, {}, 0.0),
    ],
)
def test_at_a_kink_the_slope_is_torchs(key, x, parameters, slope):
    assert curve(key, [x], **parameters)["df"][0] == slope


@pytest.mark.parametrize("key", ["step", "sign"])
def test_a_surrogate_gradient_is_not_shown_as_the_derivative(key):
    frame = curve(key, [-0.5, 0.0, 0.5], order=2)
    assert (frame[["df", "d2f"]] == 0).all(axis=None)
    z = torch.tensor([-0.5, 0.5], requires_grad=True)
    CATALOGUE[key](z).sum().backward()
    assert z.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    "x", [[0, 1], (0.0, 1.0), np.array([0.0, 1.0], np.float32), torch.tensor([0, 1]), pd.Series([0, 1])]
)
def test_any_one_dimensional_numbers_will_do(x):
    assert curve("relu", x)["f"].tolist() == [0.0, 1.0]


def test_the_given_points_are_left_alone():
    x = torch.zeros(3, dtype=torch.float64)
    curve("relu", x)
    assert not x.requires_grad


def test_order_zero_has_no_derivative():
    assert curve("tanh", [0.0], order=0).columns.tolist() == ["x", "f"]


def test_crelu_has_both_outputs():
    frame = curve("crelu", [-2.0, 3.0])
    assert frame.columns.tolist() == ["x", "f", "df", "f2", "df2"]
    assert frame.to_numpy().tolist() == [[-2.0, 0.0, 0.0, 2.0, -1.0], [3.0, 3.0, 1.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("keywords", "f", "df"),
    [
        ({}, 4.0, 4.0),
        ({"section": "diagonal"}, 4.0, 4.0),
        ({"section": "value", "held": 3.0}, 6.0, 3.0),
        ({"section": "gate"}, 2.0, 1.0),
    ],
)
def test_sections_of_a_gated_unit(keywords, f, df):
    frame = curve("bilinear", [2.0], **keywords)
    assert frame[["f", "df"]].to_numpy().tolist() == [[f, df]]


def test_the_two_sections_of_glu_hold_the_other_pre_activation():
    sigmoid = 1 / (1 + np.exp(-X))
    np.testing.assert_allclose(curve("glu", X, section="gate", held=2.0)["f"], 2 * sigmoid, rtol=1e-14)
    np.testing.assert_allclose(curve("glu", X, section="value", held=0.0)["f"], 0.5 * X, rtol=1e-14)


def test_maxout_becomes_the_absolute_value_relu_and_leaky_relu():
    np.testing.assert_array_equal(curve("maxout", X)["f"], np.abs(X))
    relu = curve("maxout", X, weights=(1, 0), biases=(0, 0))
    np.testing.assert_array_equal(relu["f"], np.maximum(X, 0))
    np.testing.assert_array_equal(
        curve("maxout", X, weights=(1, 0.1))["f"], curve("leaky_relu", X, negative_slope=0.1)["f"]
    )


def test_maxout_shows_its_lines_and_their_envelope():
    frame = curve("maxout", [-1.0, 2.0], weights=(1, -1, 0), biases=(0.5, 0, 1))
    assert frame.columns.tolist() == ["x", "f", "df", "z1", "z2", "z3"]
    assert frame[["z1", "z2", "z3"]].to_numpy().tolist() == [[-0.5, 1.0, 1.0], [2.5, -2.0, 1.0]]
    assert frame["f"].tolist() == [1.0, 2.5]


@pytest.mark.parametrize("k", range(2, 9))
def test_maxout_of_k_pieces_is_convex_with_k_slopes(k):
    frame = curve("maxout", np.linspace(-10, 10, 2001) + 1e-4, k=k)
    assert [name for name in frame if name.startswith("z")] == [f"z{piece + 1}" for piece in range(k)]
    slopes = frame["df"].round(9)
    assert slopes.nunique() == k
    assert slopes.is_monotonic_increasing


@pytest.mark.parametrize(
    ("key", "x", "keywords", "sentence"),
    [
        ("nonsense", [0.0], {}, "No activation function is called 'nonsense'."),
        ("relu", [], {}, "x has the shape (0,); it must have one dimension and at least one point."),
        ("relu", [[0.0]], {}, "x has the shape (1, 1); it must have one dimension and at least one point."),
        ("relu", 1.0, {}, "x has the shape (); it must have one dimension and at least one point."),
        ("relu", [0.0, float("nan")], {}, "x holds nan; every point must be a finite number."),
        ("relu", [float("inf")], {}, "x holds inf; every point must be a finite number."),
        ("relu", "abc", {}, "x must be numbers"),
        ("relu", [None], {}, "x must be numbers"),
        ("relu", [0.0], {"order": 3}, "order = 3: a curve has order 0 (f), 1 (and f') or 2 (and f'')."),
        ("relu", [0.0], {"order": "2"}, "order = '2': a curve has order"),
        ("elu", [0.0], {"alpha": 99}, "ELU: alpha = 99 is not a number between 0.01 and 5."),
        ("elu", [0.0], {"beta": 1}, "ELU has no parameter 'beta': it takes alpha."),
        ("elu", [0.0], {"section": "gate"}, "ELU has no section: only gated units have a value and a gate."),
        ("maxout", [0.0], {"section": "gate"}, "Maxout has no section: only gated units have a value and a gate."),
        ("elu", [0.0], {"weights": (1, 2)}, "ELU has no lines: weights and biases belong to Maxout."),
        ("glu", [0.0], {"section": "middle"}, "GLU: section = 'middle' is not one of diagonal, value, gate."),
        ("glu", [0.0], {"held": float("nan")}, "GLU: held = nan must be a finite number."),
        (
            "maxout",
            [0.0],
            {"weights": (1, 2), "biases": (1, 2, 3)},
            "Maxout: 2 weights and 3 biases; each line needs one of both.",
        ),
        ("maxout", [0.0], {"weights": (1,)}, "Maxout: 1 lines given; it takes 2 to 8."),
        ("maxout", [0.0], {"weights": (1, float("inf"))}, "Maxout: every weight and bias must be a finite number."),
        (
            "maxout",
            [0.0],
            {"weights": (1, 2), "k": 3},
            "Maxout: z has 2 pre-activations on its last axis, k = 3 asks for 3.",
        ),
        ("maxout", [0.0], {"k": 11}, "Maxout: k = 11 is not a whole number between 2 and 8."),
    ],
)
def test_bad_requests_get_a_sentence(key, x, keywords, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011, the sentence is compared
        curve(key, x, **keywords)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("key", "x", "f", "df"),
    [
        ("sigmoid", 0.1, 0.52497918747894, 0.24937604019289197),
        ("tanh", 16777217.0, 1.0, 0.0),
        ("relu", 1e39, 1e39, 1.0),
        ("relu", 1e-46, 1e-46, 1.0),
        ("sine", 1e8 + 1.0, 0.1975887055794969, -0.9802850113244713),
        ("relu", 10**30, 1e30, 1.0),
    ],
)
@pytest.mark.parametrize("given", [list, tuple, np.array, pd.Series], ids=lambda kind: kind.__name__)
def test_pythons_numbers_stay_float64(key, x, f, df, given):
    frame = curve(key, given([x, 0.5]))
    assert frame["x"].tolist() == [float(x), 0.5]
    assert frame.iloc[0][["f", "df"]].tolist() == pytest.approx([f, df], rel=1e-12, abs=0)
    assert curve("softplus", [2.1], beta=10)["f"].item() == pytest.approx(2.1000000000758257, rel=1e-15)


@pytest.mark.parametrize("x", [[1j], ["a"], "12", ["1"], None, [[1, 2], [3]], [10**400]], ids=lambda x: repr(x)[:20])
def test_what_are_no_numbers_is_refused(x):
    with pytest.raises(ValueError, match="x must be numbers"):
        curve("relu", x)
