"""What a live run records beside its curves: deaths and revivals, the path of two weights, learnable parameters."""

from dataclasses import replace

import numpy as np
import pytest

from activations import Arm, Experiment
from activations.live.trainer import weight_path
from activations.live.trainer.race import RaceJob
from activations.live.trainer.recorded import Evaluations
from tests.live.test_race import SMALL, take
from tests.observation.plain import PlainNetwork

DYING = Experiment(
    arms=[Arm("relu"), Arm("leaky_relu")],
    data="sine",
    noise=0.0,
    widths=(24, 8),
    seeds=2,
    steps=200,
    batch_size=8,
    learning_rate=0.02,
)
LEARNING = Experiment(arms=[Arm("prelu"), Arm("relu"), Arm("swish")], widths=(4, 3), seeds=3, steps=400, batch_size=8)


def dead_units(run: RaceJob, arm: int, layer: int, seed: int) -> np.ndarray:
    """By plain PyTorch: which units have |f'(z)| <= 1e-6 on every sample."""
    hidden = PlainNetwork(run.trainer, arm, seed).hidden[layer]
    return np.array([bool((hidden.partials(unit).abs() <= 1e-6).all()) for unit in range(hidden.units)])


def test_who_died_and_who_revived_is_counted_and_drawn_unit_by_unit():
    run = RaceJob(DYING)
    run.look_inside(True)
    run.watch({"raster": {"layer": 1, "arm": None}})
    run.show_seed(1)
    seen = {"died": np.zeros((2, 2)), "revived": np.zeros((2, 2))}
    drawn, before = [], None
    for turn in range(12):
        if turn == 2:
            run.intervene({"do": "spike", "arms": [0, 1], "value": 200.0})
        if turn == 9:
            run.intervene({"do": "revive", "arms": [0]})
        if turn:
            take(run, 10)
        header, arrays = run.frame()
        now = [[np.concatenate([dead_units(run, arm, layer, seed) for seed in (0, 1)]) for layer in (0, 1)]
               for arm in (0, 1)]  # fmt: skip
        if before is not None:
            for arm, layer in np.ndindex(2, 2):
                seen["died"][arm, layer] += (now[arm][layer] & ~before[arm][layer]).sum()
                seen["revived"][arm, layer] += (before[arm][layer] & ~now[arm][layer]).sum()
        before = now
        drawn.append(dead_units(run, 0, 1, 1))
        np.testing.assert_array_equal(arrays["inside.died"][-1], seen["died"])
        np.testing.assert_array_equal(arrays["inside.revived"][-1], seen["revived"])
    assert seen["died"][0].sum() > 3  # ReLU's
    assert seen["revived"][0].sum() > 0
    assert not seen["died"][1].any()  # leaky ReLU's
    by_seed = [int(dead_units(run, 0, 1, seed).sum()) for seed in (0, 1)]
    most = {"most_in": int(by_seed[1] > by_seed[0]), "most": max(by_seed)}
    assert header["raster"] == {"arm": 0, "units": 8, "layer": 1, "seed": 1, **most}
    assert arrays["raster.at"].tolist() == list(range(0, 120, 10))
    np.testing.assert_array_equal(np.unpackbits(arrays["raster.dead"], axis=1)[:, :8], np.array(drawn))
    run.reset()
    header, arrays = run.frame()
    assert arrays["raster.at"].tolist() == [0]
    assert not arrays["inside.died"].any()


def test_a_path_is_recorded_from_the_moment_it_is_chosen_step_by_step():
    run = RaceJob(SMALL)
    take(run, 7)
    run.watch({"path": {"layer": 1, "unit": 2, "weights": [3, 0]}})
    expected = []
    for _ in range(5):
        expected.append([PlainNetwork(run.trainer, arm, 0).weights[1][2, [3, 0]].tolist() for arm in (0, 1)])
        take(run, 1)
    take(run, 20)
    header, arrays = run.frame()
    assert arrays["path.at"].tolist() == list(range(7, 33))
    np.testing.assert_allclose(arrays["path.points"][:5], expected, rtol=1e-6)
    moves = np.diff(arrays["path.points"].astype(float), axis=0)
    both = [one[(one != 0).all(1)] for one in moves.transpose(1, 0, 2)]  # a silent unit does not move
    assert header["path"]["same_way"] == pytest.approx([(one.prod(1) > 0).mean() for one in both], abs=1e-4)
    assert (header["path"]["since"], header["path"]["every"], header["path"]["widest"]) == (7, 1, 1)
    run.show_seed(1)  # another network: another path, from now on
    assert run.frame()[0]["path"]["since"] == 32
    run.reset()
    take(run, 3)
    assert run.frame()[1]["path.at"].tolist() == [0, 1, 2, 3]
    run.watch(None)
    header, arrays = run.frame()
    assert header["path"] == {}
    assert "path.at" not in arrays
    with pytest.raises(ValueError, match="weight = 9 does not exist in all arms"):
        run.watch({"path": {"layer": 1, "unit": 2, "weights": [9, 0]}})


