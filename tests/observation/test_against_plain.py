"""Every measure of an observation is what a slow look at one network, unit and sample finds."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.observation import Observer
from activations.observation.max_slope import max_slope
from activations.observation.measures import BINS, HIGH, LOW
from tests.observation.plain import PlainNetwork, entropy_rank

ARMS = (
    Arm("sigmoid"),
    Arm("relu"),
    Arm("leaky_relu"),
    Arm("prelu"),
    Arm("gelu"),
    Arm("hardshrink"),
    Arm("step"),
    Arm("squared_relu"),
    Arm("crelu"),
    Arm("maxout", k=3),
    Arm("maxout"),
    Arm("swiglu"),
)
SETTINGS = {"widths": (5, 3), "seeds": 2, "samples": 60, "batch_size": 8, "dtype": "float64"}


BUILDS = {
    "binary": {"data": "circle"},
    "regression": {"data": "sine"},
    "classes": {"data": "digits"},
    "batch norm, residual": {"norm": "batch", "residual": True, "widths": (4, 4, 4)},
    "layer norm": {"norm": "layer", "data": "sine"},
    "residual": {"residual": True, "widths": (4, 4, 4, 3), "learnable_per_unit": True},
    "matched": {"match": "parameters", "data": "sine", "widths": (6, 4)},
}


@pytest.fixture(scope="module", params=list(BUILDS))
def looked(request):
    """A trainer after some steps, and what was observed with 20 steps between."""
    trainer = Trainer(Experiment(arms=ARMS, learning_rate=0.05, **SETTINGS | BUILDS[request.param]))
    observer = Observer(trainer)
    trainer.advance(20)
    observer.observe()
    before = {(arm, seed): PlainNetwork(trainer, arm, seed).weights for arm in range(len(ARMS)) for seed in range(2)}
    trainer.advance(20)
    return trainer, observer.observe(everything=True), before


def networks(looked):
    trainer, observation, _ = looked
    for arm in range(len(ARMS)):
        for seed in range(2):
            yield arm, seed, PlainNetwork(trainer, arm, seed).backward(), observation


def test_units(looked):
    trainer = looked[0]
    for arm, seed, plain, seen in networks(looked):
        numbers, stack = next(pair for pair in trainer.stacks if arm in pair[0])
        for layer, hidden in enumerate(plain.hidden):
            part = stack.layers[layer].slices[numbers.index(arm)]
            limits = 0.05 * max_slope(part, ARMS[arm], 2)[seed].expand(hidden.units)

            def own(name, layer=layer, arm=arm, seed=seed, seen=seen):
                return seen.of_layer(getattr(seen, name), layer)[arm, seed]

            for unit in range(hidden.units):
                slope = hidden.partials(unit).abs().amax((1, 2))
                outputs = hidden.a[:, unit :: hidden.units].detach()
                assert own("peak_slope")[unit] == pytest.approx(float(slope.max()), rel=1e-5, abs=1e-12)
                assert own("saturated")[unit] == pytest.approx(float((slope < limits[unit]).double().mean()), abs=1e-6)
                assert own("silent")[unit] == pytest.approx(float((outputs == 0).double().mean()), abs=1e-6)
                assert own("mean")[unit] == pytest.approx(float(outputs.mean()), rel=1e-5, abs=1e-7)
                assert own("deviation")[unit] == pytest.approx(float(outputs.std(correction=0)), rel=1e-5, abs=1e-7)
                dead = bool((slope <= 1e-6).all())
                assert bool(seen.of_layer(seen.dead(), layer)[arm, seed, unit]) == dead
                gently = bool((slope <= 1e-2).all())
                assert bool(seen.of_layer(seen.dead(1e-2), layer)[arm, seed, unit]) == gently
                z = hidden.blocks[:, unit].detach()
                if hidden.pieces == 1:
                    assert own("highest")[unit] == pytest.approx(float(z.max()), rel=1e-5, abs=1e-7)
                    assert bool(seen.of_layer(seen.off(), layer)[arm, seed, unit]) == bool((z <= 0).all())
                else:
                    assert np.isnan(own("highest")[unit])
                if ARMS[arm].key == "maxout":
                    winners = set(z.argmax(1).tolist())
                    assert own("never_winning")[unit] == hidden.pieces - len(winners)
                else:
                    assert own("never_winning")[unit] == 255


def test_how_often_the_pieces_of_maxout_win(looked):
    for arm, seed, plain, seen in networks(looked):
        for layer, hidden in enumerate(plain.hidden):
            shares = seen.piece_share[arm, seed, layer]
            if ARMS[arm].key != "maxout":
                assert np.isnan(shares).all()
                continue
            wins = np.array(
                [
                    np.sort(np.bincount(hidden.blocks[:, unit].argmax(1).numpy(), minlength=hidden.pieces))[::-1]
                    for unit in range(hidden.units)
                ]
            )
            samples = hidden.blocks.shape[0]
            np.testing.assert_allclose(shares[: hidden.pieces], wins.mean(0) / samples, rtol=1e-5)


def test_gradients_weights_and_updates(looked):
    _, seen, before = looked
    assert seen.update_steps == 20
    for arm, seed, plain, _ in networks(looked):
        assert seen.loss[arm, seed] == pytest.approx(plain.loss.item(), rel=1e-10)
        for layer, (z, weight) in enumerate(zip(plain.z, plain.weights, strict=True)):
            of_samples = z.grad * len(z)
            change = weight.detach() - before[arm, seed][layer].detach()
            expected = {
                "gradient_z": rms(of_samples),
                "gradient_w": rms(weight.grad),
                "weight_size": rms(weight),
                "update_ratio": rms(change) / 20 / rms(weight),
            }
            for name, value in expected.items():
                assert getattr(seen, name)[arm, seed, layer] == pytest.approx(value, rel=1e-9, abs=1e-14), name


def rms(values):
    return float(values.detach().square().mean().sqrt())


def test_effective_rank(looked):
    for arm, seed, plain, seen in networks(looked):
        for layer, hidden in enumerate(plain.hidden):
            expected = entropy_rank(hidden.a.detach().numpy())
            assert seen.rank[arm, seed, layer] == pytest.approx(expected, rel=1e-5, abs=1e-5)
            assert seen.rank_step[arm, seed, layer] == seen.step


def test_agreement_over_the_batch(looked):
    compared = 0
    for arm, seed, plain, seen in networks(looked):
        for layer, weight in enumerate(plain.weights):
            try:
                agreements = np.array([plain.agreement(layer, unit) for unit in range(len(weight))])
            except ValueError:
                continue
            compared += 1
            found = seen.agreement_batch[arm, seed, layer]
            if np.isnan(agreements).all():
                assert np.isnan(found)
            else:
                assert found == pytest.approx(np.nanmean(agreements), rel=1e-9)
    assert compared > 2 * len(ARMS)


def test_agreement_of_single_samples():
    trainer = Trainer(Experiment(arms=ARMS, data="circle", learning_rate=0.05, **SETTINGS))
    trainer.advance(30)
    seen = Observer(trainer).observe()
    for arm in range(len(ARMS)):
        alone = [PlainNetwork(trainer, arm, 0, [sample]).backward() for sample in range(seen.samples)]
        for layer, weight in enumerate(alone[0].weights):
            agreements = np.array([one.agreement(layer, unit) for one in alone for unit in range(len(weight))])
            if np.isnan(agreements).all():
                assert np.isnan(seen.agreement_sample[arm, 0, layer])
            else:
                assert seen.agreement_sample[arm, 0, layer] == pytest.approx(np.nanmean(agreements), rel=1e-9)


def test_histograms_count_every_pre_activation(looked):
    _, seen, _ = looked
    edges = np.concatenate([[-np.inf], np.linspace(LOW, HIGH, BINS + 1), [np.inf]])
    expected = np.zeros(seen.histogram.shape, dtype=int)
    for arm, _, plain, _ in networks(looked):
        for layer, hidden in enumerate(plain.hidden):
            for piece in range(hidden.pieces):
                z = hidden.blocks[..., piece].detach().numpy().ravel()
                expected[arm, layer, piece] += np.histogram(z, edges)[0]
    # A value next to an edge may round to its other side: the plain network adds up in another order.
    assert np.abs(seen.histogram - expected).sum() <= 4
    assert (seen.histogram.sum(-1) == expected.sum(-1)).all()


def test_float32_networks_are_seen_the_same():
    settings = SETTINGS | {"dtype": "float32"}
    trainer = Trainer(Experiment(arms=ARMS, learning_rate=0.05, **settings))
    trainer.advance(30)
    seen = Observer(trainer).observe()
    for arm in range(len(ARMS)):
        plain = PlainNetwork(trainer, arm, 1).backward()
        for layer, hidden in enumerate(plain.hidden):
            means = hidden.a.detach().unflatten(1, (hidden.outputs, -1)).mean((0, 1)).numpy()
            assert seen.of_layer(seen.mean, layer)[arm, 1] == pytest.approx(means, rel=1e-4, abs=1e-5)
            assert seen.gradient_w[arm, 1, layer] == pytest.approx(rms(plain.weights[layer].grad), rel=1e-3, abs=1e-7)
            rank = entropy_rank(hidden.a.detach().numpy())
            assert seen.rank[arm, 1, layer] == pytest.approx(rank, rel=1e-3, abs=1e-3)
    assert torch.get_num_threads() == 1
