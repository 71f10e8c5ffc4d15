"""The inside of a run that is opened late: filled in, it is what would have been seen from the start, to the bit."""

from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.experiment.intervention import from_text
from activations.live.trainer import past
from activations.live.trainer.past import steps_to_look_at
from activations.live.trainer.race import RaceJob
from tests.live.test_recording import DYING

KINDS = Experiment(
    arms=[Arm("relu"), Arm("prelu"), Arm("maxout"), Arm("swiglu")],
    widths=(6, 5),
    seeds=3,
    steps=90,
    batch_size=8,
    norm="batch",
    schedule="cosine",
    learning_rate=0.05,
    interventions=from_text("12:bias=0/-5, 33:rate=0.2"),
)
SPIKED = replace(DYING, interventions=from_text("40:spike=0+1/200"))
BY_HAND = [  # at steps at which it is looked at as well, and at others
    (20, {"do": "swap", "arms": [0], "to": Arm("elu").to_plain()}),
    (47, {"do": "spike", "arms": [0, 1], "value": 100.0}),
    (60, {"do": "revive", "arms": [1]}),
    (60, {"do": "rate", "value": 0.01}),
    (83, {"do": "off", "arms": [0], "layer": 0, "unit": 2}),
]
CLOSER = {"layer": 1, "unit": [1, 1, 3]}
WATCHED = {"path": {"layer": 1, "unit": 1, "weights": [0, 1]}, "raster": {"layer": 1, "arm": None}}
IN_TURN = ("rank", "agreement_batch", "agreement_sample")  # measured in turns, which begin where looking began


def to(run: RaceJob, step: int) -> None:
    """As when it plays, without frames."""
    while run.trainer.step < step:
        run.advance(step - run.trainer.step, float("inf"))


def look_closer(run: RaceJob) -> None:
    run.look_inside(True)
    run.inspect(CLOSER)
    run.watch(WATCHED)
    run.show_seed(1)


def filled(run: RaceJob) -> list:
    """The frames of the past, and the first one of now after them; as the worker works."""
    frames = []
    while run.past is not None or run.frame_due():
        if run.frame_due():
            frames.append(run.frame())
        run.work(0.01)
    return frames


def watched_from_the_start(experiment: Experiment, steps: list[int], acts=(), longer=()) -> dict:
    """Frames by step of a race whose inside is open from the start, looked at at these steps."""
    run = RaceJob(experiment)
    run.set_speed(1e9)  # the machine waits: every step of a path is recorded
    look_closer(run)
    run.play()
    frames = {}
    for step in sorted({*steps, *(at for at, _ in acts), *(at for at, _ in longer)}):
        to(run, step)
        if step in steps:
            frames[step] = run.frame(look=True)
        for at, act in acts:
            if at == step:
                run.intervene(act)
        for at, count in longer:
            if at == step:
                run.set_steps(count)
    return {"run": run, "frames": frames}


def same(one: dict, other: dict, but=()) -> None:
    assert set(one) - set(but) == set(other) - set(but)
    for name in set(one) - set(but):
        assert one[name].dtype == other[name].dtype, name
        assert one[name].tobytes() == other[name].tobytes(), name


def recorded(arrays: dict) -> dict:
    """What a frame of the past leaves out."""
    return {name: one for name, one in arrays.items() if past.is_recorded(name)}


def compare(frames: list, twin: dict) -> None:
    told = {
        header["step"]: (header, arrays)
        for header, arrays in frames
        if header["past"] and header["filling"] is not None
    }
    assert len(told) > 5
    before = -1
    for step, (header, arrays) in told.items():
        as_seen, seen = twin[step]
        same(arrays, {name: one for name, one in seen.items() if name not in recorded(seen)})
        assert arrays["inside.steps"].tolist() == [step]
        for name in ("closer", "raster", "path", "arms", "insights", "seed_shown", "learning_rate", "evaluated_at"):
            assert header[name] == as_seen[name], name
        assert header["interventions"][: header["done"]] == as_seen["interventions"][: as_seen["done"]]
        assert header["past"] == {"after": before}
        before = step


@pytest.mark.parametrize("experiment", [KINDS, SPIKED, replace(KINDS, dtype="float64", optimizer="adam")])
def test_a_finished_run_shows_what_would_have_been_seen(experiment):
    run = RaceJob(experiment)
    run.play()
    while run.busy:
        run.work(1.0)
    look_closer(run)
    frames = filled(run)
    steps = [header["step"] for header, _ in frames if header["filling"] is not None and header["past"]]
    twin = watched_from_the_start(experiment, [*steps, experiment.steps])
    compare(frames, twin["frames"])
    header, arrays = frames[-1]
    last = experiment.steps - 1
    assert (header["status"], header["filling"], header["past"]) == ("finished", None, {"after": last})
    as_seen, seen = twin["frames"][experiment.steps]
    turns = [f"inside.{name}" for name in IN_TURN]  # and of a run that has ended all is measured
    inside = {name for name in seen if name.startswith(("inside.", "path.", "raster.", "histogram", "unit"))}
    last = {name: arrays[name][-1:] if name.startswith("inside.") else arrays[name] for name in inside}
    same(last, {name: seen[name] for name in inside}, but=turns)
    assert header["path"] | {"widest": 1} == as_seen["path"]


