"""Pages in Chinese through Streamlit's test runner: nothing is left in English, and links work from either language."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from activations import language
from activations.functions.catalogue import CATALOGUE
from pages import link, reader
from tests.pages.shown import plain

PAGES = Path(__file__).resolve().parents[2] / "pages"
CHINESE = re.compile("[\u4e00-\u9fff]")
# Names, code, numbers and formulas, which are the same in both languages.
NO_WORDS = re.compile(r"[\w. ]+: \w+|\w+_\w+|[\W\d_a-zA-Z]{0,3}|\d.*|.*arXiv.*")
NAMES = {entry.name for entry in CATALOGUE.values()} | {"English", "lang", "Activation Lab"}


def opened(page: str = "curves/page.py", **names: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(PAGES / "shell.py"), default_timeout=60)
    if "lang" in names:
        app.query_params["lang"] = names["lang"]
    if page != "curves/page.py":
        app.run().switch_page(page)  # pages are known by their addresses after the first run only
    for name, value in names.items():
        app.query_params[name] = value
    app.run()
    if page != "curves/page.py":
        app.switch_page(page).run()
    assert [failure.message for failure in app.exception] == []
    return app


def texts(app: AppTest) -> set[str]:
    """What the page shows as labels, help, texts and messages."""
    kinds = ("button", "multiselect", "selectbox", "slider", "number_input", "text_input", "toggle", "select_slider")
    found = {text for kind in kinds for element in app.get(kind) for text in (element.label, element.proto.help)}
    for kind in ("caption", "markdown", "warning", "error", "info"):
        found |= {element.value for element in app.get(kind)}
    return {text for text in found if text}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("curves/page.py", {"functions": ["maxout", "glu", "prelu", "soft_exponential"], "section": "gate swept"}),
        ("gallery/page.py", {"search": "zzz"}),
        ("race/page.py", {"data": "function", "init": "normal", "optimizer": "momentum", "schedule": "step"}),
        ("race/page.py", {"learning_rate": "-1", "widths": "a", "formula": "1/0", "data": "function", "seed": "99"}),
        ("trials/page.py", {}),
    ],
)
def test_nothing_is_left_in_english(page, names):
    found = {text for text in texts(opened(page, lang="zh_CN", **names)) if not CHINESE.search(text)}
    assert {text for text in found if text not in NAMES and not NO_WORDS.fullmatch(text)} == set()


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("given", ["gate swept", "门变化", "gate"])
def test_a_link_may_be_from_either_language_or_name_the_option_itself(code, given):
    app = opened(lang=code, functions=["glu"], section=given, held="2")
    assert app.slider(key="held").value == 2.0
    with language.use(code):
        assert app.slider(key="held").label == language.translate("Value held at")
    assert not app.warning


def test_a_choice_of_several_takes_words_of_both_languages_and_tells_of_none():
    app = opened("gallery/page.py", lang="zh_CN", properties=["smooth", "单调", "round"])
    assert app.session_state["properties"] == ["smooth", "monotonic"]
    assert any("“round”" in warning.value and "zero-centred" in warning.value for warning in app.warning)


def test_a_language_that_is_none_is_told_and_english_is_spoken():
    app = opened(lang="xx")
    assert [plain(warning.value) for warning in app.warning] == [
        f"The link sets lang to “xx”. It must be one of {', '.join(language.LANGUAGES)}; English is used."
    ]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("zh-CN", "zh_CN"), ("zh-TW", "zh_CN"), ("zh", "zh_CN"), ("pt-PT", "pt"), ("pt-BR", "pt_BR"), ("en-GB", "en"),
     ("el", "en"), ("", "en"), (None, "en")],
)  # fmt: skip
def test_a_browser_gets_the_nearest_language(monkeypatch, locale, expected):
    monkeypatch.setitem(language.LANGUAGES, "pt", "Português")
    monkeypatch.setitem(language.LANGUAGES, "pt_BR", "Português do Brasil")
    monkeypatch.setattr(reader.st, "context", SimpleNamespace(locale=locale))
    assert reader.of_browser() == expected


def test_the_address_knows_all_pages_of_the_menu():
    app = opened("gallery/page.py")
    assert app.session_state["page"] == "gallery"
    assert {"", "gallery", "race", "trials"} <= set(app.session_state["pages"])


def test_a_switch_tells_widgets_their_values_again():
    app = opened(lang="en", functions=["glu"], section="gate")
    app.button_group(key="language").set_value("zh_CN").run()
    assert app.session_state["section"] == "gate"
    assert app.slider(key="held").label == "值固定为"


def test_limits_of_a_number_are_told_only_if_wanted():
    with language.use("zh_CN"):
        assert link.number(["x"], "步数", 0, 9, 3) == (3, "链接把“步数”设为“x”。它必须是 0 到 9 之间的整数；现用 3。")
        told = link.number(["x"], "步数", 0, 9, 3, limits_told=False)[1]
        assert told == "链接把“步数”设为“x”。它必须是整数；现用 3。"
