"""Interventions: as text and JSON, refused with a sentence, replayed to the bit, and equal to plain PyTorch."""

import numpy as np
import pytest
import torch

from activations import Arm, Experiment, Trainer
from activations.training.initial import InputNoise, batch_positions
from activations.training.intervention import FIELDS, Intervention, from_text, to_text
from activations.training.surgery import dead_units
from tests.training.reference import LOSSES, plain_network, plain_optimizer

ARMS = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("swiglu"), Arm("crelu"), Arm("tanh")]
EVERY_KIND = (
    "10:rate=0.02, 12:swap=0/leaky_relu(negative_slope=0.2), 14:swap=1/geglu, 14:swap=5/aptx(alpha=1.5, beta=0.75), "
    "20:spike=0+2+4/5, 25:noise=0.25, 30:off=0/1/7, 30:off=4/0/3, 30:off=1/0/0, 31:revive=0+1+2+3+4+5, 40:freeze=1, "
    "45:noise=0, 47:swap=2/elu(alpha=0.5), 50:unfreeze=1, 55:on=0/1/7, 60:freeze=2, 60:rate=0.005, 70:freeze=0"
)


def same_numbers(one: Trainer, other: Trainer) -> bool:
    first, second = one.snapshot(), other.snapshot()
    return all(
        getattr(first, name).tobytes() == getattr(second, name).tobytes() for name in ("train_loss", "test_loss")
    )


def stack_of(trainer: Trainer, arm: int):
    """The stack that an arm is in, and its place there."""
    numbers, stack = next(pair for pair in trainer.stacks if arm in pair[0])
    return stack, numbers.index(arm)


# -- as text and JSON --------------------------------------------------------------------------------------------------


def test_text_and_json_give_them_back():
    interventions = from_text(EVERY_KIND)
    assert {one.do for one in interventions} == set(FIELDS)
    assert to_text(interventions) == EVERY_KIND
    experiment = Experiment(arms=ARMS, interventions=interventions)
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert len({experiment, Experiment.from_json(experiment.to_json())}) == 1
    for one in interventions:
        assert Intervention.from_plain(one.to_plain()) == one


