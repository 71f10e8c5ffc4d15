"""The Trials page through Streamlit's own tester: the note and its claims, bending, bets, and the way into a race."""

from dataclasses import fields
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations.live.server.supervisor import shared_supervisor
from activations.note.claims import CLAIMS
from activations.trials import find, trials
from pages.race.form import controls_of
from pages.trials import panel
from pages.trials.note import badge, inline_pieces, note_data, paragraph_pieces
from tests.pages.shown import address, followed, plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def page():
    """The page, open on a claim; its trials and runs are dropped afterwards."""

    def opened(claim: str = "relu.formula", **link: str) -> AppTest:
        app = AppTest.from_file(SHELL, default_timeout=60)
        app.query_params.update({"claim": claim, **link})
        return app.run().switch_page("trials/page.py").run()

    yield opened
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def shown(app) -> str:
    """All that the page says."""
    parts = [app.error, app.warning, app.info, app.success, app.markdown, app.caption]
    return " ".join(plain(element.value) for kind in parts for element in kind)


def test_a_link_to_no_claim_is_told(page):
    app = page("relu.flies")
    assert "relu.flies" in shown(app)
    assert app.session_state["claim"] == "relu.faster"


def verdicts(app) -> str:
    return next(one.proto.body for one in app.get("html") if "lab-verdicts" in one.proto.body)


def test_what_the_chart_shows_is_said_beside_the_verdict_it_was_written_of(page, monkeypatch):
    said = escape(find("relu.formula").explains)
    assert said in verdicts(page())
    assert said not in verdicts(page(guess="true"))  # the guess comes first
    monkeypatch.setattr(panel, "recorded_verdicts", lambda: {"relu.formula": "does not hold"})
    assert said not in verdicts(page())  # another verdict than that of the record


def test_impossible_settings_get_a_sentence_and_no_button(page):
    app = page("relu.faster")
    app.text_input(key="trial.relu.faster.rates").set_value("0.1, fast").run()
    assert "'0.1, fast'" in shown(app)
    assert [button.key for button in app.button if button.key == "run_bent"] == []
    app.text_input(key="trial.relu.faster.rates").set_value("0.1")
    app.number_input(key="trial.relu.faster.seeds").set_value(0).run()
    assert "Seeds = 0 is not allowed" in shown(app)
    app.text_input(key="trial.relu.faster.rates").set_value("-1").run()
    assert "learning rates to tune over = -1.0 is not allowed" in shown(app)  # called as its control is
    app.text_input(key="trial.relu.faster.rates").set_value("0.1")
    app.number_input(key="trial.relu.faster.seeds").set_value(4).run()
    assert not app.error
    assert [button.key for button in app.button if button.key == "run_bent"] == ["run_bent"]


def test_a_running_trial_is_not_started_again_and_stopping_it_keeps_nothing(page):
    app = page("relu.faster")
    app.button(key="run_standard").click().run()
    token = app.session_state["trial_run"]["token"]
    assert shared_supervisor().get(token).running
    assert [button.key for button in app.button if button.key == "run_standard"] == []
    next(button for button in app.button if button.label == "Stop").click().run()
    assert "nothing of it was stored" in shown(app)
    assert shared_supervisor().get(token) is None


@pytest.mark.parametrize("claim", [trial.id for trial in trials() if trial.experiment is not None])
def test_open_in_race_is_the_same_experiment(claim):
    trial = find(claim)
    for case in trial.cases:
        experiment = trial.experiment(trial.checked(case.settings))
        controls = controls_of(experiment)
        for field in fields(experiment):
            setting, value = experiment.settings()[field.name], getattr(experiment, field.name)
            if setting.link is None:
                assert value == field.default  # a race cannot be told
            else:
                assert setting.kind.from_control(controls[setting.link or field.name]) == value


def test_open_in_race_opens_it(page):
    app = page("relu.dies", lang="en")
    wanted = find("relu.dies").experiment(find("relu.dies").checked({}))
    next(button for button in app.button if button.label == "Open in Race").click().run()
    assert not app.exception
    page, names = followed(app)
    assert (page, names["lang"]) == ("./race", ["en"])
    race = AppTest.from_file(SHELL, default_timeout=60)
    race.query_params.update(names)
    race.run().switch_page("race/page.py").run()
    assert shared_supervisor().get(race.session_state["run"]).experiment == wanted
    once = address(app)["follow"]["once"]
    app.run()
    assert address(app)["follow"]["once"] == once  # which the browser does not do a second time
    app.switch_page("race/page.py").run().switch_page("trials/page.py").run()
    assert followed(app) is None


def test_the_note_is_cut_at_claims_formulas_and_emphasis():
    found = paragraph_pieces("A *b* [[relu.dies|c d]] $x^2$.", {"relu.dies": "depends"}, frozenset())
    assert [piece.get("text", "math") for piece in found] == ["A ", "b", " ", "c d", " ", "math", "."]
    assert found[3]["badge"] == "depends"
    assert "<msup>" in found[5]["mathml"]
    assert badge("does not hold")["state"] == "fails"
    assert badge("holds", hidden=True)["badge"] == "?"
    assert inline_pieces("plain") == [{"text": "plain"}]
    claims = [
        piece["claim"]
        for section in note_data({})
        for paragraph in section["paragraphs"]
        for piece in paragraph["pieces"]
        if "claim" in piece
    ]
    assert sorted(claims) == sorted(CLAIMS)
