"""`python -m activations trials`, carried out for real on trials whose outcome is known."""

import csv
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from activations.__main__ import main
from activations.trials.command import repetitions, table
from activations.trials.command.pool import exit_words
from activations.trials.record import read_record, write_record
from activations.trials.store import Store
from tests.trials import fakes
from tests.trials.test_store import RESULT, ROW

TRIALS_MODULE = "tests.trials.fakes"
ROOT = Path(__file__).resolve().parents[2]

RUN_LONG = f"""
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in a shell's background
from activations.__main__ import main
sys.exit(main(sys.argv[1:], trials_module="{TRIALS_MODULE}"))
"""


@pytest.fixture
def store(monkeypatch, tmp_path):
    path = tmp_path / "store.sqlite3"
    monkeypatch.setenv("ACTIVATION_LAB_STORE", str(path))
    return path


def test_all_trials_with_repetitions_one_broken_one_that_kills_its_process(tmp_path, store, capsys):
    markdown, lines, record, tables = (tmp_path / name for name in ("a.md", "a.csv", "a.json", "verdicts.md"))
    tables.write_text(
        "before\n<!-- trials:begin -->\nformer\n<!-- trials:end -->\nafter\n"
        "<!-- repetitions:begin -->\n<!-- repetitions:end -->\n"
    )
    write_record(record, [replace(RESULT, trial="odd.long"), replace(RESULT, trial="gone")])
    wanted = [trial.id for trial in fakes.ALL if trial.id != "odd.long"]
    files = ["--markdown", markdown, "--csv", lines, "--record", record, "--tables", tables]
    assert main(["trials", *wanted, "--repetitions", "3", *map(str, files)], TRIALS_MODULE) == 1

    found = read_record(record)
    assert {name: result.verdict for name, result in found.items()} == {
        "quick.holds": "holds",
        "quick.depends": "depends",
        "quick.by_seed": "holds",
        "odd.timed": "holds",
        "odd.long": "holds",  # was in the record and has not been tried now
    }
    assert [found[name].first_seed for name in wanted[:3]] == [0, 0, 0]
    text = markdown.read_text()
    assert "| above 1 | **depends** | large – ratio: 5 [4.5, 5.5]<br>small – ratio: 0.5 [0.45, 0.55] | 4 |" in text
    assert "| above 1 | **error** | RuntimeError: the tape is torn |" in text
    assert "| above 1 | **error** | Its process ended with code 3. |" in text
    assert "| `quick.by_seed` | holds × 2, does not hold × 1 | 2 of 3 |" in text
    assert "13 of 14 verdicts (92.9%)" in text  # of five trials, one without its first repetition
    assert "Any two repetitions agree on 85.0% of the trials, the two least alike on 75.0%" in text
    shown = tables.read_text()
    assert shown.startswith("before\n<!-- trials:begin -->\n\n5 trials: 4 × holds, 1 × depends.")
    assert "former" not in shown
    assert "after" in shown
    assert "2 of 3" in shown.split("<!-- repetitions:begin -->")[1]

    with lines.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * len(wanted)
    by_seed = {row["first_seed"]: row for row in rows if row["trial"] == "quick.by_seed"}
    assert [by_seed[seed]["verdict"] for seed in ("0", "1000", "2000")] == ["holds", "does not hold", "holds"]
    assert {row["error"] for row in rows if row["trial"] == "odd.broken"} == {"RuntimeError: the tape is torn"}
    assert rows[-1]["trial"] == "odd.timed"  # after all others have ended

    kept = Store(store)
    assert [result.first_seed for result in kept.history("quick.by_seed")] == [0]  # the record's, no other repetition
    assert kept.last("odd.timed").verdict == "holds"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert 'raise RuntimeError("the tape is torn")' in printed.err
    assert "18/18 trials" in printed.err