def test_an_old_link_s_learning_rates_are_read():
    assert to_text(from_text(" 1200:0.1,2000 : 1e-05 ")) == "1200:rate=0.1, 2000:rate=1e-05"
    assert from_text("") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("banana", "written step:rate=value and so on.*got 'banana'"),
        ("5:rate=fast", "got '5:rate=fast'"),
        ("x:rate=1", "got 'x:rate=1'"),
        ("5:melt=1", "got '5:melt=1'"),
        ("5:off=0/1", "got '5:off=0/1'"),
        ("5:revive=", "got '5:revive='"),
        ("5:rate=1e9", "learning_rate = 1000000000.0"),
        ("-5:rate=1", "step of an intervention = -5"),
        ("5:swap=0/rellu", "No activation function is called 'rellu'.*Did you mean ReLU"),
        ("5:swap=0+1/elu", r"'swap' needs one arm; got \(0, 1\)"),
        ("5:spike=0/0", "size 0"),
        ("5:spike=0/nan", "size of a spike = nan"),
        ("5:noise=-1", "noise of an intervention = -1"),
        ("5:revive=12", "arm = 12 .* from 0 to 11"),
        ("5:off=0/1/256", "unit = 256"),
    ],
)
def test_text_that_is_no_intervention_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        from_text(text)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "melt"}, "do = 'melt' is not known: choose one of rate, swap"),
        ({"do": "rate"}, "learning_rate = None"),
        ({"do": "rate", "value": 0.1, "arms": 0}, "'rate' is for all arms"),
        ({"do": "rate", "value": 0.1, "unit": 3}, "'rate' takes no unit"),
        ({"do": "revive"}, "'revive' needs at least one arm"),
        ({"do": "swap", "arms": 0}, "A swap needs the new activation"),
        ({"do": "freeze"}, "layer = None"),
    ],
)
def test_fields_that_do_not_go_together(fields, sentence):
    with pytest.raises(ValueError, match=sentence):
        Intervention(step=1, **fields)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3001:rate=1", "intervention 3001:rate=1: the run has steps 0 to 3,000"),
        ("1:revive=6", "there is no arm 6; give 0 to 5"),
        ("1:freeze=3", "no such layer 3; give 0 to 2"),
        ("1:off=0/2/0", "no such layer 2; give 0 to 1"),
        ("1:off=0/1/8", "layer 1 has 8 units; give 0 to 7"),
        ("1:swap=0/maxout", r"ReLU \(1 pre-activation, 1 output a unit\) cannot become Maxout \(2 pre-activations"),
        ("1:swap=0/crelu", "2 outputs a unit"),
        ("1:swap=1/maxout(k=3)", "3 pre-activations"),
    ],
)
def test_what_cannot_be_done_in_an_experiment(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(arms=ARMS, interventions=from_text(text))
    act = from_text(text)[0]
    if act.step < 3000:
        trainer = Trainer(Experiment(arms=ARMS))
        with pytest.raises(ValueError, match=sentence.replace("1:", "0:")):
            trainer.intervene(act.do, arms=act.arms, value=act.value, to=act.to, layer=act.layer, unit=act.unit)
        assert trainer.interventions == []


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ('{"arms": [{"activation": "relu"}], "interventions": 5}', "give a list of interventions"),
        ('{"arms": [{"activation": "relu"}], "interventions": [5]}', "5 is not an intervention"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"do": "rate"}]}', "is not an intervention"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": "rate", "x": 1}]}', "not an inter"),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": [], "arms": []}]}', "do = "),
        ('{"arms": [{"activation": "relu"}], "interventions": [{"step": 1, "do": "revive", "arms": ["a"]}]}', "arm ="),
    ],
)
def test_json_that_holds_none(plain, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment.from_json(plain)


def test_a_finished_or_diverged_run_is_left_alone():
    trainer = Trainer(Experiment(arms=[Arm("relu")], steps=20))
    trainer.advance(20)
    with pytest.raises(ValueError, match="This run has taken its 20 steps"):
        trainer.intervene("revive", arms=0)
    trainer = Trainer(Experiment(arms=[Arm("squared_relu"), Arm("tanh")], data="sine", learning_rate=10.0, seeds=2))
    trainer.advance(50)
    assert trainer.snapshot().diverged[0].all()
    with pytest.raises(ValueError, match="All networks of Squared ReLU have diverged"):
        trainer.intervene("spike", arms=0, value=10)
    assert trainer.interventions == []


# -- to the bit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("data", ["circle", "sine"])
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
            [value.clone() for part in layer.parts for value in part.learnable.values()] for layer in stack.layers
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


# -- equal to plain PyTorch --------------------------------------------------------------------------------------------


class PlainPatient:
    """One network in plain PyTorch, taken over from a trainer as it is now; trains with what is done to it."""

    def __init__(self, trainer: Trainer, arm: int, seed: int):
        self.trainer, self.seed, self.step = trainer, trainer.experiment.first_seed + seed, trainer.step
        self.network = plain_network(trainer, arm, seed)
        self.optimizer = plain_optimizer(trainer.experiment, self.network)
        self.noise, self.spike, self.off = 0.0, 0.0, None

    def forward(self, x):
        for place, module in enumerate(self.network):
            x = module(x)
            if self.off is not None and place == 2 * self.off[0] + 1:
                x = x * torch.arange(x.shape[1]).ne(self.off[1])
        return x

    def advance(self, steps: int) -> None:
        data, size = self.trainer.data, self.trainer.experiment.batch_size
        x, y = torch.from_numpy(data.x_train.copy()), torch.from_numpy(data.y_train.copy())
        noise = InputNoise((self.seed,), x.shape[1], size)
        for step in range(self.step, self.step + steps):
            batch = batch_positions(self.seed, step * size, size, len(x))
            inputs, targets = x[batch] + self.noise * noise.at(step)[0].T, y[batch].clone()
            factor = 1.0
            if self.spike:
                if data.kind == "regression":
                    targets[0] += self.spike
                else:
                    factor = self.spike
                self.spike = 0.0
            self.optimizer.zero_grad()
            (factor * LOSSES[data.kind](self.forward(inputs), targets)).backward()
            self.optimizer.step()
        self.step += steps

    def loss(self) -> float:
        data = self.trainer.data
        x, y = torch.from_numpy(data.x_test.copy()), torch.from_numpy(data.y_test.copy())
        with torch.no_grad():
            return float(LOSSES[data.kind](self.forward(x), y))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("data", ["circle", "sine", "digits"])
def test_operated_networks_equal_plain_ones(data, optimizer):
    arms = [Arm("relu"), Arm("maxout"), Arm("prelu"), Arm("tanh")]
    setting = {"data": data, "optimizer": optimizer, "learning_rate": 0.003, "seeds": 2, "dtype": "float64"}
    trainer = Trainer(Experiment(arms=arms, **setting, widths=(7, 6)))
    plain = [[PlainPatient(trainer, arm, seed) for seed in range(2)] for arm in range(len(arms))]
    patients = [patient for row in plain for patient in row]

    def both(steps: int) -> None:
        trainer.advance(steps)
        for patient in patients:
            patient.advance(steps)
        expected = [[patient.loss() for patient in row] for row in plain]
        np.testing.assert_allclose(trainer.snapshot().test_loss, expected, rtol=1e-10)

    both(20)
    trainer.intervene("spike", arms=(0, 2), value=20)
    for patient in plain[0] + plain[2]:
        patient.spike = 20.0
    both(20)
    trainer.intervene("noise", value=0.3)
    for patient in patients:
        patient.noise = 0.3
    both(90)
    trainer.intervene("off", arms=3, layer=1, unit=4)
    for patient in plain[3]:
        patient.off = 1, 4
    both(20)
    trainer.intervene("freeze", layer=1)
    for patient in patients:
        patient.network[2].requires_grad_(False)
        patient.network[3].requires_grad_(False)
    both(20)
    trainer.intervene("unfreeze", layer=1)
    for patient in patients:
        patient.network.requires_grad_(True)
    both(20)
    trainer.intervene("swap", arms=0, to=Arm("elu", alpha=0.7))
    trainer.intervene("swap", arms=2, to=Arm("tanh"))
    for patient in plain[0] + plain[2]:
        for place in (1, 3):
            activation = patient.network[place]
            activation.arm = trainer.arms[0 if patient in plain[0] else 2]
            activation.fixed, activation.learnable = activation.arm.parameters, torch.nn.ParameterDict()
    both(20)
