"""The shipped record: of trials as they are now, and what it says comes out again."""

import json
from pathlib import Path

from activations.trials import find, trials
from activations.trials.command import table
from activations.trials.record import read_record
from tests.trials.waiting import finish

VERDICTS = Path(__file__).parents[2] / "docs" / "verdicts.md"
QUICK, SECONDS = 8, 1.0  # trials carried out again here: the whole record takes minutes
AGAIN = "carry it out again: python -m activations trials {name} --record activations/trials/record.json"


def test_the_record_is_of_trials_as_they_are_now():
    record = read_record()
    known = {trial.id: trial for trial in trials()}
    assert set(record) == set(known), AGAIN.format(name=" ".join(sorted(set(known) ^ set(record))))
    for name, result in record.items():
        settings = json.loads(json.dumps(known[name].checked({})))
        assert result.standard
        assert (result.seeds, result.settings) == (known[name].seeds, settings), AGAIN.format(name=name)


def test_the_document_shows_what_the_record_holds_of_every_trial():
    shown = VERDICTS.read_text("utf-8").partition("<!-- trials:begin -->")[2].partition("<!-- trials:end -->")[0]
    recorded = table.markdown(trials(), read_record(), {})
    rows = [[line for line in text.splitlines() if line.startswith("|")] for text in (shown, recorded)]
    again = "python -m activations trials --no-run --record activations/trials/record.json --tables docs/verdicts.md"
    assert rows[0] == rows[1], f"write it again: {again}"


def test_the_quickest_trials_come_to_the_recorded_verdicts_again():
    settled = [result for result in read_record().values() if find(result.trial).kind != "timing"]
    quick = sorted((result for result in settled if result.seconds <= SECONDS), key=lambda result: result.seconds)
    assert quick
    for result in quick[:QUICK]:
        again = finish(find(result.trial))
        assert again.verdict == result.verdict, AGAIN.format(name=result.trial)