def test_without_a_run_the_files_are_written_from_the_record(tmp_path, store, capsys):
    record, tables = tmp_path / "a.json", tmp_path / "verdicts.md"
    tables.write_text("<!-- trials:begin -->\nformer\n<!-- trials:end -->\n")
    write_record(record, [replace(RESULT, trial="odd.long")])
    before = record.read_text()
    assert main(["trials", "--no-run", "--record", str(record), "--tables", str(tables)], TRIALS_MODULE) == 0
    assert record.read_text() == before
    assert "`odd.long` |" in tables.read_text()
    assert "former" not in tables.read_text()
    assert not store.exists()


def test_ctrl_c_keeps_what_is_finished_and_leaves_no_process(tmp_path, store):
    record, tables = tmp_path / "a.json", tmp_path / "verdicts.md"
    tables.write_text("<!-- trials:begin -->\n<!-- trials:end -->\n")
    command = [
        sys.executable,
        "-c",
        RUN_LONG,
        "trials",
        "quick.holds",
        "odd.long",
        "--processes",
        "1",
        "--record",
        record,
        "--tables",
        tables,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    said = ""
    while "quick.holds  " not in said or "odd.long: piece" not in said:
        said += process.stderr.read(1)
        assert process.poll() is None, said
    children = psutil.Process(process.pid).children()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped. What is finished is kept." in err
    assert "Traceback" not in err
    assert list(read_record(record)) == ["quick.holds"]
    assert "`quick.holds`" in out
    assert "quick.holds" not in tables.read_text()
    assert len(children) == 1
    assert not any(child.is_running() for child in children)


def test_the_list_and_what_can_be_chosen(capsys):
    assert main(["trials", "--list", "--section", "quick"], TRIALS_MODULE) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "quick.holds",
        "quick.depends",
        "quick.by_seed",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["guess"], "there is no trial 'guess'"),
        (["--section", "guess"], "there is no section 'guess'; choose from quick, odd"),
        (["--kind", "guess"], "invalid choice: 'guess'"),
        (["--kind", "identity"], "no trial is of that section and kind"),
        (["--processes", "0"], "'0': give a whole number from 1 to 64"),
        (["--repetitions", "many"], "'many': give a whole number from 1 to 1,000"),
        (["--first-seed", "-1"], "give a whole number from 0"),
        (["--no-run"], "--no-run writes what --record FILE holds"),
        (["--no-run", "--record", "a.json", "--repetitions", "2"], "--no-run does not go with --repetitions"),
        (["--csv", "/no such folder/a.csv"], "cannot be written"),
        (["--tables", "pyproject.toml"], "<!-- trials:begin --> and <!-- trials:end --> are missing"),
        (["--record", "pyproject.toml"], "pyproject.toml is not a record of trials"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_carried_out(arguments, sentence, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as end:
        main(["trials", *arguments], TRIALS_MODULE)
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


def test_numbers_and_words_of_an_estimate():
    assert table.measured(ROW) == "tanh: steps: 0.5 [0.25, 0.75]"
    assert table.measured(replace(ROW, at_least=True, value=1234.5, low=1234.5, high=1234.5)) == "tanh: steps: ≥ 1,234"
    assert table.measured(ROW, percent=True) == "tanh: steps: 50 % [25 %, 75 %]"
    assert table.measured(replace(ROW, value=float("nan"))) == "tanh: steps: edge"
    assert "the end of its grid" in table.measured(replace(ROW, grid_edge=True))
    assert table.cell("|x|\nand y") == "\\|x\\| and y"


def test_a_table_of_nothing_says_so():
    assert "No trial has been carried out." in table.markdown(fakes.ALL, {}, {})
    assert repetitions.summary({}) == "No trial was repeated."


def test_how_a_process_ended_is_told_whatever_killed_it():
    assert exit_words(3) == "ended with code 3"
    assert exit_words(-signal.SIGKILL) == "was killed by signal SIGKILL"
    assert exit_words(-(signal.SIGRTMIN + 1)) == f"was killed by signal {signal.SIGRTMIN + 1}"
