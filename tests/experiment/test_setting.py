"""One entry is enough: a new optimiser, init, schedule or field is checked, stored, drawn, linked and told at once."""

import math
from dataclasses import dataclass, fields

import pytest

from activations import Arm, Experiment, Trainer
from activations.checks import InvalidSetting
from activations.experiment.experiment import GROUPS, INITS, SCHEDULES
from activations.experiment.init import Init
from activations.experiment.schedule import Schedule
from activations.experiment.setting import Choice, Whole, setting
from activations.optimizer import OPTIMIZERS, Sgd
from pages.race import form
from tests.pages.test_race import race as race  # a fixture

RELU = (Arm("relu"),)


class HalfSgd(Sgd):
    """Half the step of SGD, with the setting of another optimiser."""

    label = "Half SGD"
    uses = ("momentum",)

    def __init__(self, weights, decay, momentum):
        super().__init__(weights, decay)

    def update(self, gradient, rate, factors):
        super().update(gradient.mul_(0.5), rate, factors)


@pytest.fixture
def longer(monkeypatch):
    """One more optimiser, init, schedule and field: each an entry, and nothing else."""
    monkeypatch.setitem(OPTIMIZERS, "half", HalfSgd)
    monkeypatch.setitem(
        INITS, "tiny", Init("Tiny", lambda layer: 1e-3 * layer.scaled(layer.settings["init_gain"]), "init_gain")
    )
    monkeypatch.setitem(SCHEDULES, "slow", Schedule("slow", lambda length, steps, step: 1 / length, uses_length=True))

    @dataclass(frozen=True, kw_only=True)
    class Longer(Experiment):
        patience: int = setting(Whole(1, 77), 5, label="Patience", group="run", limit="{high:,} of patience")

    monkeypatch.setattr(form, "USUAL", Longer(arms=RELU, batch_size=16))
    return Longer


def test_check_json_and_limits_know_them(longer):
    made = longer(arms=RELU, optimizer="half", init="tiny", schedule="slow", schedule_steps=4, patience=7)
    assert longer.from_json(made.to_json()) == made
    assert '"patience": 7' in made.to_json()
    for name, value, told in (
        ("optimizer", "third", "adamw.*, half"),
        ("init", "huge", "torch, tiny"),
        ("schedule", "fast", "warmup, slow"),
        ("patience", 78, "from 1 to 77"),
    ):
        with pytest.raises(InvalidSetting, match=told) as refused:
            longer(arms=RELU, **{name: value})
        assert refused.value.field == name
    assert "77 of patience" in longer.limits_in_words()
    assert "patience" not in Experiment.limits_in_words()


def test_the_engine_trains_with_them():
    halves = {}
    for optimizer in ("sgd", "half"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(OPTIMIZERS, "half", HalfSgd)
            trainer = Trainer(Experiment(arms=RELU, optimizer=optimizer, seeds=1, dtype="float64"))
            ((_numbers, stack),) = trainer.stacks
            before = stack.flat.clone()
            trainer.advance(1)
            halves[optimizer] = stack.flat - before
    assert (halves["half"] * 2 - halves["sgd"]).abs().max() < 1e-12


def test_an_init_and_a_schedule_reach_the_engine(longer):
    trainer = Trainer(Experiment(arms=RELU, init="tiny", init_gain=2.0, schedule="slow", schedule_steps=4, seeds=1))
    ((_numbers, stack),) = trainer.stacks
    assert stack.deviation(0, 0, 0) == 1e-3 * 2.0 / math.sqrt(2)
    assert trainer.experiment.rate_factor(17) == 0.25


def test_form_and_link_know_them(longer, race):
    race.selectbox(key="optimizer").set_value("half")
    race.selectbox(key="init").set_value("tiny")
    race.selectbox(key="schedule").set_value("slow")
    race.number_input(key="patience").set_value(9).run()
    assert not race.exception
    assert "Half SGD" in race.selectbox(key="optimizer").options
    assert [race.number_input(key=key).value for key in ("momentum", "init_gain", "schedule_steps")] == [0.9, 1.0, 1000]
    shown = race.session_state["link_shown"]
    assert [shown[name] for name in ("optimizer", "init", "schedule", "patience")] == [
        ["half"],
        ["tiny"],
        ["slow"],
        ["9"],
    ]
    race.number_input(key="patience").set_value(78).run()
    assert "patience = 78 is not allowed" in " ".join(error.value for error in race.error)
    assert form.controls_of(longer(arms=RELU, patience=3))["patience"] == 3


@pytest.mark.parametrize("field", fields(Experiment), ids=lambda field: field.name)
def test_a_field_has_all_that_is_to_be_known_of_it(field):
    one = field.metadata["setting"]
    assert bool(one.label) == (one.link is not None)  # what a link can say has a control
    assert not one.label or one.group in GROUPS
    if isinstance(one.kind, Choice):
        labels = one.kind.labels()
        assert list(labels) == list(one.kind.table())
        assert all(isinstance(label, str) and label for label in labels.values())
        assert len(set(labels.values())) == len(labels)


def test_a_refusal_names_its_field():
    for name, wrong in {"seeds": 0, "widths": (0,), "arms": (), "clip": -1, "batch_size": 999, "formula": 3}.items():
        with pytest.raises(InvalidSetting) as refused:
            Experiment(**{"arms": RELU, name: wrong})
        assert refused.value.field == name
    with pytest.raises(InvalidSetting) as refused:
        Experiment(arms=[Arm("relu", layers=["tanh", "relu"])], widths=(4,))
    assert refused.value.field == "arms"
