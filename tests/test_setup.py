"""scripts/setup.sh chooses a build of PyTorch: with stand-ins for pip, Python, nvidia-smi and uname."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PIN = next(line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if line.startswith("torch=="))

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="scripts/run.sh is for Debian and Ubuntu"),
    pytest.mark.skipif(Path("/proc/driver/nvidia/version").exists(), reason="this machine has an NVIDIA driver"),
]

# The first argument after "-" is a version to compare with the one that is installed, or an address to be opened.
PYTHON = """#!/bin/sh
cat > /dev/null
case "$2" in
  https:*) echo "opened $2" >> calls; exit "$INDEX_FAILS" ;;
  *) [ "$2" = "$INSTALLED" ] ;;
esac
"""
PIP = """#!/bin/sh
echo "pip $*" >> calls
case "$*" in *--index-url*) exit "$WHEEL_FAILS" ;; esac
"""


@pytest.fixture
def set_up(tmp_path):
    """set_up(...) sources scripts/setup.sh in a folder of its own: the lines that it said, and what it called."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.sh", tmp_path / "scripts")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    own, found = tmp_path / ".venv" / "bin", tmp_path / "bin"
    own.mkdir(parents=True)
    found.mkdir()

    def write(file: Path, text: str) -> None:
        file.write_text(text)
        file.chmod(0o755)

    write(own / "python", PYTHON)
    write(own / "pip", PIP)

    def run(*, gpu=False, index_fails=0, wheel_fails=0, installed="", system="Linux") -> tuple[str, list[str]]:
        calls = tmp_path / "calls"
        calls.write_text("")
        write(found / "nvidia-smi", f"#!/bin/sh\nexit {0 if gpu else 9}\n")
        write(found / "uname", f"#!/bin/sh\necho {system}\n")
        given = {"INDEX_FAILS": str(index_fails), "WHEEL_FAILS": str(wheel_fails), "INSTALLED": installed}
        path = f"{found}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", "source scripts/setup.sh requirements.txt"],
            cwd=tmp_path,
            env=os.environ | given | {"PATH": path, "PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout, calls.read_text().splitlines()

    return run


FROM_INDEX = f"pip install --quiet --disable-pip-version-check --no-deps --index-url {CPU_INDEX} {PIN}"
ALL = "pip install --quiet --disable-pip-version-check -r requirements.txt"
OPENED = f"opened {CPU_INDEX}/torch/"


def test_without_a_gpu_torch_comes_without_cuda(set_up):
    said, calls = set_up()
    assert said == f"PyTorch: the build without CUDA of {CPU_INDEX}, for there is no NVIDIA GPU.\n"
    assert calls == [OPENED, FROM_INDEX, ALL]


def test_with_a_gpu_torch_is_what_pip_finds(set_up):
    said, calls = set_up(gpu=True)
    assert said == "PyTorch: the build that pip finds, with CUDA, for there is an NVIDIA GPU.\n"
    assert calls == [ALL]


@pytest.mark.parametrize("failure", ["index_fails", "wheel_fails"])
def test_where_the_index_cannot_be_reached_torch_is_what_pip_finds(set_up, failure):
    said, calls = set_up(**{failure: 1})
    assert said.startswith("PyTorch: the build that pip finds, which may bring CUDA, for")
    assert calls == [OPENED, *([FROM_INDEX] if failure == "wheel_fails" else []), ALL]


@pytest.mark.parametrize("kept", [{"installed": PIN.removeprefix("torch==")}, {"system": "Darwin"}])
def test_a_build_that_is_there_stays_and_elsewhere_pip_finds_one_without_cuda(set_up, kept):
    said, calls = set_up(**kept)
    assert said == ""
    assert calls == [ALL]


def test_a_second_start_installs_nothing(set_up):
    set_up()
    assert set_up() == ("", [])
