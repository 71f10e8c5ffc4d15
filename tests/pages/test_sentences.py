"""Text is data: what a link, a reader or a file wrote is shown as it is, on every page and in every sentence."""

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from activations.experiment.experiment import Experiment
from activations.live.server.supervisor import shared_supervisor
from pages import sentences
from pages.race.controls import VIEW_NAMES
from pages.race.form import names_in_link
from pages.sentences import JOINER, as_written
from tests.data.tables import csv
from tests.pages.shown import plain

PAGES = Path(__file__).resolve().parents[2] / "pages"
SHELL = PAGES / "shell.py"
MARKUP = "![i](http://127.0.0.1:9/b.png)[free](https://evil.example) $x$ <b>_*a*_ `c` :red[d] :material/home: :smile:"
MARKER = "evil.example"  # in the sentences in which it arrives
RENDERED = re.compile(r"(?<!\\)[`*_\[\]<>$#|{}~!&]|https?:/|www\.|:[a-z]+[:\[/]")  # once escapes are taken out


@pytest.mark.parametrize(
    "text",
    [
        "plain", "2*x + 3x", "a_b_c and _d_", "[a](b)", "$x$ and $y$", "<script>", "`code`", "# head", "1. one",
        "12) two",
        "- a", "+ a", "> quoted", "a\\b", "\\*a\\*", "http://evil.example/a", "www.evil.example", "a@evil.example",
        ":smile: :+1: :material/home: :red[a]", "x <= 2 and y -> 3 -- 4", "~~gone~~", "&amp; &#42;", "a | b", "100:0.5",
    ],
)  # fmt: skip
def test_text_is_shown_as_it_is(text):
    assert plain(as_written(text)) == text
    assert not RENDERED.search(re.sub(r"\\[!-/:-@\[-`{-~]", "", as_written(text)))


def test_text_of_a_user_can_be_copied_unless_it_would_be_an_address_or_a_picture():
    assert JOINER not in as_written("formula = '2*x' and 100:0.5, 3:swap=0/relu; 12:30")


def test_long_text_is_cut_and_invisible_characters_are_left_out():
    assert len(plain(as_written("*" * 100_000))) == sentences.MAX_LENGTH
    assert as_written("a\n\nb\u202ec\0d") == "a b c d"
    assert sentences.shortened("x" * 60) == "x" * 39 + "…"


def test_a_quoted_value_is_cut_and_what_is_allowed_stays():
    with pytest.raises(ValueError, match="whole numbers with commas") as found:
        Experiment.settings()["widths"].kind.from_control("x" * 400)
    assert len(str(found.value)) < 300


def test_pages_show_sentences_in_one_way_only():
    """st.error and the others take Markdown: only pages/sentences.py calls them, with text that is escaped."""
    found = []
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("error", "warning", "info", "toast", "exception"):
                owner = ast.unparse(node.value)
                if owner != "sentences" and not (owner == "st" and path.name == "sentences.py"):
                    found.append(f"{path.name}:{node.lineno} {owner}.{node.attr}")
    assert found == []


# -- on the pages -----------------------------------------------------------------------------------------------------

CURVES = ("functions", "z", "second", "section", "gate", "held", "lines", "relu.x", "strange")
GALLERY = ("search", "properties", "order", "strange")
TRIALS = ("claim", "guess", "trial.relu.dies.seeds", "trial.relu.faster.arms", "trial.relu.faster.rates", "strange")
ALONE = {"formula": {"data": "function"}, "table": {"data": "table"}}  # what a name needs beside it to be shown
LINKS = [
    *(("curves", name, {}) for name in CURVES),
    *(("gallery", name, {}) for name in GALLERY),
    *(("trials", name, {} if name == "claim" else {"claim": ".".join(name.split(".")[1:3])}) for name in TRIALS),
    *(("race", name, ALONE.get(name, {})) for name in (*names_in_link(), *VIEW_NAMES, "lang", "strange")),
    *(("race", name, {"inside": view}) for name in ("unit", "layer", "raster") for view in ("health", "paths")),
]


def opened(page: str, link: dict) -> AppTest:
    app = AppTest.from_file(SHELL, default_timeout=60)
    app.query_params.update(link)
    app.run()
    return app if page == "curves" else app.switch_page(f"{page}/page.py").run()


def markdown(app: AppTest) -> list[str]:
    """All that Streamlit takes for Markdown: texts, messages, labels and helps."""
    found = []
    for element in app:
        proto = getattr(element, "proto", None)
        for name in ("body", "label", "help"):
            text = getattr(proto, name, "")
            found += [text] if isinstance(text, str) else []
    return found


def assert_nothing_rendered(app: AppTest) -> int:
    """Returns how many texts held what the link or the file said."""
    assert not app.exception
    reached = [text for text in markdown(app) if MARKER in plain(text) or "127.0.0.1" in plain(text)]
    for text in reached:
        left = re.sub(r"\\[!-/:-@\[-`{-~]", "", text.removeprefix("- "))
        assert not RENDERED.search(left), text
    return len(reached)


@pytest.fixture(autouse=True)
def _dropped_runs():
    yield
    supervisor = shared_supervisor()
    for token in list(supervisor.runs):
        supervisor.drop(token)


@pytest.mark.parametrize(("page", "name", "beside"), LINKS, ids=lambda value: str(value))
def test_no_link_writes_markdown_on_a_page(page, name, beside):
    assert_nothing_rendered(opened(page, {**beside, name: MARKUP}))


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("race", {"widths": MARKUP}),
        ("race", {"arms": MARKUP}),
        ("race", {"changes": MARKUP}),
        ("race", {"data": "function", "formula": MARKUP}),
        ("race", {"data": "table", "table": MARKUP}),
        ("race", {"batch_size": MARKUP}),
        ("race", {"inside": "health", "unit": MARKUP}),
        ("gallery", {"properties": MARKUP}),
        ("curves", {"functions": MARKUP}),
    ],
)
def test_what_a_link_says_is_quoted_as_it_stands(page, link):
    assert assert_nothing_rendered(opened(page, link)) >= 1


def test_a_formula_is_quoted_with_its_signs():
    app = opened("race", {"data": "function", "formula": "2*x + 3x"})
    said = " ".join(plain(error.value) for error in app.error)
    assert "formula = '2*x + 3x' lacks a sign at '3x': write 3*x, not 3x." in said


def test_a_file_writes_no_markdown(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    app = opened("race", {"data": "table"})
    bad = MARKUP.replace(",", "")
    rows = [(f"{bad}{place % 2}", bad if place % 9 else "?", place, f"class {bad}{place % 3}") for place in range(40)]
    file = ("a.csv", csv(rows, f"x{bad},a{bad},b,y{bad}"), "text/csv")
    app.file_uploader(key="upload").set_value(file).run()
    assert assert_nothing_rendered(app) >= 3
    app.file_uploader(key="upload").set_value(("a.csv", csv([(1, 2)], bad), "text/csv")).run()
    assert app.error
    assert_nothing_rendered(app)
