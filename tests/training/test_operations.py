"""What interventions do to networks: replayed to the bit, in one arm alone, frozen, off, started afresh."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.experiment.intervention import from_text, to_text
from activations.training.surgery import dead_units
from tests.experiment.test_intervention import ARMS, EVERY_KIND


def same_numbers(one: Trainer, other: Trainer) -> bool:
    first, second = one.snapshot(), other.snapshot()
    return all(
        getattr(first, name).tobytes() == getattr(second, name).tobytes() for name in ("train_loss", "test_loss")
    )


def stack_of(trainer: Trainer, arm: int):
    """The stack that an arm is in, and its place there."""
    numbers, stack = next(pair for pair in trainer.stacks if arm in pair[0])
    return stack, numbers.index(arm)


@pytest.mark.parametrize(("data", "optimizer"), [("circle", "sgd"), ("sine", "momentum"), ("circle", "adam")])
def test_a_run_with_interventions_by_hand_replays_from_its_record(optimizer, data):
    setting = {"arms": ARMS, "optimizer": optimizer, "data": data, "learning_rate": 0.01, "seeds": 3}
    by_hand = Trainer(Experiment(**setting))
    for act in from_text(EVERY_KIND):
        by_hand.advance(act.step - by_hand.step)
        by_hand.intervene(act.do, arms=act.arms, value=act.value, to=act.to, layer=act.layer, unit=act.unit)
        by_hand.snapshot()  # looking changes nothing
    by_hand.advance(100 - by_hand.step)
    assert to_text(by_hand.interventions) == EVERY_KIND
    planned = Trainer(Experiment(**setting, interventions=by_hand.interventions))
    assert to_text(planned.planned) == EVERY_KIND
    planned.advance(100)
    assert same_numbers(planned, by_hand)
    assert planned.interventions == by_hand.interventions
    assert planned.arms == by_hand.arms == [from_text(EVERY_KIND)[1].to, Arm("geglu"), Arm("elu", alpha=0.5),
                                            *ARMS[3:5], from_text(EVERY_KIND)[3].to]  # fmt: skip
    planned.reset()
    assert planned.arms == ARMS
    for steps in (11, 1, 2, 27, 59):
        planned.advance(steps)
    assert same_numbers(planned, by_hand)
    by_hand.reset()
    by_hand.advance(100)
    untouched = Trainer(Experiment(**setting))
    untouched.advance(100)
    assert same_numbers(by_hand, untouched)
    assert not same_numbers(planned, untouched)


def test_interventions_in_one_arm_leave_the_others_and_depend_on_none():
    setting = {"learning_rate": 0.02, "seeds": 3, "widths": (8, 5), "batch_size": 9}
    text = "10:swap=0/prelu, 20:spike=0/50, 25:off=0/1/2, 30:revive=0, 40:swap=0/elu"
    arms = [Arm("relu"), Arm("tanh"), Arm("maxout"), Arm("swish")]
    operated = Trainer(Experiment(arms=arms, interventions=from_text(text), **setting))
    alone = Trainer(Experiment(arms=arms[:1], interventions=from_text(text), **setting))
    left = Trainer(Experiment(arms=arms, **setting))
    for trainer in (operated, alone, left):
        trainer.advance(70)
    found = operated.snapshot().train_loss
    assert found[0].tobytes() == alone.snapshot().train_loss[0].tobytes()
    assert found[1:].tobytes() == left.snapshot().train_loss[1:].tobytes()
    assert found[0].tobytes() != left.snapshot().train_loss[0].tobytes()


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_frozen_layer_does_not_move_a_bit(optimizer):
    trainer = Trainer(Experiment(arms=[Arm("prelu"), Arm("tanh")], optimizer=optimizer, widths=(8, 8), seeds=2))
    trainer.advance(20)
    trainer.intervene("freeze", layer=1)
    ((_, stack),) = trainer.stacks

    def bits():
        learned = [
            [value.clone() for part in layer.slices for value in part.learnable.values()] for layer in stack.layers
        ]
        return [
            [layer.weight.clone(), layer.bias.clone(), *more] for layer, more in zip(stack.layers, learned, strict=True)
        ]

    before = bits()
    trainer.advance(20)
    moved = [
        [not torch.equal(*pair) for pair in zip(*layers, strict=True)] for layers in zip(before, bits(), strict=True)
    ]
    assert [all(layer) for layer in moved] == [True, False, True]
    assert not any(moved[1])
    trainer.intervene("unfreeze", layer=1)
    trainer.advance(1)
    assert not torch.equal(stack.layers[1].weight, before[1][0])


@pytest.mark.parametrize("key", ["relu", "crelu", "maxout", "glu"])
def test_a_unit_that_is_off_gives_0_everywhere(key):
    """Its outgoing weights do not matter: with other values in them every number stays the same."""
    trainer = Trainer(Experiment(arms=[Arm(key)], widths=(4, 4), seeds=2, dtype="float64"))
    trainer.intervene("off", arms=0, layer=0, unit=2)
    ((_, stack),) = trainer.stacks
    columns = [2] if key != "crelu" else [2, 6]
    points = np.random.default_rng(0).normal(size=(20, 2))
    seen = trainer.snapshot().test_loss, trainer.boundary(points)
    stack.layers[1].weight[:, :, columns] += 100.0
    assert np.array_equal(trainer.snapshot().test_loss, seen[0])
    assert np.array_equal(trainer.boundary(points), seen[1])
    outgoing, incoming = stack.layers[1].weight[:, :, columns].clone(), stack.layers[0].weight[:, 2].clone()
    trainer.advance(10)
    assert torch.equal(stack.layers[1].weight[:, :, columns], outgoing)
    assert torch.equal(stack.layers[0].weight[:, 2], incoming)
    trainer.intervene("on", arms=0, layer=0, unit=2)
    assert not np.array_equal(trainer.boundary(points), seen[1])


def killed(optimizer: str, key: str = "relu") -> Trainer:
    """Units 1 and 3 of layer 0 and unit 2 of layer 1 are dead in all networks: their bias is -100."""
    trainer = Trainer(Experiment(arms=[Arm(key), Arm("tanh")], widths=(6, 6), seeds=2, optimizer=optimizer))
    trainer.advance(10)
    stack, number = stack_of(trainer, 0)
    for place, units in ((0, (1, 3)), (1, (2,))):
        block = stack.layers[place].bias[number * stack.each : (number + 1) * stack.each]
        block.view(stack.each, -1, 6)[:, :, units] = -100.0
    return trainer


@pytest.mark.parametrize("key", ["relu", "reglu"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_dead_units_are_started_afresh(optimizer, key):
    trainer, again = killed(optimizer, key), killed(optimizer, key)
    stack, number = stack_of(trainer, 0)
    dead = dead_units(stack, number)
    assert dead[0][:, [1, 3]].all()
    assert dead[1][:, 2].all()
    before = [(layer.weight.clone(), layer.bias.clone()) for layer in stack.layers]
    for one in (trainer, again):
        one.intervene("revive", arms=0)
    rows = slice(number * stack.each, number * stack.each + 2)
    for place, (weight, bias) in enumerate(before):
        layer = stack.layers[place]
        changed = (layer.weight != weight).any(2)
        expected = torch.zeros_like(changed)
        if place < 2:
            expected[rows] = dead[place].repeat(1, stack.layer_pieces[place])
        assert torch.equal(changed, expected)
        assert (layer.bias[expected] == 0).all()
        assert torch.equal(layer.bias[~expected], bias[~expected])
        for state in stack.optimizer.state:
            memory = stack.layout.views(state)[place, "weight"]
            assert (memory[expected] == 0).all()
            assert memory[~expected].any()
    first, second = stack.layers[0].weight[rows.start, 1], stack.layers[0].weight[rows.start + 1, 1]
    assert not torch.equal(first, second)
    assert same_numbers(trainer, again)
    trainer.advance(5)
    again.advance(5)
    assert same_numbers(trainer, again)


def test_spares_and_gelu_are_not_taken_for_dead():
    for key in ("leaky_relu", "elu", "gelu", "maxout", "crelu"):
        trainer = killed("sgd", key)
        if key in ("elu", "gelu"):  # off and far, but not as far as exp(-z) or the normal density lose their last digit
            stack, number = stack_of(trainer, 0)
            for layer in stack.layers[:2]:
                layer.bias.clamp_(min=-4)
        stack, number = stack_of(trainer, 0)
        assert not any(dead.any() for dead in dead_units(stack, number)), key
