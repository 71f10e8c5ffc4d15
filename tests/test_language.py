"""Both languages are whole: every text is marked, translated with its placeholders, and none is left over."""

import ast
import re

import pytest

from activations import language
from activations.language import LANGUAGES, SOURCE
from activations.language import translate as _
from scripts import texts, unmarked

OTHERS = [code for code in LANGUAGES if code != SOURCE]


def placeholders(text: str) -> set[str]:
    text = re.sub(r"\\text\{.*?\}", "", text)  # words within a formula
    return set(re.findall(r"\{[a-z_]\w*(?:![rs])?(?::[^{}]*)?\}", text))


@pytest.fixture(scope="module")
def collected():
    return texts.collected()


@pytest.mark.parametrize("name", texts.CATALOGUES)
@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_with_its_placeholders_and_none_is_left_over(code, name, collected):
    catalogue = texts.read(name, code)
    known = {texts.key(message.id): message for message in catalogue if message.id}
    assert list(known) == list(dict.fromkeys(known))
    assert set(known) - set(collected[name]) == set(), "texts that are gone: run `python -m scripts.texts`"
    assert set(collected[name]) - set(known) == set(), "new texts: run `python -m scripts.texts`, and translate them"
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert [key for key, message in known.items() if not message.string or not all(message.string)] == []
    for key, message in known.items():
        said = message.string if isinstance(message.string, str) else message.string[0]
        english = key if isinstance(key, str) else key[1]
        assert placeholders(said) == placeholders(english), key


def test_no_text_that_people_read_is_left_unmarked():
    assert {file: found for file in texts.sources() if (found := unmarked.unmarked(file))} == {}
    for path in unmarked.SPARED:  # and none is spared that is no longer there
        assert any(file.startswith(path) for file in texts.sources()), path


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.caption("Look here")', ["Look here"]),
        ('st.caption(_("Look here"))', []),
        ('st.button("Play", key="play")', ["Play"]),
        ('form.number("seeds", "Seeds", 8)', ["Seeds"]),
        ('raise ValueError(f"seeds = {seeds} is too many")', ["seeds = ", " is too many"]),
        ('NAMES = {"two words": N_("two words"), "one": "two words"}', ["two words"]),
        ('"""A docstring is read by programmers."""', []),
    ],
)
def test_the_search_for_unmarked_texts_finds_them_in_python(source, found):
    assert [text for _line, text in unmarked.in_python(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("title.textContent = 'Runs'", ["Runs"]),
        ("title.textContent = _('Runs')", []),
        ("const words = `${count} units died`", ["${count} units died"]),
        ("said = _('A sentence of ' + 'two pieces')", []),
        ("root.querySelector('.lab-card .lab-title')", []),
        ("throw new Error('It went wrong.')", ["It went wrong."]),
    ],
)
def test_the_search_for_unmarked_texts_finds_them_in_javascript(source, found):
    assert [text for _line, text in unmarked.in_javascript(source)] == found


def test_every_mark_is_collected():
    for file in texts.sources():
        known = {part for text in texts.texts(file) for part in ([text] if isinstance(text, str) else text)}
        source = (texts.ROOT / file).read_text("utf-8")
        if file.endswith(".py"):
            calls = [node for node in ast.walk(ast.parse(source)) if unmarked.called(node) in texts.KEYWORDS]
            first = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]
        else:
            first = re.findall(r"(?<![\w.])_\(\s*'([^'\\]*)'\s*[,)]", source)
        assert set(first) - known == set(), file


def test_english_is_the_key_and_an_unknown_text_stays_as_it_is():
    assert _("Curves") == "Curves"
    with language.use("zh_CN"):
        assert _("Curves") == "曲线"
        assert _("") == ""
        assert _("in no catalogue") == "in no catalogue"
    assert language.current() == SOURCE
    with pytest.raises(ValueError, match="does not speak 'xx'. It speaks en, zh_CN"), language.use("xx"):
        pass


def test_sentences_are_joined_with_a_space_but_for_chinese(monkeypatch):
    monkeypatch.setitem(language.LANGUAGES, "xx", "Another")
    with language.use("xx"):
        assert language.joined(["One.", "Two."]) == "One. Two."
    assert language.joined(["One.", "Two.", "Three."]) == "One. Two. Three."
    with language.use("zh_CN"):
        assert language.joined(["一。", "二。", "三。"]) == "一。二。三。"
    assert language.joined([]) == ""


def test_a_cache_keeps_one_result_for_each_language():
    calls = []

    @language.cached()
    def title(name: str) -> str:
        calls.append(name)
        return f"{name}: {_('Curves')}"

    with language.use("zh_CN"):
        assert title("a") == title("a") == "a: 曲线"
    assert title("a") == title("a") == "a: Curves"
    assert calls == ["a", "a"]


def test_the_browser_gets_the_texts_of_its_scripts_and_none_in_english():
    assert language.for_browser() == {"code": "en", "texts": {}}
    with language.use("zh_CN"):
        sent = language.for_browser()
    assert sent["code"] == "zh_CN"
    assert sent["texts"]["Back to now"] == "回到现在"
    assert "Curves" not in sent["texts"]