def test_where_steps_are_fast_fewer_of_them_are_recorded_and_that_is_said():
    run = RaceJob(SMALL)
    run.watch({"path": {"layer": 0, "unit": 0, "weights": [0, 1]}})
    for _ in range(3 * weight_path.STRETCHES):  # thrice it is thought over
        run.trainer.advance(4)
        run.weight_path.record(1e-9, unhurried=False)  # as if a step took no time
    header, points = run.weight_path.frame()
    assert header["every"] == header["widest"] == 8
    gaps = np.diff(points["path.at"])
    assert (gaps[0], gaps[-1]) == (1, 4)
    run.weight_path.record(1e-9, unhurried=True)
    run.trainer.advance(5)
    run.weight_path.record(1e-9, unhurried=True)
    assert np.diff(run.weight_path.frame()[1]["path.at"])[-4:].tolist() == [1] * 4


def test_learnable_parameters_are_followed_and_a_swap_leaves_a_gap():
    run = RaceJob(LEARNING)
    take(run, 40)
    _, first = run.frame()
    names = {"learned.steps", "learned.0.weight", "learned.2.beta"}
    assert {name for name in first if name.startswith("learned.")} == names
    assert first["learned.0.weight"][0].tolist() == [[0.25] * 2] * 3
    values = run.trainer.learned(0)["weight"]
    by_hand = [np.median(values, axis=0), values.min(0), values.max(0)]
    np.testing.assert_allclose(first["learned.0.weight"][-1], by_hand, rtol=1e-6)
    run.intervene({"do": "swap", "arms": [1], "to": Arm("prelu").to_plain()})
    run.intervene({"do": "swap", "arms": [0], "to": Arm("prelu", weight=0.5).to_plain()})
    run.intervene({"do": "swap", "arms": [2], "to": Arm("relu").to_plain()})
    take(run, 40)
    _, then = run.frame()
    assert "learned.2.beta" not in then
    for name in ("learned.0.weight", "learned.1.weight"):
        assert np.isnan(then[name][0]).all()
        assert np.isfinite(then[name][1:]).all()
    run.reset()
    _, again = run.frame()
    assert again["learned.steps"].tolist() == [0]
    np.testing.assert_array_equal(again["learned.0.weight"], first["learned.0.weight"][:1])
    own = RaceJob(Experiment(arms=[Arm("prelu")], widths=(4, 3), seeds=2, learnable_per_unit=True))
    take(own, 40)
    units = own.trainer.learned(0)["weight"]  # [seeds, layers, units]
    last = own.frame()[1]["learned.0.weight"][-1]
    np.testing.assert_allclose(last[0], np.nanmedian(units, axis=(0, 2)), rtol=1e-6)
    np.testing.assert_allclose(last[2], np.nanmax(units, axis=(0, 2)), rtol=1e-6)


def test_the_middle_of_the_curves_is_the_median_of_the_live_seeds_and_not_their_mean():
    run = RaceJob(Experiment(arms=[Arm("relu"), Arm("tanh")], widths=(4,), seeds=5, steps=40, batch_size=8))
    take(run, 40)
    _, arrays = run.frame()
    snapshot = run.trainer.snapshot()
    for name in ("train_loss", "test_loss", "test_accuracy"):
        values = getattr(snapshot, name)
        by_hand = [np.sort(values, axis=1)[:, 2], values.min(1), values.max(1)]
        np.testing.assert_array_equal(arrays[name][-1], np.array(by_hand, dtype=np.float32))
    assert (np.abs(snapshot.train_loss.mean(1) - np.sort(snapshot.train_loss, axis=1)[:, 2]) > 1e-4).all()
    lost = replace(snapshot, diverged=np.array([[True] * 5, [True, False, False, True, False]]))
    row = Evaluations()
    row.add(lost)
    middle, low, high = row.arrays(2)["train_loss"][0]
    kept = np.sort(snapshot.train_loss[1, [1, 2, 4]]).astype(np.float32)
    assert np.isnan([middle[0], low[0], high[0]]).all()
    assert [low[1], middle[1], high[1]] == kept.tolist()
