"""The Race page's views that record something: their controls reach the run, and nonsense gets a sentence."""

import pytest
from streamlit.testing.v1 import AppTest

from activations.live.server.supervisor import shared_supervisor
from tests.pages.shown import plain
from tests.pages.test_race import SHELL


@pytest.fixture
def opened():
    """Opens the page with a link; its runs are dropped afterwards."""

    def open_it(**link):
        app = AppTest.from_file(SHELL, default_timeout=60).run()
        for name, value in link.items():
            app.query_params[name] = value
        return app.switch_page("race/page.py").run()

    yield open_it
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def watched(app):
    return shared_supervisor().get(app.session_state["run"]).watch


def told(app):
    return " ".join(plain(one.value) for one in (*app.warning, *app.info))


def test_two_weights_are_chosen_and_a_choice_that_is_none_gets_a_sentence(opened):
    app = opened(inside="paths", layer="2", path_unit="99", path_first="banana", path_second="3")
    assert not app.exception
    assert "The link sets Unit to “99”. It must be a whole number from 1 to 8; 1 is used." in told(app)
    assert "The link sets First weight to “banana”. It must be a whole number from 1 to 8; 1 is used." in told(app)
    assert watched(app) == {"path": {"layer": 1, "unit": 0, "weights": [0, 2]}}
    app.number_input(key="path_unit").set_value(5).run()
    assert watched(app) == {"path": {"layer": 1, "unit": 4, "weights": [0, 2]}}
    app.number_input(key="layer").set_value(1).run()  # its units have two inputs
    assert watched(app) == {"path": {"layer": 0, "unit": 4, "weights": [0, 1]}}
    app.number_input(key="path_second").set_value(1).run()
    assert "A path needs two different weights; weight 1 was chosen twice." in told(app)
    assert watched(app) is None
    app.selectbox(key="data").set_value("sine").run()
    assert "A unit of layer 1 has one weight, and a path needs two: choose another layer." in told(app)
    assert not app.exception


def test_the_units_of_one_arm_are_drawn_and_an_arm_that_has_left_is_let_go(opened):
    app = opened(inside="health", raster="Nobody")
    assert "The link sets Units shown to “Nobody”." in told(app)
    assert watched(app) == {"raster": {"layer": 0, "arm": None}}
    app.selectbox(key="raster").set_value("relu").run()
    assert watched(app) == {"raster": {"layer": 0, "arm": 2}}
    app.multiselect(key="arms").set_value(["PReLU", "Tanh"]).run()
    assert not app.exception
    assert watched(app) == {"raster": {"layer": 0, "arm": None}}
