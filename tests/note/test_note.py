"""The note page's texts: every claim marked once, every slip corrected, and all of it in both languages."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from activations import language
from activations.note.claims import CLAIMS
from activations.note.parse import Piece, pieces
from activations.note.reading import READING, VERDICTS
from activations.note.sections import SECTIONS
from activations.trials import result

PACKAGE = Path(__file__).parents[2] / "activations"
CATALOGUE = PACKAGE / "locale/zh_CN/LC_MESSAGES/note.po"

# By the section whose text marks them, in the note's order.
IDS = {
    "introduction": "intro.matters",
    "sigmoid": "sigmoid.formula sigmoid.range sigmoid.interpretable sigmoid.saturation sigmoid.no-convergence "
    "sigmoid.init-care sigmoid.init-large sigmoid.not-centred sigmoid.same-sign sigmoid.zero-mean-mixes "
    "sigmoid.zigzag sigmoid.batch-mitigates sigmoid.milder sigmoid.exp-cost",
    "tanh": "tanh.identity tanh.range tanh.zero-mean tanh.fixes-centring tanh.still-saturates tanh.always-better",
    "relu": "relu.formula relu.faster relu.linear relu.no-vanish relu.cheap relu.no-saturation relu.dies "
    "relu.irreversible relu.noninvertible relu.small-lr relu.not-centred",
    "leaky": "leaky.formula leaky.gradient leaky.not-die leaky.disputed prelu.unclear leaky.no-saturation "
    "leaky.efficient leaky.6x",
    "elu": "elu.negative-output elu.noise-robust elu.no-dying elu.saturates-exp",
    "maxout": "maxout.form maxout.relu-special maxout.advantages maxout.no-fragility maxout.doubles",
    "advice": "final.relu-lr final.try-others final.tanh-little final.no-sigmoid",
    "many": "",
}
NOT_TRIABLE = ("频繁地使用", "越来越少地被人使用", "近几年变得越来越流行")


def claims_in(text):
    return tuple(piece.claim for piece in pieces(text) if piece.claim is not None)


def formulas(text):
    return re.findall(r"\$([^$]+)\$", text)


def paragraphs(*kinds):
    return [each for section in SECTIONS for each in section.paragraphs if not kinds or each.kind in kinds]


@pytest.fixture(scope="module")
def chinese():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_CN", abort_invalid=True)


@pytest.fixture(scope="module")
def msgids():
    return {text for _, _, text, _, _ in extract_from_dir(PACKAGE / "note")}


def test_every_claim_is_marked_once_in_its_section():
    marked = {each.key: [claim for part in each.paragraphs for claim in claims_in(part.text)] for each in SECTIONS}
    assert {key: sorted(claims) for key, claims in marked.items()} == {
        key: sorted(ids.split()) for key, ids in IDS.items()
    }


def test_every_claim_is_described():
    assert list(CLAIMS) == " ".join(IDS.values()).split()
    for key, claim in CLAIMS.items():
        assert claim.id == key
        assert key in IDS[claim.section].split()
        assert claim.quote
        assert claim.words
        assert not set("$*[]") & set(claim.words), "the words of a claim are a title, shown as they are"
        assert claim.sources
        assert all(source.link.startswith("https://") and 1990 <= source.year <= 2019 for source in claim.sources)
        assert not claims_in(claim.context)


def test_the_sources_that_the_issue_names_are_cited():
    cited = {(source.authors.split(",")[0].split()[0], source.year) for c in CLAIMS.values() for source in c.sources}
    named = {"Krizhevsky": 2012, "LeCun": 1998, "Glorot": 2010, "He": 2015, "Clevert": 2015, "Xu": 2015, "Lu": 2019}
    assert set(named.items()) <= cited


def test_every_verdict_is_explained():
    assert tuple(VERDICTS) == result.VERDICTS


def test_every_slip_of_the_note_is_corrected_and_what_cannot_be_tried_is_said():
    assert {slip for each in paragraphs("correction") for slip in each.slips} == set(range(1, 17))
    said = " ".join(each.text for each in paragraphs("not_triable"))
    assert all(words in said for words in NOT_TRIABLE)
    assert not any(claims_in(each.text) for each in paragraphs("correction", "not_triable"))


def test_every_text_has_a_current_translation_and_no_other_is_kept(chinese, msgids):
    assert {message.id for message in chinese if message.id} == msgids
    assert not chinese.obsolete
    for message in chinese:
        if message.id:
            assert message.string.strip(), message.id
            assert not message.fuzzy, message.id
            names = re.fullmatch(r"[A-Za-z]+", message.id) and message.id.lower() in IDS  # ReLU stays ReLU
            assert names or re.search(r"[\u4e00-\u9fff]", message.string), message.id


def test_every_shown_text_is_extracted(msgids):
    shown = [each.text for section in (*SECTIONS, READING) for each in section.paragraphs]
    shown += [section.title for section in (*SECTIONS, READING)]
    shown += [text for claim in CLAIMS.values() for text in (claim.words, claim.context) if text]
    shown += [text for badge in VERDICTS.values() for text in badge]
    assert set(shown) == msgids


def test_both_languages_mark_the_same_claims_and_write_the_same_formulas(chinese):
    for message in chinese:
        if message.id:
            assert Counter(claims_in(message.string)) == Counter(claims_in(message.id)), message.string
            assert Counter(formulas(message.string)) == Counter(formulas(message.id)), message.string
            assert message.string.count("*") == message.id.count("*"), message.string


def test_a_text_is_cut_at_its_marks():
    text = r"$x$: [[relu.linear|it is linear]][[leaky.6x|and 6×]], *so* they say"
    assert pieces(text) == (
        Piece("$x$: "),
        Piece("it is linear", "relu.linear"),
        Piece("and 6×", "leaky.6x"),
        Piece(", *so* they say"),
    )
    assert pieces("") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[relu.linear|it is linear", r"'\[\[' without its partner"),
        ("it is linear]]", r"'\]\]' without its partner"),
        ("[[relu.linear]]", r"needs the form"),
        ("[[relu linear|it is]]", "'relu linear' is not the id of a claim"),
        ("[[|it is linear]]", "'' is not the id of a claim"),
        ("[[relu.linear| ]]", "'relu.linear' has no words"),
        ("[[relu.linear|a [[relu.cheap|b]] c]]", r"hold \[ \|"),
        ("[[relu.linear|it is $f$]]", r"hold \$"),
        ("from $x on", r"'\$' without its partner"),
    ],
)
def test_a_malformed_mark_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        pieces(text)


def test_a_verdict_is_called_in_chinese_what_it_is():
    with language.use("zh_CN"):
        words = [language.translate(VERDICTS[verdict].word) for verdict in result.VERDICTS]
    assert words == ["成立", "不成立", "视条件而定", "无法判定"]
