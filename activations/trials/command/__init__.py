"""`python -m activations trials`: carries out trials without a browser and writes their verdicts down."""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from activations import checks
from activations.trials.command import repetitions, table
from activations.trials.command.pool import Event, Task, carry_out
from activations.trials.record import read_record, write_record
from activations.trials.result import Result
from activations.trials.store import StoreError, open_store
from activations.trials.trial import KINDS, Trial

APART = 1000  # between the first seeds of two repetitions: no seed is used twice
UNKNOWN_COST = 5.0  # seconds: until a trial has been carried out once
MAX_PROCESSES = 64
FAILED, INTERRUPTED = 1, 130  # exit codes

DESCRIPTION = (
    "Carry out trials of the note's claims without a browser and write down their verdicts. Without ids: all of them. "
    "Results are also kept in the store that the app reads (ACTIVATION_LAB_STORE, by default in your data folder)."
)
EPILOG = """\
examples:
  python -m activations trials
  python -m activations trials relu.faster elu.cost --first-seed 100
  python -m activations trials --section relu --kind identity --kind property
  python -m activations trials --record activations/trials/record.json --tables docs/verdicts.md
  python -m activations trials --repetitions 10 --markdown repetitions.md --csv repetitions.csv

The table goes to standard output, how things go to standard error. Ctrl-C keeps what is finished.
The exit code is 0 if every trial came to its end, whatever its verdict; 1 if one ended with an error; 130 after Ctrl-C.
"""


@dataclass
class Court:
    """What has been found so far."""

    trials: Mapping[str, Trial]
    runs: list[tuple[Task, Result | None, str]] = field(default_factory=list)  # in the order in which they ended

    @property
    def first(self) -> dict[str, Result]:
        """The results of the first repetition."""
        return {task.trial: result for task, result, _ in self.runs if result is not None and task.repetition == 0}

    @property
    def errors(self) -> dict[str, str]:
        """Of the trials of which no first result came about."""
        return {task.trial: error for task, _, error in self.runs if error and task.trial not in self.first}

    @property
    def repeated(self) -> dict[str, dict[int, Result]]:
        """All results, by trial and number of the repetition."""
        found: dict[str, dict[int, Result]] = {}
        for task, result, _ in self.runs:
            if result is not None:
                found.setdefault(task.trial, {})[task.repetition] = result
        return found