def test_acts_by_hand_and_more_steps_are_repeated_and_what_follows_goes_on_from_there():
    short = replace(DYING, steps=70)
    run = RaceJob(short)
    run.play()
    acts = list(BY_HAND)
    while run.trainer.step < 110:
        while acts and acts[0][0] == run.trainer.step:
            run.intervene(acts.pop(0)[1])
        if run.trainer.step == 70:
            run.set_steps(200)
        to(run, min([act[0] for act in acts] + [110] + [70] * (run.trainer.step < 70)))
    run.pause()
    look_closer(run)
    frames = filled(run)
    steps = [header["step"] for header, _ in frames if header["filling"] is not None and header["past"]]
    assert {20, 21, 47, 48, 60, 61, 83, 84} <= set(steps)
    after = [130, 150]
    twin = watched_from_the_start(short, [*steps, *after], BY_HAND, [(70, 200)])
    compare(frames, twin["frames"])
    run.set_speed(1e9)
    run.play()
    for step in after:
        to(run, step)
        header, arrays = run.frame(look=True)
        as_seen, seen = twin["frames"][step]
        turns = [f"inside.{name}" for name in IN_TURN]
        same(arrays, seen, but=[*turns, *recorded(seen)])
        assert {**header["path"], "widest": 1} == as_seen["path"]
    for run_, name in ((run, "late"), (twin["run"], "early")):
        assert run_.looks is not None, name
    one, other = run.looks.latest, twin["run"].looks.latest
    assert one.frozen_since.tobytes() == other.frozen_since.tobytes()
    assert (one.frozen_since < 110).any()


def test_a_run_that_plays_goes_on_and_what_was_seen_meanwhile_is_counted_from_the_start():
    experiment = replace(SPIKED, steps=100_000)
    run = RaceJob(experiment)
    run.play()
    to(run, 200)
    look_closer(run)
    frames, seen = [], []
    while run.past is not None or run.frame_due() or not frames:
        if run.frame_due():
            frames.append(run.frame())
            if frames[-1][0]["filling"] is not None and not frames[-1][0]["past"]:
                seen.append(frames[-1])
        run.work(0.01)
        if frames and frames[-1][0]["past"] and frames[-1][0]["filling"] is None:
            break
    assert run.trainer.step > 200
    assert np.isnan(
        np.concatenate([arrays["inside.died"].ravel() for _, arrays in seen if "inside.died" in arrays])
    ).all()
    header, arrays = frames[-1]
    steps = [one["step"] for one, _ in frames if one["filling"] is not None and one["past"]]
    assert header["past"] == {"after": 199}
    assert steps[-1] == 200
    rows = arrays["inside.steps"].tolist()
    assert rows[0] > 200
    twin = watched_from_the_start(experiment, [*steps, *rows])
    compare(frames, twin["frames"])
    for place, step in enumerate(rows):
        _, expected = twin["frames"][step]
        for name in ("dead", "died", "revived", "saturated", "gradient_z", "update_ratio"):
            assert arrays[f"inside.{name}"][place].tobytes() == expected[f"inside.{name}"][-1].tobytes(), (name, step)
    assert arrays["inside.died"].max() > 0


def test_it_is_dropped_when_the_view_is_closed_and_begins_again_when_another_unit_is_chosen():
    run = RaceJob(SPIKED)
    run.play()
    while run.busy:
        run.work(1.0)
    run.look_inside(True)
    run.frame()
    assert run.past is not None
    run.look_inside(False)
    assert run.past is None
    run.frame()
    assert not run.busy
    run.look_inside(True)
    filled(run)
    for do in (lambda: run.inspect(CLOSER), lambda: run.show_seed(1), lambda: run.watch(WATCHED)):
        do()
        assert any(header["past"] == {"after": -1} for header, _ in filled(run))
    run.inspect({"layer": 1, "unit": None})  # less is asked for
    assert not any(header["past"] for header, _ in filled(run))
    run.reset()
    assert run.frame()[0]["filling"] is None
    assert not run.busy


def test_a_run_that_is_looked_into_from_the_start_has_nothing_to_fill_in():
    run = RaceJob(SPIKED)
    look_closer(run)
    run.frame()
    run.play()
    while run.busy:
        run.work(0.01)
        assert run.past is None
        if run.frame_due():
            assert run.frame()[0]["past"] is None


@pytest.mark.parametrize("until", [0, 1, 9, 10, 1000, 100_000])
def test_the_steps_to_look_at_have_the_ends_and_what_is_around_events_and_are_few(until):
    events = [step for step in (0, 3, 500, 99_999) if step <= until]
    steps = steps_to_look_at(until, events)
    assert steps == sorted(set(steps))
    assert steps[0] == 0
    assert steps[-1] == until
    assert set(events) <= set(steps)
    assert len(steps) <= past.MAX_LOOKS + 2 * len(events) + 1
    assert steps_to_look_at(until, range(min(until, 3000))) is not None
    assert len(steps_to_look_at(until, range(min(until, 3000)))) <= past.MAX_LOOKS + 2 * past.MAX_EVENTS + 1
