"""The lab as `pip install .` leaves it: the package, and the command that starts the app from any folder."""

import os
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, START_WITHIN, start_server

APP = "activation_lab_app"
WORKER = "activations.live.trainer.worker"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built without a network: its backend is in requirements-dev.txt."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], check=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory) -> Path:
    """The folder of programs of an environment with the wheel in it, and with the packages of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    Path(paths["purelib"], "packages.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    python = Path(paths["scripts"], "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True, timeout=120)
    return Path(paths["scripts"])


@pytest.fixture(scope="module")
def installed(scripts: Path, tmp_path_factory):
    """`activation-lab`, started in a folder that has nothing to do with the lab."""
    folder = tmp_path_factory.mktemp("elsewhere")
    command = [str(scripts / "activation-lab"), "--server.headless", "true"]
    running = start_server(folder / "log.txt", command, folder)
    yield running
    running.close()
    assert running.complaints() == []


def tracked(*folders: str) -> set[str]:
    """The files of the repository in these folders, relative to its root."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *folders], cwd=ROOT, capture_output=True)
    return {name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()}


def test_the_wheel_holds_the_package_and_the_app_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    app = tracked("app.py", "pages", "browser", ".streamlit/config.toml")
    wanted = tracked("activations") | {f"{APP}/{name}" for name in app}
    assert {name for name in names if ".dist-info/" not in name} == wanted
    assert {"activations/locale/zh_CN/LC_MESSAGES/note.po", "activations/trials/record.json"} <= names


def test_the_wheel_needs_what_requirements_txt_lists(wheel):
    with zipfile.ZipFile(wheel) as files:
        metadata = next(files.read(name).decode() for name in files.namelist() if name.endswith("/METADATA"))
    needed = {
        line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-Dist")
    }
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert needed == {line for line in lines if line and not line.startswith("#")}


def test_the_package_is_imported_from_any_folder(scripts, tmp_path):
    line = "import activations, sys; print(activations.__file__); print(len(activations.CATALOGUE))"
    done = subprocess.run([scripts / "python", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    file, count = done.stdout.split()
    assert Path(file).is_relative_to(scripts.parent)
    assert int(count) > 0


def test_the_command_opens_the_first_page_with_the_labs_own_settings(installed, browser):
    page = browser.new_page(base_url=installed.url, locale="en-GB", color_scheme="light")
    page.goto("/")
    page.wait_for_selector(".js-plotly-plot .scatterlayer .trace")
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    red, green, blue = (
        int(settings["theme"]["light"]["backgroundColor"][place : place + 2], 16) for place in (1, 3, 5)
    )
    colour = page.eval_on_selector('[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor")
    assert colour == f"rgb({red}, {green}, {blue})"
    page.close()


def test_the_trainer_starts_there_with_the_installed_package(installed, scripts):
    ends = time.monotonic() + START_WITHIN
    while not (found := installed.children(WORKER)):
        assert time.monotonic() < ends, installed.log.read_text()
        time.sleep(0.1)
    assert Path(found[0].cwd()).is_relative_to(scripts.parent)
    assert Path(found[0].cmdline()[0]) == scripts / "python"


def test_options_of_streamlit_are_passed_on(scripts, tmp_path):
    done = subprocess.run(
        [scripts / "activation-lab", "--server.port", "many"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert done.returncode == 2
    assert "Invalid value for '--server.port'" in done.stderr
