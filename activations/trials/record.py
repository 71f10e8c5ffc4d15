"""The record of the last full run, shipped with the lab, so that a fresh clone opens with verdicts."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from activations.language import marked as N_
from activations.language.text import Text
from activations.trials.result import Result

RECORD = Path(__file__).with_name("record.json")
MINUTE, HOUR, DAY, MONTH = 60, 3600, 86_400, 30 * 86_400  # seconds


def write_record(path: str | Path, results: Iterable[Result]) -> None:
    """The results as JSON, one a line, so that a change of one shows as one. Raises OSError."""
    lines = ",\n".join(json.dumps(result.to_plain(), ensure_ascii=False, allow_nan=False) for result in results)
    Path(path).write_text(f'{{"results": [\n{lines}\n]}}\n', encoding="utf-8")


def read_record(path: str | Path = RECORD) -> dict[str, Result]:
    """The recorded results by trial id; none where there is no such file. Raises ValueError if it is no record."""
    path = Path(path)
    if not path.exists():
        return {}
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))["results"]
        results = [Result.from_plain(one) for one in plain]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} is not a record of trials: {error!r}.") from error
    return {result.trial: result for result in results}


@cache
def recorded_verdicts() -> dict[str, str]:
    """The verdict of each trial in the record that is shipped; none if it cannot be read, which the store tells."""
    try:
        return {name: result.verdict for name, result in read_record().items()}
    except ValueError:
        return {}


def moment(created: str) -> datetime:
    """Result.created as a time; one that names no zone is in UTC."""
    found = datetime.fromisoformat(created)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def age(created: str, now: datetime | None = None) -> Text:
    """How long ago that was, in words: "just now", "3 minutes ago", "on 2026-03-01"."""
    then = moment(created)
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    if seconds < MINUTE:  # a clock that was set back included
        return Text(N_("just now"))
    if seconds < HOUR:
        return _counted(int(seconds // MINUTE), N_("1 minute ago"), N_("{count} minutes ago"))
    if seconds < DAY:
        return _counted(int(seconds // HOUR), N_("1 hour ago"), N_("{count} hours ago"))
    if seconds < MONTH:
        return _counted(int(seconds // DAY), N_("1 day ago"), N_("{count} days ago"))
    return Text(N_("on {date}"), date=then.date().isoformat())


def _counted(count: int, one: str, many: str) -> Text:
    return Text(one) if count == 1 else Text(many, count=count)
