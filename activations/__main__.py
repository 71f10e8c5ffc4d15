"""`python -m activations`: what the lab does without a browser."""

import argparse
import sys
from collections.abc import Sequence

from activations.trials import command


def main(arguments: Sequence[str] | None = None, trials_module: str = "activations.trials") -> int:
    """Carry out the command line; the exit code. `trials_module` is the module that knows the trials."""
    parser = argparse.ArgumentParser(prog="python -m activations", description="Activation Lab without a browser.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    trials = commands.add_parser("trials", help="carry out the trials of the note's claims")
    command.add_arguments(trials)
    return command.run(parser.parse_args(arguments), trials.error, trials_module)


if __name__ == "__main__":
    sys.exit(main())
