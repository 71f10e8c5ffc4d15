"""What the lab does from a command line: `python -m activations` without a browser, `activation-lab` the app."""

import argparse
import importlib.util
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from activations.trials import command

BESIDE = Path(__file__).resolve().parents[1]  # the folder in which the package lies
PLACES = (BESIDE / "activation_lab_app", BESIDE)  # of the app: installed, and in a checkout


def main(arguments: Sequence[str] | None = None, trials_module: str = "activations.trials") -> int:
    """Carry out the command line; the exit code. `trials_module` is the module that knows the trials."""
    parser = argparse.ArgumentParser(prog="python -m activations", description="Activation Lab without a browser.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    trials = commands.add_parser("trials", help="carry out the trials of the note's claims")
    command.add_arguments(trials)
    return command.run(parser.parse_args(arguments), trials.error, trials_module)


def app() -> None:
    """`activation-lab [options of streamlit run]`: start the app, from any folder."""
    script = next((place / "app.py" for place in PLACES if (place / "app.py").is_file()), None)
    if script is None:
        sys.exit("The app is not installed with this package: install it again with `pip install .`.")
    if importlib.util.find_spec("streamlit") is None:
        sys.exit("Streamlit is not installed: install it with `pip install -r requirements.txt`.")
    # In this process, as `python -m streamlit run` would: Ctrl-C and the exit code are Streamlit's own everywhere.
    sys.argv = ["streamlit", "run", str(script), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.exit(main())
