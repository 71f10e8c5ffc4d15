"""What a race cannot do, through the page, gets a sentence: files that are no tables, acts on runs that take none."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations.data.table.encoding import MEGABYTE
from activations.live.server.supervisor import shared_supervisor
from tests.data.tables import content, csv, iris, numbers
from tests.pages.shown import plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def race():
    """The page, open; its runs are dropped afterwards."""
    yield AppTest.from_file(SHELL, default_timeout=60).run().switch_page("race/page.py").run()
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def run_of(app):
    return shared_supervisor().get(app.session_state["run"])


def said(app):
    assert not app.exception
    return " ".join(plain(error.value) for error in app.error)


def upload(app, given, name="table.csv"):
    return app.file_uploader(key="upload").set_value((name, given, "text/csv")).run()


def box(app, label):
    return next(one for one in app.selectbox if one.label == label)


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def reaches(app, status):
    shared_supervisor().watch(run_of(app))  # as a browser does, for which the run is made
    end = time.monotonic() + 60
    while run_of(app).status != status:
        assert time.monotonic() < end, f"still {run_of(app).status}"
        time.sleep(0.05)
    return app.run()


REFUSED = {
    "The file is empty": b"",
    "no rows below it": b"a,b,y\n",
    "has one column": b"a\n1\n2\n",
    "a workbook, a database or an archive": b"PK\x03\x04rest",
    "The quotes are broken in the row that begins at line 3": b'a,y\n1,2\n"3,4\n5,6\n',
    "more than 50,000 rows": csv([(1, 2, f"class {place}") for place in range(100_000)]),
    "The file has 200.0 MB: at most 10 MB are allowed": bytes(200 * MEGABYTE),
}


def test_a_file_that_is_no_table_gets_its_sentence_and_nothing_is_lost(race):
    race.text_input(key="widths").set_value("5")
    race.number_input(key="seeds").set_value(2)
    race.selectbox(key="data").set_value("table").run()
    assert "Upload a file" in " ".join(plain(info.value) for info in race.info)
    upload(race, content(iris()))
    box(race, "Target column").set_value("petal width (cm)").run()
    good = race.session_state["run"]
    assert run_of(race).experiment.target == "petal width (cm)"
    for sentence, given in REFUSED.items():
        upload(race, given)
        assert sentence in said(race)
        assert race.session_state["run"] == good
        assert any("you fix it" in warning.value for warning in race.warning)
    race.file_uploader(key="upload").clear().run()
    assert said(race) == ""
    assert (race.session_state["run"], box(race, "Target column").value) == (good, "petal width (cm)")
    assert run_of(race).experiment.widths == (5,)


def test_a_table_with_nothing_to_learn_gets_a_sentence_and_holes_in_it_a_word(race):
    race.selectbox(key="data").set_value("table").run()
    upload(race, content(numbers().assign(same=1, name=[f"row {place}" for place in range(40)])))
    for target, sentence in {
        "same": "is 1 in every row: there is nothing to learn",
        "name": "at most 20 classes",
    }.items():
        box(race, "Target column").set_value(target).run()
        assert sentence in said(race)
    holes = numbers()
    holes.loc[3, "a"], holes.loc[5, "b"] = float("nan"), float("inf")
    upload(race, content(holes))
    assert said(race) == ""
    assert run_of(race).experiment.data == "table"
    words = " ".join(plain(text.value) for text in race.markdown)
    assert "1 value of “b” was infinite or beyond 1e+100 and counts as missing." in words
    assert "2 rows with missing values were left out (of 40)." in words


def test_acts_on_a_diverged_a_finished_and_a_lost_run_get_their_sentences(race):
    race.multiselect(key="arms").set_value(["Squared ReLU", "Tanh"])
    race.selectbox(key="data").set_value("sine")
    race.number_input(key="learning_rate").set_value(100.0)
    race.number_input(key="steps").set_value(200)
    race.text_input(key="changes").set_value("0:swap=1/sigmoid").run()
    race.button_group(key="step_size").set_value(100).run()
    reaches(race, "paused")
    press(race, "Step")
    reaches(race, "paused")
    race.selectbox(key="operate.do").set_value("revive").run()
    race.multiselect(key="operate.arms.revive").set_value([0]).run()
    press(race, "Apply")
    assert said(race) == "All networks of Squared ReLU have diverged: there is nothing to intervene in."
    press(race, "Step")
    reaches(race, "finished")
    press(race, "Apply")
    assert said(race).startswith("This run has taken all its 200 steps: to intervene, reset it")
    tables = [one.proto.body for one in race.get("html") if "<table>" in one.proto.body]
    assert len(tables) == 2
    arms, pairs = tables
    assert '<th scope="row">Squared ReLU</th><td>–</td>' in arms
    assert '<th scope="row">Tanh (Sigmoid from step 0)</th><td>' in arms
    assert '<th scope="row">Squared ReLU − Tanh (Sigmoid from step 0)</th>' in pairs
    shared_supervisor().drop(race.session_state["run"])
    press(race, "Apply")
    assert "That race is no longer here, so nothing was done." in said(race)
    assert "That race is no longer on the server" in " ".join(plain(info.value) for info in race.info)
    assert [act.do for act in run_of(race).interventions] == ["swap"]  # of the new run, from the link
