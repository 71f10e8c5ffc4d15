"""All trials: found by id, in the note's order, and defined so that they can be shown and bent."""

from pathlib import Path

import pytest

from activations.note.claims import CLAIMS
from activations.trials import claims, find, trials
from activations.trials.trial import KINDS, POLICIES

CLAIMS_FOLDER = Path(claims.__file__).parent
every = pytest.mark.parametrize("trial", trials(), ids=lambda trial: trial.id)


@every
def test_a_trial_is_whole(trial):
    assert find(trial.id) is trial
    assert trial.id in CLAIMS
    assert trial.kind in KINDS
    assert trial.policy in POLICIES
    assert trial.prediction.endswith(".")
    assert trial.method.endswith(".")
    assert trial.explains.endswith(".")
    assert not trial.flip or trial.flip in {knob.name for knob in trial.knobs}
    assert trial.seeds == 1 or trial.least_seeds >= 2
    for case in trial.cases:
        settings = trial.checked(case.settings)  # possible, and possible in a race
        if trial.experiment:
            assert trial.experiment(settings).arms


def test_every_claim_of_the_note_has_one_trial_in_the_note_s_order():
    assert [trial.id for trial in trials()] == list(CLAIMS)


def test_no_claim_imports_another_claim_s_module():
    for file in CLAIMS_FOLDER.rglob("*.py"):
        assert "import activations.trials.claims" not in (source := file.read_text("utf-8")), file
        assert "from activations.trials.claims" not in source, file


def test_an_unknown_id_is_told():
    with pytest.raises(ValueError, match=r"no trial 'relu.slower': there are"):
        find("relu.slower")
