"""The project's own files agree with one another."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_citation_is_of_this_version_and_licence():
    citation = dict(re.findall(r'^([\w-]+): "?(.+?)"?$', text_of("CITATION.cff"), re.MULTILINE))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["abstract"] == PROJECT["description"]


def test_the_changelog_begins_with_what_is_not_released_yet():
    assert re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)[0] == "[Unreleased]"


def test_hooks_before_a_commit_are_local_and_are_checks_of_the_test_command():
    hooks = text_of(".pre-commit-config.yaml")
    assert re.findall(r"repo: (.+)", hooks) == ["local"]
    entries = re.findall(r"entry: (.+)", hooks)
    assert len(entries) == len(re.findall(r"language: system", hooks)) > 0
    for entry in entries:
        program = re.match(r"(?:npx --no-install )?(?:\S*/)?(\w+(?: (?:format|check))?)", entry)[1]
        assert program in text_of("scripts/test.sh"), program


@pytest.mark.parametrize("name", ["hatchling", "hatch-requirements-txt"])
def test_the_build_backend_is_pinned_for_the_tests(name):
    assert re.search(rf"^{name}==", text_of("requirements-dev.txt"), re.MULTILINE)


def test_the_image_of_docker_has_everything_that_the_app_runs_on():
    ignored = text_of(".dockerignore").splitlines()
    wheel = tomllib.loads(text_of("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = [*wheel["packages"], *wheel["force-include"], "requirements.txt"]
    assert [name for name in needed if name.split("/")[0] in ignored] == []
    assert "COPY --chown=lab . ." in text_of("Dockerfile")