def whole(low: int, high: int):
    """A type of argument: whole numbers from low to high."""

    def read(text: str) -> int:
        try:
            return checks.whole("it", int(text), low, high)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from {low:,} to {high:,}") from None

    return read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("ids", nargs="*", metavar="ID", help="a trial, such as relu.faster")
    parser.add_argument("--section", action="append", default=[], help="only trials of this part of the note (relu, …)")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help="only trials of this kind")
    parser.add_argument("--list", action="store_true", help="list the trials and carry out none")
    parser.add_argument(
        "--processes",
        type=whole(1, MAX_PROCESSES),
        default=2,
        metavar="N",
        help="how many trials at a time (default 2), one thread each; trials that measure time run alone, at the end",
    )
    parser.add_argument("--first-seed", type=whole(0, 10**9), default=0, metavar="N", help="default 0")
    parser.add_argument(
        "--repetitions",
        type=whole(1, 1000),
        default=1,
        metavar="N",
        help="repeat all on other seeds and show how far the verdicts agree",
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="one line per trial and repetition")
    parser.add_argument("--record", type=Path, metavar="FILE", help="the results as JSON; others in FILE are kept")
    parser.add_argument(
        "--tables",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- trials:begin --> and <!-- trials:end --> (and that of the repetitions between "
        "<!-- repetitions:begin --> and <!-- repetitions:end -->)",
    )
    parser.add_argument("--no-run", action="store_true", help="carry out no trial: write the files again from --record")
    parser.add_argument("--no-store", action="store_true", help="do not keep the results in the store")


def run(arguments: argparse.Namespace, fail, trials_module: str = "activations.trials") -> int:
    """The exit code. `fail` ends the program with a sentence; `trials_module` is the module that knows the trials."""
    known = {trial.id: trial for trial in importlib.import_module(trials_module).trials()}
    chosen = choose(known, arguments, fail)
    if arguments.list:
        for trial in chosen:
            print(f"{trial.id:32} {trial.kind:10} {table.claim_of(trial)}")
        return 0
    if arguments.no_run and arguments.record is None:
        fail("--no-run writes what --record FILE holds: name the file")
    if arguments.no_run and arguments.repetitions > 1:
        fail("--no-run does not go with --repetitions: a record holds one result per trial")
    check_files(arguments, fail)
    court = Court({trial.id: trial for trial in chosen})
    interrupted = False
    try:
        if not arguments.no_run:
            hear(court, planned(chosen, arguments), arguments, trials_module)
    except KeyboardInterrupt:
        interrupted = True
        print("Stopped. What is finished is kept.", file=sys.stderr)
    write(court, known, arguments, interrupted)
    return INTERRUPTED if interrupted else FAILED if any(error for *_, error in court.runs) else 0


def choose(known: Mapping[str, Trial], arguments: argparse.Namespace, fail) -> list[Trial]:
    """The trials asked for, in the note's order."""
    for name in arguments.ids:
        if name not in known:
            fail(f"there is no trial {name!r}; --list shows all of them")
    sections = list(dict.fromkeys(name.split(".")[0] for name in known))
    for section in arguments.section:
        if section not in sections:
            fail(f"there is no section {section!r}; choose from {', '.join(sections)}")
    chosen = [
        trial
        for trial in known.values()
        if (not arguments.ids or trial.id in arguments.ids)
        and (not arguments.section or trial.id.split(".")[0] in arguments.section)
        and (not arguments.kind or trial.kind in arguments.kind)
    ]
    if not chosen:
        fail("no trial is of that section and kind; --list shows all of them")
    return chosen


def check_files(arguments: argparse.Namespace, fail) -> None:
    """Say before minutes of work that a file cannot be written."""
    for path in (arguments.markdown, arguments.csv, arguments.record, arguments.tables):
        if path is None:
            continue
        place = path if path.exists() else path.absolute().parent
        if path.is_dir() or not place.exists() or not os.access(place, os.W_OK):
            fail(f"{path} cannot be written: give a file in a folder that exists and may be written to")
    if arguments.record is not None:
        try:
            read_record(arguments.record)
        except ValueError as error:
            fail(str(error))
    if arguments.tables is not None:
        try:
            text = arguments.tables.read_text(encoding="utf-8")
            for name in ("trials", "repetitions")[: 1 + (arguments.repetitions > 1)]:
                table.placed(text, name, "")
        except (OSError, ValueError) as error:
            fail(f"{arguments.tables}: {error}")


def planned(chosen: Sequence[Trial], arguments: argparse.Namespace) -> list[Task]:
    """All tasks, of each repetition the longest first, so that no process is left with a long one at the end."""
    record = read_record()
    tasks = [
        Task(
            trial=trial.id,
            first_seed=arguments.first_seed + repetition * APART,
            repetition=repetition,
            alone=trial.kind == "timing",
            cost=max(0.1, record[trial.id].seconds) if trial.id in record else UNKNOWN_COST,
        )
        for repetition in range(arguments.repetitions)
        for trial in chosen
    ]
    return sorted(tasks, key=lambda task: (task.repetition, -task.cost))


def hear(court: Court, tasks: Sequence[Task], arguments: argparse.Namespace, trials_module: str) -> None:
    """Carry out the tasks, with a bar on standard error, and keep what they find."""
    store = None if arguments.no_store else open_store()
    if store is not None and store.problem:
        print(store.problem, file=sys.stderr)
    shares: dict[Task, float] = {}
    layout = "{desc} {percentage:3.0f} %|{bar}| {elapsed}, {remaining} left{postfix}"
    with tqdm(total=sum(task.cost for task in tasks), bar_format=layout, file=sys.stderr, dynamic_ncols=True) as bar:
        events = carry_out(tasks, arguments.processes, trials_module)
        try:
            for event in events:
                share = 1.0 if event.finished else event.done
                if event.finished:
                    court.runs.append((event.task, event.result, event.error))
                bar.set_description_str(f"{len(court.runs)}/{len(tasks)} trials", refresh=False)
                bar.set_postfix_str(f"{event.task.trial}: {event.doing}" if event.doing else "", refresh=False)
                step = event.task.cost * (share - shares.get(event.task, 0.0))
                bar.update(min(step, bar.total - bar.n))  # shares do not add up to the last bit
                shares[event.task] = share
                if event.finished:
                    bar.write(said(court.trials[event.task.trial], event), file=sys.stderr)
                    if store is not None and event.result is not None and event.task.repetition == 0:
                        try:
                            store.add(event.result)
                        except StoreError as error:
                            bar.write(str(error), file=sys.stderr)
        finally:
            events.close()


def said(trial: Trial, event: Event) -> str:
    """One line on a finished task."""
    name = trial.id if event.task.repetition == 0 else f"{trial.id} #{event.task.repetition + 1}"
    if event.result is None:
        return f"{event.trace}{name:32} ERROR {event.error}"
    rows = "; ".join(table.measured(row, trial.chart.percent) for row in table.main_rows(event.result))
    return f"{name:32} {event.result.verdict:14} {event.result.seconds:5.1f} s  {rows}"


def write(court: Court, known: Mapping[str, Trial], arguments: argparse.Namespace, interrupted: bool) -> None:
    """The files asked for; without any, the table on standard output."""
    results, errors, trials = court.first, court.errors, list(court.trials.values())
    if arguments.record is not None:
        results = {name: one for name, one in read_record(arguments.record).items() if name in known} | results
        trials = list(known.values())
        write_record(arguments.record, [results[trial.id] for trial in trials if trial.id in results])
    verdicts = table.markdown(trials, results, errors)
    repeated = repetitions.markdown(trials, court.repeated) if arguments.repetitions > 1 else ""
    whole_text = verdicts + ("\n" + repeated if repeated else "")
    if arguments.csv is not None:
        table.write_csv(arguments.csv, court.trials, court.runs)
    if arguments.markdown is not None:
        arguments.markdown.write_text(whole_text, encoding="utf-8")
    else:
        print(whole_text, end="")
    if arguments.tables is not None:
        if interrupted:
            print(f"{arguments.tables} is left as it is: it shows whole runs only.", file=sys.stderr)
            return
        text = table.placed(arguments.tables.read_text(encoding="utf-8"), "trials", verdicts)
        if repeated:
            text = table.placed(text, "repetitions", repeated)
        arguments.tables.write_text(text, encoding="utf-8")
