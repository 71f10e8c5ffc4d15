"""The Race page through Streamlit's own tester: it opens, controls make an experiment, nonsense gets a sentence."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations import Arm
from activations.data.datasets import DATASETS
from activations.experiment.intervention import Intervention, to_text
from activations.live.server.supervisor import shared_supervisor
from tests.pages.shown import address, plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def race():
    """The page, open; its runs are dropped afterwards."""
    yield AppTest.from_file(SHELL, default_timeout=60).run().switch_page("race/page.py").run()
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def experiment_of(app):
    return shared_supervisor().get(app.session_state["run"]).experiment


def errors(app):
    return " ".join(plain(error.value) for error in app.error)


def test_it_opens_with_the_seven_of_the_note(race):
    assert not race.exception
    assert not race.error
    keys = [arm.activation for arm in experiment_of(race).arms]
    assert keys == ["sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "maxout"]


@pytest.mark.parametrize("name", [*DATASETS])
def test_every_data_set_opens(race, name):
    race.selectbox(key="data").set_value(name).run()
    assert not race.exception
    assert experiment_of(race).data == name


def test_every_control_reaches_the_experiment(race):
    race.multiselect(key="arms").set_value(["ReLU", "Leaky ReLU (negative_slope=0.3)"])
    race.slider(key="noise").set_value(0.2)
    race.number_input(key="samples").set_value(300)
    race.text_input(key="widths").set_value("16, 4")
    race.selectbox(key="init").set_value("normal")
    race.selectbox(key="optimizer").set_value("momentum")
    race.number_input(key="learning_rate").set_value(0.02)
    race.number_input(key="batch_size").set_value(10)
    race.number_input(key="seeds").set_value(3)
    race.number_input(key="steps").set_value(500)
    race.text_input(key="changes").set_value("100:0.5").run()
    race.number_input(key="init_std").set_value(0.7)
    race.number_input(key="momentum").set_value(0.8).run()
    assert not race.exception
    experiment = experiment_of(race)
    assert experiment.arms[1].parameters == {"negative_slope": 0.3}
    values = (experiment.noise, experiment.samples, experiment.widths, experiment.init, experiment.init_std)
    assert values == (0.2, 300, (16, 4), "normal", 0.7)
    values = (experiment.optimizer, experiment.momentum, experiment.learning_rate, experiment.batch_size)
    assert values == ("momentum", 0.8, 0.02, 10)
    assert (experiment.seeds, experiment.steps, to_text(experiment.interventions)) == (3, 500, "100:rate=0.5")


@pytest.mark.parametrize(
    ("kind", "key", "value", "words"),
    [
        ("text_input", "widths", "0", "256"),
        ("text_input", "widths", "8, many", "whole numbers"),
        ("text_input", "widths", "300", "256"),
        ("number_input", "learning_rate", 1e9, "100"),
        ("number_input", "learning_rate", -1.0, "100"),
        ("number_input", "batch_size", 4000, "batch"),
        ("number_input", "seeds", 10**6, "64"),
        ("number_input", "steps", 0, "steps"),
        ("number_input", "samples", 3, "samples"),
        ("text_input", "changes", "banana", "step:rate"),
    ],
)
def test_a_bad_value_gets_a_sentence_and_the_former_race_stays(race, kind, key, value, words):
    before = race.session_state["run"]
    getattr(race, kind)(key=key).set_value(value).run()
    assert not race.exception
    assert words in errors(race)
    assert race.session_state["run"] == before
    assert any("you fix it" in warning.value for warning in race.warning)


@pytest.mark.parametrize(
    ("kind", "key", "empty", "asked"),
    [
        ("text_input", "widths", "", "Type the units of each hidden layer"),
        ("multiselect", "arms", [], "Choose at least one activation function"),
        ("selectbox", "data", "table", "Upload a file"),
    ],
)
def test_what_is_not_given_yet_is_asked_for_and_nothing_is_called_wrong(race, kind, key, empty, asked):
    before = race.session_state["run"]
    getattr(race, kind)(key=key).set_value(empty).run()
    assert not race.exception
    assert not race.error
    assert not race.warning
    assert asked in " ".join(plain(info.value) for info in race.info)
    assert race.session_state["run"] == before


def test_an_empty_formula_is_asked_for(race):
    race.selectbox(key="data").set_value("function").run()
    before = race.session_state["run"]
    race.text_input(key="formula").set_value("").run()
    assert (errors(race), len(race.warning)) == ("", 0)
    assert "Type a function of x, such as sin(3*x)." in [plain(info.value) for info in race.info]
    assert race.session_state["run"] == before


def test_the_same_activation_races_twice_with_other_parameters(race):
    race.selectbox(key="new_arm").set_value("leaky_relu").run()
    race.number_input(key="new_arm.leaky_relu.negative_slope").set_value(0.3)
    next(button for button in race.button if button.label == "Add").click().run()
    assert not race.exception
    assert [arm.parameters for arm in experiment_of(race).arms if arm.activation == "leaky_relu"] == [
        {"negative_slope": 0.01},
        {"negative_slope": 0.3},
    ]


def press_add(race):
    next(button for button in race.button if button.label == "Add").click().run()
    assert not race.exception


def test_an_arm_is_composed_of_an_activation_for_each_layer(race):
    race.multiselect(key="arms").set_value(["ReLU", "ELU (alpha=0.5)"])
    race.text_input(key="widths").set_value("8, 8, 8").run()
    race.toggle(key="new_arm.by_layer").set_value(True).run()
    race.selectbox(key="new_arm.layer0").set_value("elu(alpha=0.5)")
    race.selectbox(key="new_arm.layer2").set_value("sigmoid").run()
    press_add(race)
    assert race.session_state["arms"][-1] == "elu(alpha=0.5) > tanh > sigmoid"
    assert experiment_of(race).arms[-1] == Arm("elu", layers=["tanh", "sigmoid"], alpha=0.5)
    press_add(race)
    assert "is among the arms already" in errors(race)
    race.text_input(key="widths").set_value("8, 8").run()
    assert "has activations for 3 hidden layers, but there are only 2" in errors(race)


def test_the_buttons_are_there_by_name(race):
    labels = [button.label for button in race.button]
    assert {"Play", "Step", "Reset"} <= set(labels)
    next(button for button in race.button if button.label == "Play").click().run()
    assert "Pause" in [button.label for button in race.button]


def test_the_page_can_be_left_and_come_back_to(race):
    run = race.session_state["run"]
    race.switch_page("gallery/page.py").run()
    race.switch_page("race/page.py").run()
    assert not race.exception
    assert race.session_state["run"] == run
    assert "Play" in [button.label for button in race.button]


def test_more_steps_go_on_with_the_run_and_another_rate_begins_a_new_one(race):
    run = race.session_state["run"]
    race.number_input(key="steps").set_value(4000).run()
    assert race.session_state["run"] == run
    assert shared_supervisor().get(run).experiment.steps == 4000
    race.number_input(key="learning_rate").set_value(0.2).run()
    assert race.session_state["run"] != run
    assert not race.exception


def test_a_race_that_has_cost_time_is_offered_back_with_its_settings(race):
    token = race.session_state["run"]
    run = shared_supervisor().get(token)
    run.header, run.trained_for = {**run.header, "step": 40}, 20.0
    race.run()
    assert any("begins a new race" in caption.value for caption in race.sidebar.caption)
    race.text_input(key="widths").set_value("4").run()
    assert race.session_state["run"] != token
    assert any("The one before is kept, at step 40" in info.value for info in race.info)
    next(button for button in race.button if button.label == "Undo").click().run()
    assert not race.exception
    assert race.session_state["run"] == token
    assert race.text_input(key="widths").value == "8, 8"
    assert not any("The one before is kept" in info.value for info in race.info)


def test_what_was_done_stays_in_the_link_until_it_is_taken_out_or_reset(race, monkeypatch):
    token = race.session_state["run"]
    run = shared_supervisor().get(token)
    act = Intervention(step=40, do="spike", arms=(0,), value=100.0)
    run.header = {**run.header, "step": 50, "interventions": [act.to_plain()], "done": 1}
    run.watchers = 1  # it stays, as if a browser showed it
    monkeypatch.setattr(run, "take", lambda header, arrays: None)  # no frame of the trainer process undoes the act
    race.text_input(key="changes").set_value("40:spike=0/100").run()
    assert race.session_state["run"] == token
    assert address(race)["values"]["changes"] == ["40:spike=0/100"]
    race.text_input(key="changes").set_value("").run()
    assert race.session_state["run"] != token  # a race in which it is not done
    race.text_input(key="changes").set_value("40:spike=0/100").run()
    assert race.session_state["run"] == token
    next(button for button in race.button if button.label == "Reset").click().run()
    assert not race.exception
    assert race.session_state["run"] == token
    assert race.text_input(key="changes").value == ""
    assert "changes" not in address(race)["values"]


def test_every_bad_value_is_told_not_only_the_first(race):
    race.number_input(key="seeds").set_value(10**6)
    race.number_input(key="learning_rate").set_value(1e9)
    race.number_input(key="steps").set_value(-4).run()
    assert not race.exception
    told = errors(race)
    assert all(name in told for name in ("seeds = ", "learning_rate = ", "steps = "))


@pytest.mark.parametrize("view", ["pre-activations", "gradients", "health", "weights"])
def test_every_view_of_the_inside_opens(race, view):
    race.button_group(key="inside").set_value(view).run()
    assert not race.exception
    run = shared_supervisor().get(race.session_state["run"])
    assert run.looking


def test_a_function_that_the_reader_types_is_raced_on_and_nonsense_gets_a_sentence(race):
    race.selectbox(key="data").set_value("function").run()
    race.text_input(key="formula").set_value("x**2 - 1").run()
    assert not race.exception
    assert experiment_of(race).formula == "x**2 - 1"
    race.text_input(key="formula").set_value("__import__('os')").run()
    assert not race.exception
    assert race.error


def test_a_table_is_asked_for_before_it_is_there(race):
    race.selectbox(key="data").set_value("table").run()
    assert not race.exception
    assert "Upload a file" in " ".join(plain(info.value) for info in race.info)
