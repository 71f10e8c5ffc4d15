"""The figures of a trial say what its estimates say."""

import math

from activations.figures import trial as figures
from activations.language.text import Text
from activations.training.sweep import Curve
from activations.trials.result import Estimate
from activations.trials.trial import Chart

CHART = Chart("steps, relative to ReLU", log=True, lines=((1.0, "as fast as ReLU"), (6.0, "the note: 6×")))


def estimate(label="tanh", value=2.0, low=1.5, high=3.0, **fields):
    return Estimate(
        label=Text(label), value=value, low=low, high=high, **({"arm": "tanh", "decision": "holds"} | fields)
    )


ROWS = (
    estimate(case="2 layers", x=2),
    estimate(case="8 layers", x=8, value=0.9, low=0.7, high=1.1, decision="fails"),
    estimate("sigmoid", 5.9, 4.9, 7.0, arm="sigmoid", case="2 layers", x=2, at_least=True, seeds=8, diverged=1),
    estimate("leaky", 1.0, 0.9, 1.1, arm="leaky_relu", decision=""),
    estimate("lost", math.nan, math.nan, math.nan, note=Text("All networks diverged.")),
)


def test_a_forest_has_a_point_and_an_interval_for_every_number():
    figure = figures.forest(ROWS, CHART)
    *intervals, points = figure.data
    assert [tuple(line.x) for line in intervals] == [(1.5, 3.0), (0.7, 1.1), (4.9, 7.0), (0.9, 1.1)]
    assert list(points.x) == [2.0, 0.9, 5.9, 1.0]
    assert list(points.y) == [4, 3, 2, 1]
    assert figure.layout.yaxis.ticktext[0] == "tanh · 2 layers"
    assert list(points.text) == ["", "", "≥", ""]
    assert "at the end" not in points.hovertext[0]
    assert "8 seeds" in points.hovertext[2]
    assert "1 networks diverged" in points.hovertext[2]
    words = [one.text for one in figure.layout.annotations]
    assert words == ["All networks diverged.", "as fast as ReLU", "the note: 6×"]
    assert points.marker.color[3] == "var(--lab-card)"  # hollow: it decides nothing


def test_a_sweep_draws_a_line_for_what_was_measured_at_several_values_and_marks_the_flip():
    assert figures.has_sweep(ROWS)
    assert not figures.has_sweep(ROWS[2:])
    figure = figures.sweep(ROWS, CHART, "hidden layers", (2, 8))
    assert list(figure.data[0].x) == [2, 8]
    assert list(figure.data[0].error_y.array) == [1.0, math.fsum((1.1, -0.9))]
    shaded = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(shape.x0, shape.x1) for shape in shaded] == [(2, 8)]


def test_a_sweep_over_words_keeps_their_order():
    rows = [estimate(x="torch"), estimate(x="gain")]
    figure = figures.sweep(rows, CHART, "initial weights", ("torch", "gain"))
    assert figure.layout.xaxis.type == "category"
    assert list(figure.data[0].x) == ["torch", "gain"]


def test_values_are_written_with_their_interval():
    assert figures.value_text(ROWS[2]) == "≥ 5.9 [4.9, 7]"
    assert figures.value_text(estimate(value=0.25, low=0.25, high=0.25)) == "0.25"
    assert figures.value_text(estimate(value=0.168, low=0.079, high=0.263), percent=True) == "16.8 % [7.9 %, 26.3 %]"
    assert figures.value_text(ROWS[4]) == "–"
    assert figures.value_text(estimate(value=3e-7, low=1e-7, high=4e-7)) == "3.00 × 10⁻⁷ [10⁻⁷, 4.00 × 10⁻⁷]"


def test_curves_are_drawn_in_the_colours_of_their_arms():
    figure = figures.curves([Curve(arm="relu", label="ReLU", x=(0.0, 10.0), y=(2.3, 0.4))])
    assert figure.data[0].line.color == "#1f60d0"
    assert figure.layout.yaxis.type == "log"


def test_ticks_of_a_log_axis_are_few_and_long_labels_take_two_lines():
    assert figures.log_ticks([0.4, 7.0])["ticktext"] == ["0.5", "1", "2", "5"]
    wide = figures.log_ticks([3e-7, 40.0])
    assert len(wide["tickvals"]) <= 9
    assert "10<sup>−6</sup>" in wide["ticktext"]
    assert figures.log_ticks([]) == {}
    assert figures.broken("sigmoid · a network of eight layers") == "sigmoid<br>a network of eight layers"
    assert figures.broken("sigmoid · digits") == "sigmoid · digits"
