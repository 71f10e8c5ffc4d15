"""Whatever an address says, every page opens: a value that cannot be used gets a sentence or is left out."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations.live.server.supervisor import shared_supervisor
from activations.trials import find
from pages.curves import controls as curves
from pages.gallery.controls import NAMES_IN_LINK
from pages.race.controls import VIEW_NAMES
from pages.race.form import names_in_link
from pages.trials.knobs import key_of
from tests.pages.shown import plain

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
LONG = "9" * 5000
VALUES = [
    "", "1e300", "1e400", "-1e400", "inf", "nan", "-1", "0", "1.5", LONG, "\x00", "1/0", "{x}[", "<b>$x$", "٣", "true",
]  # fmt: skip
CLAIM = "relu.dies"
KNOBS = [key_of(find(CLAIM), name) for name in (*(knob.name for knob in find(CLAIM).knobs), "seeds", "first_seed")]
# What must be there for some of a page's controls to be there.
PRESENT = {
    "curves": {"functions": ["leaky_relu", "elu", "swiglu", "maxout"], "section": ["gate"]},
    "gallery": {},
    "race": {"schedule": ["step"], "inside": ["health"], "data": ["formula"]},
    "trials": {"claim": [CLAIM]},
}
NAMES = {
    "curves": [name for name in curves.known_names() if "." not in name or name.split(".")[0] in ("elu", "maxout")],
    "gallery": list(NAMES_IN_LINK),
    "race": [*names_in_link(), *VIEW_NAMES],
    "trials": ["claim", "guess", *KNOBS],
}


@pytest.fixture(scope="module", autouse=True)
def no_runs_left():
    yield
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


def opened(page: str, given: dict[str, list[str]]) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=60)
    if page != "curves":
        app.run()
    for name, texts in given.items():
        app.query_params[name] = texts
    if page != "curves":
        app.switch_page(f"{page}/page.py")
    app.run()
    assert app.session_state["page"] == ("" if page == "curves" else page)
    return app


def said(app: AppTest) -> str:
    return " ".join(plain(one.value) for one in (*app.warning, *app.error))


@pytest.mark.parametrize("turn", range(len(VALUES)), ids=lambda turn: repr(VALUES[turn][:12]))
@pytest.mark.parametrize("page", NAMES)
def test_a_page_opens_whatever_its_link_says(page, turn):
    """Each control gets every value once, beside others with other values: with what others need, and without."""
    names = [*NAMES[page], "lang", "unknown"]
    given = {name: [VALUES[(place + turn) % len(VALUES)]] for place, name in enumerate(names)}
    for present in ({}, PRESENT[page]):
        app = opened(page, given | present)
        assert [failure.message for failure in app.exception] == []
        assert all(len(sentence.value) < 1500 for sentence in (*app.warning, *app.error)), "a value is quoted whole"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("steps", "1e400", "The link sets Steps to “1e400”. It must be a whole number"),
        ("steps", "1e300", "The link sets Steps to “1e300”. It must be a whole number"),
        ("seeds", "-9007199254740992", "The link sets Seeds to “-9007199254740992”. It must be a whole number"),
        ("seed", "9007199254740993", "to “9007199254740993”. It must be a whole number"),
        ("seeds", "inf", "The link sets Seeds to “inf”. It must be a whole number"),
        ("seeds", "nan", "The link sets Seeds to “nan”. It must be a whole number"),
        ("seeds", "-1", "seeds = -1 is not allowed: give a whole number from 1 to"),
        ("layer", "-1", "The link sets Layer to “-1”. It must be a whole number from 1 to"),
    ],
)
def test_a_number_that_cannot_be_used_is_told_beside_its_control(name, value, sentence):
    app = opened("race", {"inside": ["health"], name: [value]})
    assert not app.exception
    assert sentence in said(app)


@pytest.mark.parametrize("page", NAMES)
def test_values_that_are_empty_leave_the_page_as_it_is(page):
    app = opened(page, {name: [""] for name in NAMES[page] if name not in ("arms", "functions", "widths", "formula")})
    assert not app.exception
    assert not app.error
