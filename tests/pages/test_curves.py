"""The Curves page through Streamlit's own test runner: every function, every slider end, links good and bad."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve
from pages.curves import controls
from tests.pages.shown import plain

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


def opened(**link: str | list[str]) -> AppTest:
    page = AppTest.from_file(SHELL, default_timeout=30)
    for name, value in link.items():
        page.query_params[name.replace("__", ".")] = value
    page.run()
    assert [failure.message for failure in page.exception] == []
    return page


def sentences(page: AppTest) -> str:
    return " ".join(plain(warning.value) for warning in page.warning)


def captions(page: AppTest) -> str:
    return " ".join(plain(caption.value) for caption in page.caption)


def test_first_visit_shows_three_functions_without_a_complaint():
    page = opened()
    assert page.multiselect(key="functions").value == list(controls.START)
    assert not page.warning
    assert "Sigmoid** is **saturated** for z < −4.36 and z > 4.36" in captions(page)


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_every_function_opens_alone_with_its_formula_and_draws_at_both_ends_of_its_sliders(key):
    page = opened(functions=[key])
    assert page.multiselect(key="functions").value == [key]
    assert not page.warning
    assert len(page.latex) == 2
    for parameter in CATALOGUE[key].parameters:
        assert page.slider(key=f"{key}.{parameter.name}").value == pytest.approx(parameter.default)
    for end in ("low", "high") if CATALOGUE[key].parameters else ():
        page.toggle(key="second").set_value(True)
        for parameter in CATALOGUE[key].parameters:
            slider = page.slider(key=f"{key}.{parameter.name}")
            slider.set_value(type(slider.value)(getattr(parameter, end)))
        page.run()
        assert [failure.message for failure in page.exception] == []


def test_card_follows_the_parameter_a_leaky_slope_of_zero_dies():
    page = opened(functions=["leaky_relu"])
    assert "dead nowhere" in captions(page)
    page.slider(key="leaky_relu.negative_slope").set_value(0.0).run()
    assert "It is **dead** for z < 0" in captions(page)


def test_words_of_dying_are_those_of_the_card_whatever_window_is_drawn():
    said = []
    for window in (["-6", "6"], ["-20", "20"], ["1", "3"]):
        page = opened(functions=["sigmoid"], z=window)
        said.append(next(caption.value for caption in page.caption if "**Sigmoid**" in caption.value))
        assert "**practically dead** for z < −13.8 and z > 13.8: |f′| < 10⁻⁶" in said[-1]
        assert "but never exactly 0" in said[-1]
    assert len(set(said)) == 1


def test_no_default_function_lies_on_another():
    x = np.linspace(*controls.WINDOW, 401)
    drawn = {key: curve(key, x) for key in controls.START}
    for one, other in itertools.combinations(controls.START, 2):
        for column in ("f", "df"):
            apart = np.abs(drawn[one][column] - drawn[other][column]) > 0.05  # of a height of 5: the width of the line
            assert apart.mean() > 0.2, (one, other, column)
    for column in ("f", "df"):
        values = np.array([drawn[key][column] for key in controls.START])
        for place, key in enumerate(controls.START):  # each is alone somewhere, whatever is drawn over it
            alone = (np.abs(values - values[place]) > 0.05).sum(axis=0) == len(values) - 1
            assert alone.mean() > 0.2, (key, column)


def test_maxouts_proof_is_not_of_the_window_drawn():
    page = opened(functions=["maxout"], z=["1", "3"])
    page.button(key="preset.relu").click().run()
    said = " ".join(plain(text.value) for text in page.markdown)
    assert "**is ReLU**: largest difference 0, measured on 4,001 points from −20 to 20" in said
    assert "is flat or nearly so for z < 0, and yet neither saturated nor dead" in captions(page)


def test_link_sets_every_control():
    page = opened(
        functions=["elu", "swish", "glu"],
        elu__alpha="2.5",
        z=["-3", "8"],
        second="true",
        section="gate",
        held="2",
        focus="glu",
    )
    assert page.multiselect(key="functions").value == ["elu", "swish", "glu"]
    assert page.slider(key="elu.alpha").value == 2.5
    assert page.slider(key="z").value == (-3.0, 8.0)
    assert page.toggle(key="second").value is True
    assert page.slider(key="held").value == 2.0
    assert page.slider(key="held").label == "Value held at"
    assert "**GLU**" in captions(page)
    assert not page.warning


def test_link_may_name_functions_by_their_keys():
    page = opened(functions=["leaky_relu", "GELU"], leaky_relu__negative_slope="0.2")
    assert page.multiselect(key="functions").value == ["leaky_relu", "gelu"]
    assert page.slider(key="leaky_relu.negative_slope").value == 0.2


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"functions": ["Relo"]}, "“Relo”. Did you mean relu?"),
        ({"functions": ["relu", "<b>"]}, "must be one of the"),
        ({"functions": list(CATALOGUE)}, "more than 8 functions; the first 8 are shown"),
        ({"z": "abc"}, "must be two numbers from −20 to 20"),
        ({"z": ["5", "-5"]}, "the smaller one first"),
        ({"second": "maybe"}, "must be true or false; it is off."),
        ({"functions": ["elu"], "elu__alpha": "99"}, "must be a number from 0.01 to 5; 1 is used"),
        ({"functions": ["elu"], "elu__alpha": "nan"}, "must be a number from 0.01 to 5"),
        ({"functions": ["maxout"], "maxout__k": "2.5"}, "must be a whole number from 2 to 8"),
        ({"functions": ["maxout"], "maxout__w1": "steep"}, "the slope of line 1"),
        ({"functions": ["glu"], "section": "sideways"}, "must be one of diagonal, value, gate"),
        ({"functons": ["ReLU"]}, "which this page does not have. Did you mean functions?"),
        ({"functions": ["rrelu"], "rrelu__lower": "0.9"}, "must not exceed"),
        ({"functions": ["relu", "elu"], "focus": "tanh"}, "must be one of relu, elu; relu is shown"),
    ],
)
def test_nonsense_in_the_link_gets_a_sentence_and_the_page_stays(link, said):
    page = opened(**link)
    assert said in sentences(page)
    assert page.latex


def test_no_function_chosen_is_a_sentence():
    page = opened()
    page.multiselect(key="functions").set_value([]).run()
    assert "Choose at least one" in page.info[0].value


def test_focus_moves_the_card_and_falls_back_when_its_function_goes():
    page = opened(functions=["relu", "elu"], focus="elu")
    assert "**ELU**" in captions(page)
    page.multiselect(key="functions").set_value(["relu"]).run()
    assert "**ReLU**" in captions(page)
    assert not page.exception


def test_a_function_that_is_added_is_in_focus_and_one_that_goes_changes_nothing():
    page = opened(functions=["relu"])
    for chosen, focus in ((["relu", "elu"], "ELU"), (["relu", "elu", "tanh"], "Tanh"), (["relu", "tanh"], "Tanh")):
        page.multiselect(key="functions").set_value(chosen).run()
        assert f"**{focus}**" in captions(page)
    assert not page.exception


@pytest.mark.parametrize("pieces", [2, 3, 8])
@pytest.mark.parametrize(("name", "key"), list(controls.PRESETS.items()))
def test_maxout_presets_become_the_function_exactly_at_any_number_of_lines(name, key, pieces):
    page = opened(functions=["maxout"], maxout__k=str(pieces))
    page.number_input(key="maxout.w1").set_value(-2.0).run()
    assert "nearest function" in captions(page)
    page.button(key=f"preset.{key}").click().run()
    said = " ".join(plain(text.value) for text in page.markdown)
    assert f"**is {name}" in said
    assert "largest difference 0, measured on 4,001 points" in said
    weights = [page.number_input(key=f"maxout.w{number}").value for number in range(1, pieces + 1)]
    biases = [page.number_input(key=f"maxout.b{number}").value for number in range(1, pieces + 1)]
    x = np.linspace(-6, 6, 101)
    slope = {"negative_slope": controls.LEAKY_SLOPE} if key == "leaky_relu" else {}
    expected = curve(key, x, order=0, **slope)["f"]
    np.testing.assert_array_equal(curve("maxout", x, order=0, weights=weights, biases=biases)["f"], expected)
    assert weights[0] == 1.0
    assert biases == [0.0] * pieces


def test_gated_section_and_the_held_pre_activation_change_the_words():
    page = opened(functions=["glu"], section="value")
    assert page.slider(key="held").label == "Gate held at"
    assert "is saturated nowhere" in captions(page)  # a straight line of slope sigmoid(1)
    page.slider(key="held").set_value(-5.0).run()
    assert not page.exception
