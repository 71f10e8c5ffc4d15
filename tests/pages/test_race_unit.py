"""The unit that a link of the Race page looks at."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations.live.server.supervisor import shared_supervisor
from tests.pages.shown import plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def opened():
    def race(**link: str) -> AppTest:
        app = AppTest.from_file(SHELL, default_timeout=60)
        app.query_params.update(link)
        return app.run().switch_page("race/page.py").run()

    yield race
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def warnings(app) -> str:
    return " ".join(plain(element.value) for element in app.warning)


def test_a_unit_in_the_link_is_looked_at(opened):
    app = opened(unit="3.2.8", inside="pre-activations", layer="2")
    assert not app.exception
    run = shared_supervisor().get(app.session_state["run"])
    assert run.inspected == {"layer": 1, "unit": [2, 1, 7]}


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("8.1.1", "There is no arm 8: this race has arms 1 to 7."),
        ("1.3.1", "There is no hidden layer 3: this race has layers 1 to 2."),
        ("1.1.9", "There is no unit 9: layer 1 of Sigmoid has units 1 to 8."),
        ("1.1", "It must be the arm, the layer and the unit"),
        ("relu", "It must be the arm, the layer and the unit"),
    ],
)
def test_a_unit_that_is_not_there_is_told(opened, unit, sentence):
    app = opened(unit=unit, inside="health")
    assert not app.exception
    assert sentence in warnings(app)
    assert shared_supervisor().get(app.session_state["run"]).inspected["unit"] is None


def test_a_unit_that_a_narrower_layer_lacks_is_told_and_the_race_goes_on(opened):
    app = opened(unit="3.2.8", inside="health")
    app.text_input(key="widths").set_value("8, 4").run()
    assert not app.exception
    assert "There is no unit 8: layer 2 of ReLU has units 1 to 4." in warnings(app)
    app.text_input(key="unit").set_value("").run()
    assert "There is no unit" not in warnings(app)
