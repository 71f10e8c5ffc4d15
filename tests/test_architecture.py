"""docs/architecture.md: the picture of the floors is fresh, the floors hold, and every file that it names is there."""

import re
from graphlib import CycleError

import pytest

from scripts import architecture
from scripts.architecture import FILE, ROOT


def test_the_picture_is_fresh():
    assert FILE.read_text("utf-8") == architecture.written(), "run `python -m scripts.architecture`"


def test_nothing_in_the_package_imports_streamlit_or_a_page():
    graph = architecture.arrows()
    assert {name for name in graph if name.startswith("activations.") and graph[name] & set(architecture.APP)} == set()
    imports = re.compile(r"^\s*(?:import|from) (?:streamlit|pages|browser)\b", re.MULTILINE)
    files = (ROOT / "activations").rglob("*.py")
    assert [str(file) for file in files if imports.search(file.read_text("utf-8"))] == []


def test_a_circle_is_refused_and_an_arrow_that_follows_from_others_is_left_out():
    with pytest.raises(CycleError):
        architecture.floors({"a": {"b"}, "b": {"a"}, "c": set()})
    graph = {"a": {"b", "c"}, "b": {"c"}, "c": set()}
    assert architecture.floors(graph) == [["c"], ["b"], ["a"]]
    assert architecture.reduced(graph) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_every_part_of_the_package_has_a_row():
    parts = [one for one in (ROOT / "activations").iterdir() if one.is_dir() or one.suffix == ".py"]
    names = [f"`activations/{one.name}{'/' * one.is_dir()}`" for one in parts if not one.name.startswith(("_", "."))]
    rows = "".join(line for line in FILE.read_text("utf-8").splitlines() if line.startswith("| `"))
    assert names
    assert [name for name in names if name not in rows] == []


def test_every_file_that_it_names_is_there():
    named = re.findall(r"`((?:activations|pages|browser|tests|scripts)/[^`]*|app\.py)`", FILE.read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
