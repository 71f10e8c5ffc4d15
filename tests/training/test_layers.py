"""An activation for each layer: as a value, refused with a sentence, and equal to plain PyTorch."""

import numpy as np
import pytest

from activations import Arm, Experiment, Trainer
from tests.training.reference import PlainRun

MIXED = (
    Arm("relu", layers=["tanh", Arm("elu", alpha=0.5)]),
    Arm("maxout", layers=["prelu", "crelu"]),
    Arm("swiglu", layers=["relu"]),
    Arm("prelu", layers=["sigmoid", "swish"]),
    Arm("tanh"),
)


def test_it_is_a_value_with_a_name():
    arm = MIXED[0]
    assert arm == Arm("relu", layers=(Arm("tanh"), Arm("elu", alpha=0.5)))
    assert arm != Arm("relu")
    assert len({arm, Arm.from_plain(arm.to_plain())}) == 1
    assert arm.label == "ReLU → Tanh → ELU 0.5"
    assert Arm("relu", layers=["relu", "tanh", "tanh"]) == Arm("relu", layers=["relu", "tanh"])
    assert Arm("relu", layers=["relu"]) == Arm("relu")
    assert Arm("relu", layers=["relu", "relu", "tanh"]).label == "ReLU ×3 → Tanh"
    assert eval(repr(arm)) == arm
    assert [arm.at(layer).label for layer in range(5)] == ["ReLU", "Tanh", "ELU 0.5", "ELU 0.5", "ELU 0.5"]
    assert "layers" not in Arm("relu").to_plain()
    experiment = Experiment(arms=MIXED, widths=(4, 4, 4))
    assert Experiment.from_json(experiment.to_json()) == experiment


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Arm("relu", layers="tanh"), "layers = 'tanh' is not allowed"),
        (lambda: Arm("relu", layers=[3]), r"layers = \[3\] is not allowed"),
        (lambda: Arm("relu", layers=["tahn"]), "'tahn'"),
        (lambda: Arm("relu", layers=[MIXED[0]]), "cannot have layers of its own"),
        (lambda: Arm.from_plain({"activation": "relu", "layers": 3}), "not a list of arms"),
        (lambda: Arm.from_plain({"activation": "relu", "layers": [3]}), "3 is not an arm"),
        (lambda: Arm.from_plain({"activation": "relu", "parameters": {"layers": ["tanh"]}}), "not a list of arms"),
        (lambda: Experiment(arms=MIXED, widths=(8, 8)), "ReLU → Tanh → ELU 0.5 has activations for 3 hidden layers"),
    ],
)
def test_what_cannot_be_says_why(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize("match", ["units", "parameters"])
@pytest.mark.parametrize("norm", ["none", "layer"])
def test_they_equal_plain_networks(norm, match):
    setting = {"widths": (6, 5, 7), "norm": norm, "match": match, "batch_size": 9, "learning_rate": 0.01}
    trainer = Trainer(Experiment(arms=MIXED, seeds=2, dtype="float64", optimizer="adam", clip=1.0, **setting))
    plain = [[PlainRun(trainer, arm, seed) for seed in range(2)] for arm in range(len(MIXED))]
    for number, arm in enumerate(MIXED):
        count = sum(parameter.numel() for parameter in plain[number][0].network.parameters())
        assert count == trainer.experiment.plan().of(arm).weights
    trainer.advance(40)
    for row in plain:
        for run in row:
            run.advance(40)
    expected = np.array([[run.loss("test") for run in row] for row in plain])
    np.testing.assert_allclose(trainer.snapshot().test_loss, expected, rtol=1e-10)


def test_companions_do_not_matter():
    setting = {"widths": (6, 5, 7), "seeds": 3, "batch_size": 7}
    together = Trainer(Experiment(arms=MIXED, **setting))
    together.advance(30)
    for row, arm in enumerate(MIXED):
        alone = Trainer(Experiment(arms=[arm], **setting))
        alone.advance(30)
        assert alone.snapshot().test_loss[0].tobytes() == together.snapshot().test_loss[row].tobytes()


def test_learned_parameters_and_a_swap_go_layer_by_layer():
    trainer = Trainer(Experiment(arms=MIXED, widths=(4, 4, 4), seeds=2))
    trainer.advance(20)
    learned = trainer.learned(3)
    assert set(learned) == {"weight", "beta"}
    assert np.isnan(learned["weight"]).tolist() == [[False, True, True]] * 2
    assert np.isnan(learned["beta"]).tolist() == [[True, True, False]] * 2
    trainer.intervene("swap", arms=3, to=Arm("prelu"))
    assert np.isfinite(trainer.learned(3)["weight"]).all()
    trainer.advance(5)
    for arm in (1, 2):
        with pytest.raises(ValueError, match="weights are kept"):
            trainer.intervene("swap", arms=arm, to=Arm("relu"))
    with pytest.raises(ValueError, match="one activation for all layers"):
        trainer.intervene("swap", arms=4, to=Arm("relu", layers=["tanh"]))
