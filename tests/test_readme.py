"""What both READMEs say: counts, verdicts, names of pages, links and pictures are true, and the sample runs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from activations import CATALOGUE, language
from activations.language import translate as _
from activations.note.claims import CLAIMS
from activations.trials.record import read_record
from scripts import readme
from scripts.readme import written

ROOT = Path(__file__).resolve().parents[1]
README = {"en": ROOT / "README.md", "zh_CN": ROOT / "README.zh-CN.md"}
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")})
PAGES = ("Curves", "Gallery", "Race", "Trials", "Look inside", "Intervene")
NUMBER = r"-?\d+(?:\.\d+)?"

in_both = pytest.mark.parametrize("code", README)


def text_of(code: str) -> str:
    return README[code].read_text("utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """The cells of the lines of all tables that show a verdict."""
    lines = [line for line in text.splitlines() if line.startswith("|") and "**" in line]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def result_of(claim: str):
    """The recorded result of the claim with these words, in the language of now."""
    return next(read_record()[key] for key, entry in CLAIMS.items() if _(entry.words) == claim)


@in_both
def test_counts_and_verdicts_are_those_of_the_lab(code):
    assert text_of(code) == written(README[code]), "run `python -m scripts.readme`"


@pytest.mark.parametrize(
    "words", [f"{len(CATALOGUE)} activation functions", f"{len(CLAIMS)} claims", "2 do not hold", "530 of 530"]
)
def test_a_count_that_is_wrong_is_found(words, tmp_path, monkeypatch):
    number = re.search(r"\d+", words)[0]
    former = text_of("en")
    assert words in former
    copy = tmp_path / "README.md"
    copy.write_text(former.replace(words, words.replace(number, "7")), encoding="utf-8")
    monkeypatch.setattr(readme, "ENGLISH", copy)
    assert written(copy) == former
    copy.write_text(former.replace(words, ""), encoding="utf-8")
    with pytest.raises(ValueError, match="nowhere says"):
        written(copy)


def test_four_rows_are_shown_and_they_are_those_of_the_whole_table():
    whole = [row[:3] for row in rows((ROOT / "docs" / "verdicts.md").read_text("utf-8"))]
    shown = rows(text_of("en"))
    assert len(shown) == 4
    assert [row for row in shown if row not in whole] == []


def test_the_striking_rows_in_chinese_are_the_same_with_the_same_numbers():
    pairs = list(zip(rows(text_of("en")), rows(text_of("zh_CN")), strict=True))
    for (claim, verdict, measured), (claim_zh, verdict_zh, measured_zh) in pairs:
        english = result_of(claim)
        with language.use("zh_CN"):
            assert result_of(claim_zh) == english
            assert verdict_zh == f"**{_(verdict.strip('*'))}**"
        assert values(measured)
        assert set(values(measured)) <= set(re.findall(NUMBER, measured_zh))


def values(measured: str) -> list[str]:
    """The numbers of a cell behind the colon: value and interval."""
    return [number for part in measured.split("<br>") for number in re.findall(NUMBER, part.rpartition(":")[2])]


@in_both
def test_pages_are_named_as_in_the_app(code):
    with language.use(code):
        for page in PAGES:
            assert f"**{_(page)}**" in text_of(code), page


def test_the_sample_is_ten_lines_and_runs_as_it_stands(tmp_path):
    (sample,) = blocks(text_of("en"), "python")
    assert len([line for line in sample.splitlines() if line]) <= 10
    done = subprocess.run(
        [sys.executable, "-c", sample], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    names: dict = {}
    exec(sample, names)
    assert names["trainer"].snapshot().train_loss.shape == (2, 8)
    assert done.stdout == f"{names['trainer'].snapshot().train_loss}\n"
    leaky, frame = (
        eval(line.partition("  #")[0], names) for line in sample.splitlines() if re.match(r"CATA|curve", line)
    )
    assert torch.equal(leaky, torch.tensor([-0.1, 2.0]))
    assert "tensor([-0.1000, 2.0000])" in sample
    assert list(frame.columns) == ["x", "f", "df"]
    assert np.isfinite(frame).all(axis=None)


def test_both_languages_have_the_same_parts_and_the_same_code():
    english, chinese = text_of("en"), text_of("zh_CN")
    for mark in (r"^#+ ", r"^- ", r"^\|", r"^ *```"):
        assert len(re.findall(mark, english, re.M)) == len(re.findall(mark, chinese, re.M)), mark
    (sample,), (sample_zh,) = blocks(english, "python"), blocks(chinese, "python")
    assert ast.dump(ast.parse(sample)) == ast.dump(ast.parse(sample_zh))
    commands = [
        [line.partition("#")[0].strip() for line in "".join(blocks(t, "bash")).splitlines()] for t in (english, chinese)
    ]
    assert commands[0] == commands[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_to_or_shows_is_there(document):
    text = document.read_text("utf-8")
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    linked = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    local = [link.partition("#")[0] for link in linked if "://" not in link]
    assert [link for link in local if link and not (document.parent / link).exists()] == []
