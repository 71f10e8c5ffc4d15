"""The recipes of CONTRIBUTING.md that can be carried out as they stand, in a copy of the repository."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

# A step: the line that says where, and the block that follows it.
STEP = re.compile(
    r"(?:^In `(?P<file>[^`]+)`, (?P<where>[^\n]*):|^[^\n`#][^\n]*)\n\n```(?P<kind>\w+)\n(?P<lines>.*?)```",
    re.MULTILINE | re.DOTALL,
)
NEW = "a new file"

ADDED = {
    "Add an activation function": (
        "from activations import CATALOGUE; from activations.figures.gallery import tile\n"
        "print(CATALOGUE['capped_relu'].name, 'capped_relu' in list(CATALOGUE), bool(tile('capped_relu')))",
        "Capped ReLU True True",
    ),
    "Add a data set": (
        "from activations import Arm, Experiment, Trainer\n"
        "trainer = Trainer(Experiment(arms=[Arm('tanh')], data='pinwheel', seeds=2))\n"
        "before = trainer.snapshot().train_loss; trainer.advance(300)\n"
        "print((trainer.snapshot().train_loss < before).all())",
        "True",
    ),
    "Add an optimiser": (
        "from activations import Arm, Experiment, Trainer\n"
        "trainer = Trainer(Experiment(arms=[Arm('tanh')], optimizer='adagrad', seeds=2))\n"
        "before = trainer.snapshot().train_loss; trainer.advance(300)\n"
        "print((trainer.snapshot().train_loss < before).all())",
        "True",
    ),
    "Add a chart in *Look inside*": (
        "from activations import Arm, Experiment\n"
        "from activations.figures.race.inside import cards\n"
        "print([card['title'] for card in cards(Experiment(arms=[Arm('tanh')]), 'weights', 1)][1])",
        "Gradient of the weights, layer 2",
    ),
    "Add a page": (
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('pages/shell.py', default_timeout=60).run()\n"
        "app.query_params['function'] = 'relu'\n"
        "app.switch_page('slopes/page.py').run()\n"
        "print(len(app.exception), app.selectbox[0].value, 'slopes' in app.session_state['pages'])",
        "0 relu True",
    ),
}


def recipe(title: str) -> str:
    """The section of CONTRIBUTING.md with this title."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def place(text: str, where: str) -> int:
    """Where in `text`, the file so far, a step's lines go. Raises ValueError if the words or the place are unknown."""
    if where == NEW:
        return len(text)
    if above := re.fullmatch(r"above `(.+)`", where):
        return re.search(rf"^ *{re.escape(above[1])}", text, re.MULTILINE).start()
    if last := re.fullmatch(r"as the last entry of `(\w+)`", where):
        begin = re.search(rf"^{last[1]}\b.*[({{\[]$", text, re.MULTILINE).end()
        return begin + re.search(r"^[)}\]]$", text[begin:], re.MULTILINE).start()
    raise ValueError(f"Nobody can tell where this is: {where!r}.")


def translated(text: str, lines: str) -> str:
    """A .po file with the given translations in place of empty ones. Raises ValueError if a text is not waiting."""
    for said in re.findall(r'^(msgid ".+"\n)(msgstr ".+")$', lines, re.MULTILINE):
        waiting = f'{said[0]}msgstr ""\n'
        if text.count(waiting) != 1:
            raise ValueError(f"No text waits for this translation: {said}.")
        text = text.replace(waiting, "".join(said) + "\n")
    return text


@pytest.fixture
def copy(tmp_path) -> Path:
    """A scratch copy of the repository: what git tracks, and new files that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def carry_out(command: str, folder: Path, *, allowed: tuple[int, ...] = (0,)) -> str:
    """One line of a block of bash, with this Python; what it printed."""
    words = shlex.split(command)
    assert words[:2] == ["python", "-m"], f"the recipes use Python's modules only: {command}"
    done = subprocess.run([sys.executable, *words[1:]], cwd=folder, capture_output=True, text=True, timeout=400)
    assert done.returncode in allowed, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def edit(step: re.Match, copy: Path) -> None:
    """Do to a file what a step says."""
    file = copy / step["file"]
    if step["where"] == NEW:
        file.parent.mkdir(exist_ok=True)
        file.touch(exist_ok=False)
    text = file.read_text("utf-8")
    if step["kind"] == "po":
        file.write_text(translated(text, step["lines"]), encoding="utf-8")
    else:
        at = place(text, step["where"])
        file.write_text(text[:at] + step["lines"] + text[at:], encoding="utf-8")


def together(commands: list[str]) -> str:
    """Several commands of pytest as one, which selects all that any of them does."""
    paths: dict[str, None] = {}
    chosen = []
    for words in map(shlex.split, commands):
        assert words[:3] == ["python", "-m", "pytest"]
        files, _, expression = (part.split("\0") for part in "\0".join(words[3:]).partition("\0-k\0"))
        paths |= dict.fromkeys(files)
        chosen.append(" ".join(expression) or " or ".join(Path(file).stem for file in files))
    return shlex.join(["python", "-m", "pytest", "-v", *paths, "-k", " or ".join(f"({one})" for one in chosen)])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_recipes_carried_out_as_they_stand_add_what_they_say(copy):
    """All in one copy, side by side: what several of them run, such as collecting texts, is run once for all."""
    waiting = {title: list(STEP.finditer(recipe(title))) for title in ADDED}
    assert all(waiting.values())
    tests: dict[str, str] = {}  # the command of each recipe
    while any(waiting.values()):
        commands: dict[str, None] = {}
        for title, steps in waiting.items():
            while steps and steps[0]["kind"] != "bash":
                edit(steps.pop(0), copy)
            for command in steps.pop(0)["lines"].splitlines() if steps else ():
                if "pytest" in command:
                    tests[title] = command
                else:
                    commands[command] = None
        for command in commands:
            carry_out(command, copy, allowed=(0, 1) if "scripts.texts" in command else (0,))
    assert set(tests) == set(ADDED)
    printed = carry_out(together(list(tests.values())), copy)
    for title, command in tests.items():
        files, _, expression = command.removeprefix("python -m pytest ").partition(" -k ")
        keyword = expression.strip('"').split()[0] if expression else ""
        passed = [line for line in printed.splitlines() if " PASSED" in line and keyword in line.lower()]
        assert any(line.startswith(tuple(files.split())) for line in passed), f"{title}\n{printed[-6000:]}"
    for title, (script, expected) in ADDED.items():
        shown = subprocess.run([sys.executable, "-c", script], cwd=copy, capture_output=True, text=True, timeout=120)
        assert shown.stdout.strip() == expected, f"{title}\n{shown.stderr}"


def test_every_file_that_a_recipe_names_is_there():
    named = re.findall(r"`((?:activations|pages|browser|tests|scripts|docs)/[^`<…]*)`", TEXT)
    assert named
    new = {step["file"] for step in STEP.finditer(TEXT) if step["where"] == NEW}
    assert [name for name in named if name not in new and not (ROOT / name).exists()] == []
