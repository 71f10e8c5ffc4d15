"""Which tests to run after an edit: `python -m scripts.changed` prints their paths, for `scripts/test.sh --quick`.

Changed is what differs from the branch `main`, or from the last commit where there is no such branch. A change in
`activations/<package>/` or `pages/<page>/` asks for the tests of the folder of that name. Where nothing says what to
run, a fast part of everything is run.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALWAYS = ("tests/test_language.py", "tests/test_readme.py")  # quick, and what any change may break
FAST = ("tests/functions", "tests/data", "tests/experiment", "tests/figures", "tests/note")


def git(*arguments: str) -> list[str]:
    """The lines that git prints; none if it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def changed() -> list[str]:
    """Changed and new files, relative to the root."""
    base = next(iter(git("merge-base", "main", "HEAD")), "HEAD")
    return sorted({*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")})


def wanted_by(files: Iterable[str]) -> list[str]:
    """The tests that the changed files ask for."""
    found: dict[str, None] = {}
    for file in files:
        if match := re.match(r"activations/(\w+)", file):
            wanted = [f"tests/{match[1]}", f"tests/test_{match[1]}.py"]
        elif match := re.match(r"pages/(\w+)/", file):
            wanted = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(f"tests/pages/test_{match[1]}*.py"))
        elif re.match(r"tests/(?!browser/|benchmarks/).*test_\w+\.py$", file):
            wanted = [file]
        elif match := re.match(r"tests/(?!browser/|benchmarks/)(\w+)/", file):
            wanted = [f"tests/{match[1]}"]
        elif file.startswith("pages/"):
            wanted = ["tests/pages"]
        else:
            wanted = []
        found |= dict.fromkeys(one for one in wanted if (ROOT / one).exists())
    return list(dict.fromkeys([*(found or FAST), *ALWAYS]))


if __name__ == "__main__":
    print("\n".join(wanted_by(changed())))
