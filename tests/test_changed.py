"""Which tests `scripts/test.sh --quick` runs after which edit."""

import subprocess
import sys

import pytest

from scripts.changed import ALWAYS, FAST, ROOT, git, wanted_by


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("activations/training/trainer.py", ["tests/training"]),
        ("activations/language/text.py", ["tests/test_language.py"]),
        ("pages/gallery/page.py", ["tests/pages/test_gallery.py"]),
        ("pages/shell.py", ["tests/pages"]),
        ("tests/data/test_datasets.py", ["tests/data/test_datasets.py"]),
        ("tests/training/reference.py", ["tests/training"]),
        ("tests/browser/test_race.py", list(FAST)),
        ("README.md", list(FAST)),
        ("activations/gone.py", list(FAST)),
    ],
)
def test_a_change_asks_for_the_tests_of_its_folder(file, wanted):
    assert wanted_by([file]) == list(dict.fromkeys([*wanted, *ALWAYS]))


def test_each_is_asked_for_once_and_all_are_there():
    files = ["activations/data/datasets.py", "activations/data/samplers.py", "activations/functions/curve.py"]
    assert wanted_by(files) == ["tests/data", "tests/functions", *ALWAYS]
    assert [one for one in (*FAST, *ALWAYS) if not (ROOT / one).exists()] == []


def test_where_git_fails_nothing_is_said():
    assert git("no-such-command") == []


def test_what_is_left_when_the_time_is_over_is_skipped_with_the_reason():
    one = f"{__file__}::test_where_git_fails_nothing_is_said"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:xdist", "--budget", "0", one],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "1 skipped" in done.stdout
    assert "left out: the 0 seconds of --budget are over" in done.stdout
