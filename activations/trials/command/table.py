"""The verdicts as a table: Markdown for people, CSV for programs, and between two marks of a document."""

import csv
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from activations.note.claims import CLAIMS
from activations.trials.record import moment
from activations.trials.result import VERDICTS, Estimate, Result
from activations.trials.trial import FAILS, HOLDS, Trial

COLUMNS = ("Claim", "Verdict", "Measured, with its 95 % interval", "Seeds", "Seconds", "Id")
FIELDS: tuple[str, ...] = (
    "trial",
    "section",
    "kind",
    "claim",
    "verdict",
    "sentence",
    "measured",
    "case",
    "value",
    "low",
    "high",
    "bound",
    "seeds",
    "diverged",
    "grid_edge",
    "repetition",
    "first_seed",
    "seconds",
    "device",
    "versions",
    "created",
    "error",
)


def claim_of(trial: Trial) -> str:
    """The claim in words; of a trial that tries no sentence of the note, its prediction."""
    return CLAIMS[trial.id].words if trial.id in CLAIMS else trial.prediction


def main_rows(result: Result) -> tuple[Estimate, ...]:
    """The estimates that show the verdict: one; of "depends" one that holds and one that fails; none if none decide."""
    wanted = {"holds": (HOLDS,), "does not hold": (FAILS,), "depends": (HOLDS, FAILS)}.get(result.verdict, ())
    found = [next((row for row in result.rows if row.decision == decision), None) for decision in wanted]
    if not wanted:
        found = [next((row for row in result.rows if row.decision), None)]
    return tuple(row for row in found if row is not None)


def amount(value: float, percent: bool = False) -> str:
    """A number to three digits that count; shares in per cent."""
    if not math.isfinite(value):
        return "–"
    scaled = 100 * value if percent else value
    text = f"{scaled:,.0f}" if 1000 <= abs(scaled) < 1e6 else f"{scaled:.3g}"
    return f"{text} %" if percent else text


def measured(row: Estimate, percent: bool = False) -> str:
    """An estimate in one line: "large – ratio: 0.86 [0.80, 0.92]"."""
    name = f"{row.case} – {row.label}" if row.case else str(row.label)
    if not row.known:
        return f"{name}: {row.note}" if row.note else f"{name}: no number"
    bound = "≥ " if row.at_least else "≤ " if row.at_most else ""
    text = f"{name}: {bound}{amount(row.value, percent)}"
    if row.low != row.high:
        text += f" [{amount(row.low, percent)}, {amount(row.high, percent)}]"
    return text + (", the best rate at the end of its grid" if row.grid_edge else "")


def head(results: Sequence[Result]) -> str:
    """When, on what and with what the results were found."""
    if not results:
        return "No trial has been carried out."
    moments = sorted(moment(result.created) for result in results)
    days = list(dict.fromkeys(f"{one:%Y-%m-%d}" for one in (moments[0], moments[-1])))
    versions = list(dict.fromkeys(", ".join(f"{k} {v}" for k, v in result.versions.items()) for result in results))
    devices = list(dict.fromkeys(result.device for result in results))
    counts = {verdict: sum(result.verdict == verdict for result in results) for verdict in VERDICTS}
    counted = ", ".join(f"{count} × {verdict}" for verdict, count in counts.items() if count)
    count = "1 trial" if len(results) == 1 else f"{len(results)} trials"
    return (
        f"{count}: {counted}. Measured {' to '.join(days)} on {', '.join(devices)} "
        f"({os.cpu_count()} cores, one thread per trial), {'; '.join(versions)}; "
        f"{sum(result.seconds for result in results):,.0f} seconds of work."
    )


def markdown(trials: Iterable[Trial], results: Mapping[str, Result], errors: Mapping[str, str]) -> str:
    """The head and one line per trial, in the order of `trials`; those without result or error are left out."""
    known = [trial for trial in trials if trial.id in results or trial.id in errors]
    lines = [
        head([results[trial.id] for trial in known if trial.id in results]),
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---|---:|---:|---|",
    ]
    for trial in known:
        if trial.id in errors:
            cells = [claim_of(trial), "**error**", errors[trial.id], "", "", f"`{trial.id}`"]
        else:
            result = results[trial.id]
            effect = "<br>".join(cell(measured(row, trial.chart.percent)) for row in main_rows(result))
            seconds = f"{result.seconds:.1f}"
            cells = [claim_of(trial), f"**{result.verdict}**", effect, str(result.seeds), seconds, f"`{trial.id}`"]
        lines.append(f"| {' | '.join(cell(one) for one in cells)} |")
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Text that does not break out of its cell."""
    return text.replace("\\|", "|").replace("|", "\\|").replace("\n", " ")


def write_csv(path: str | Path, trials: Mapping[str, Trial], runs: Iterable[tuple]) -> None:
    """One line per (task, result or None, error) of `runs`. Raises OSError."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, restval="")
        writer.writeheader()
        for task, result, error in runs:
            trial = trials[task.trial]
            line: dict[str, Any] = {
                "trial": trial.id,
                "section": trial.id.split(".")[0],
                "kind": trial.kind,
                "claim": claim_of(trial),
                "repetition": task.repetition + 1,
                "first_seed": task.first_seed,
                "error": error,
            }
            writer.writerow(line if result is None else line | plain(result))


def plain(result: Result) -> dict:
    """What a result says, by the names of FIELDS."""
    line = {
        "verdict": result.verdict,
        "sentence": str(result.sentence),
        "seeds": result.seeds,
        "seconds": result.seconds,
        "device": result.device,
        "versions": ", ".join(f"{name} {version}" for name, version in result.versions.items()),
        "created": result.created,
    }
    for row in main_rows(result)[:1]:
        line |= {"measured": str(row.label), "case": row.case, "diverged": row.diverged, "grid_edge": row.grid_edge}
        line["bound"] = "at least" if row.at_least else "at most" if row.at_most else ""
        if row.known:
            line |= {"value": row.value, "low": row.low, "high": row.high}
    return line


def placed(text: str, name: str, table: str) -> str:
    """`text` with `table` between the marks of `name`. Raises ValueError if it has no such marks."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = text.partition(begin)
    _, also, after = rest.partition(end)
    if not (found and also):
        raise ValueError(f"The lines {begin} and {end} are missing: the table goes between them.")
    return f"{before}{begin}\n\n{table}\n{end}{after}"
