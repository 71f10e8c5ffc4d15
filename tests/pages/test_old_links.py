"""Links of before still open: they carried labels, in either language. And links that say what no page knows."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations import CATALOGUE, Arm, Experiment
from activations.experiment.arm_text import parse_arm
from activations.figures.race import inside
from activations.live.server.supervisor import shared_supervisor
from activations.optimizer import OPTIMIZERS
from activations.trials import find
from pages import link
from pages.curves.controls import SECTION_NAMES
from pages.gallery.controls import ORDERS, PROPERTIES
from pages.race.controls import SPEEDS
from tests.pages.shown import plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def opened():
    """Opens a page with a link; its runs are dropped afterwards."""

    def open_it(page: str, names: dict[str, str | list[str]]) -> AppTest:
        app = AppTest.from_file(SHELL, default_timeout=60)
        if page != "curves":
            app.run()
        for name, value in names.items():
            app.query_params[name] = value
        app = app.run() if page == "curves" else app.switch_page(f"{page}/page.py").run()
        assert [failure.message for failure in app.exception] == []
        return app

    yield open_it
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def said(app: AppTest) -> str:
    return " ".join(plain(element.value) for element in (*app.warning, *app.error, *app.info))


def experiment_of(app: AppTest) -> Experiment:
    return shared_supervisor().get(app.session_state["run"]).experiment


@pytest.mark.parametrize("section", ["gate swept", "门变化"])
def test_curves(opened, section):
    app = opened("curves", {"functions": ["GLU", "Leaky ReLU"], "section": section, "held": "2", "focus": "Leaky ReLU"})
    assert app.session_state["functions"] == ["glu", "leaky_relu"]
    assert (app.session_state["section"], app.session_state["focus"]) == ("gate", "leaky_relu")
    assert said(app) == ""
    assert app.session_state["link_shown"]["functions"] == ["glu", "leaky_relu"]


@pytest.mark.parametrize(("order", "properties"), [("year", ["smooth", "can die"]), ("年份", ["光滑", "会死亡"])])
def test_gallery(opened, order, properties):
    app = opened("gallery", {"order": order, "properties": properties})
    assert app.session_state["order"] == "year"
    assert app.session_state["properties"] == ["smooth", "can die"]
    assert said(app) == ""


@pytest.mark.parametrize(
    "words",
    [
        {"data": "Two spirals", "optimizer": "SGD with momentum", "init": "matched to each arm", "inside": "Health"},
        {"data": "双螺旋", "optimizer": "带动量的 SGD", "init": "匹配到各组", "inside": "健康"},
    ],
)
def test_race(opened, words):
    words = {name: text if text in link.FORMER[name] else next(iter(link.FORMER[name])) for name, text in words.items()}
    arms = ["Leaky ReLU (negative_slope=0.2)", "ReLU > Tanh", "ReLU"]
    changes = "5:swap=2/leaky_relu(negative_slope=0.1)"
    app = opened("race", {**words, "arms": arms, "changes": changes, "raster": "Leaky ReLU 0.2", "speed": "慢"})
    made = experiment_of(app)
    assert made.arms == (Arm("leaky_relu", negative_slope=0.2), Arm("relu", layers=["tanh"]), Arm("relu"))
    assert (made.data, made.optimizer, made.init) == ("spirals", "momentum", link.FORMER["init"].get(words["init"]))
    assert made.interventions[0].to == Arm("leaky_relu", negative_slope=0.1)
    assert (app.session_state["inside"], app.session_state["speed"]) == ("health", "slow")
    assert app.session_state["raster"] == "leaky_relu(negative_slope=0.2)"
    assert said(app) == ""
    shown = app.session_state["link_shown"]
    assert shown["arms"] == ["leaky_relu(negative_slope=0.2)", "relu > tanh", "relu"]
    assert (shown["data"], shown["inside"], shown["optimizer"]) == (["spirals"], ["health"], ["momentum"])


KNOB = next(name for name, labels in link.FORMER.items() if name.startswith("trial.relu.") and len(labels) > 2)


@pytest.mark.parametrize("place", [0, 1])
def test_trials(opened, place):
    claim, knob = KNOB.removeprefix("trial.").rsplit(".", 1)
    key = list(dict.fromkeys(link.FORMER[KNOB].values()))[-1]
    label = [label for label, its in link.FORMER[KNOB].items() if its == key][place]
    default = next(one.default for one in find(claim).knobs if one.name == knob)
    assert str(default) != key
    app = opened("trials", {"claim": claim, KNOB: label})
    assert app.session_state[KNOB] == key
    assert said(app) == ""


@pytest.mark.parametrize(
    ("page", "names", "sentence"),
    [
        ("curves", {"functions": "Leaky"}, "must be one of the"),
        ("curves", {"functions": "relu9"}, "“relu9”. Did you mean relu"),
        ("gallery", {"order": "fam"}, "must be one of family, name, year"),
        ("race", {"data": "Two spir"}, "“Two spir”. Did you mean spirals? It must be one of"),
        (
            "race",
            {"optimizer": "lion"},
            f"It must be one of {', '.join(OPTIMIZERS)}; sgd is used.",
        ),
        ("race", {"arms": ["relu", "gone_relu"]}, "No activation function is called 'gone_relu'"),
        ("race", {"dropout": "0.5"}, "The link also sets “dropout”, which this page does not have"),
        ("race", {"changes": "5:graft=1"}, "Interventions are written"),
        ("trials", {"claim": "relu.flies"}, "“relu.flies”"),
        ("trials", {"claim": "relu.faster", "trial.relu.faster.seeds": "five"}, "“five”. It must be a whole number"),
    ],
)
def test_what_no_page_knows_gets_a_sentence_and_nothing_is_lost(opened, page, names, sentence):
    app = opened(page, names)
    assert sentence in said(app)
    assert sentence in said(app.run())  # until the control is changed


def test_an_unusable_part_of_a_link_leaves_the_rest(opened):
    app = opened("race", {"arms": ["relu", "tanh"], "data": "moonses", "seeds": "3", "noise": "x", "steps": "500"})
    made = experiment_of(app)
    assert (made.arms, made.seeds, made.steps) == ((Arm("relu"), Arm("tanh")), 3, 500)
    assert (made.data, made.noise) == ("circle", 0.1)


OPTIONS = {
    "functions": CATALOGUE,
    "section": SECTION_NAMES,
    "order": ORDERS,
    "properties": PROPERTIES,
    "speed": SPEEDS,
    "inside": {"off": "", **inside.VIEWS},
    "raster": {"most": ""},
    "device": {"cpu": "", "cuda": ""},
}


def options_of(name: str) -> list[str]:
    """The keys that a link may give this name today."""
    if name in OPTIONS:
        return list(OPTIONS[name])
    if name.startswith("trial."):
        claim, knob = name.removeprefix("trial.").rsplit(".", 1)
        return [str(value) for one in find(claim).knobs if one.name == knob for value, _word in one.choices]
    return list(Experiment.settings()[name].kind.labels())


@pytest.mark.parametrize("name", link.FORMER)
def test_every_former_label_leads_to_a_key_that_is_still_there(name):
    keys = options_of(name)
    assert set(link.FORMER[name].values()) <= set(keys)
    assert not set(link.FORMER[name]) & set(keys)  # a label that is a key of something else would be lost


def test_every_former_name_of_a_function_is_still_an_arm():
    for name, key in link.FORMER["functions"].items():
        assert parse_arm(name) == Arm(key)
