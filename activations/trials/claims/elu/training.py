"""The trials of the claims on how networks with ELU behave: under noise, and after they were switched off."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from activations.data.datasets import Data
from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import marked as N_
from activations.language.text import Text
from activations.training.initialisation import seeded_torch
from activations.training.stack import NetworkStack
from activations.trials.intervals import difference
from activations.trials.knob import Knob, Settings
from activations.trials.measures import above, fact, known, level_row, seeded, trained
from activations.trials.measures.dead_unit_counts import DeadUnitCounts
from activations.trials.result import CHECKING, Estimate, Progress
from activations.trials.setups.digits import digits
from activations.trials.setups.elu import ALPHA_KNOB, elu
from activations.trials.setups.knobs import rates_knob
from activations.trials.trial import Case, Chart, Measurement, Trial

# -- elu.noise-robust -------------------------------------------------------------------------------------------------

RIVALS = (Arm("relu"), Arm("leaky_relu"), Arm("leaky_relu", negative_slope=0.2), Arm("tanh"))
BETTER = 0.005
JITTER = 0.25  # standard deviation of the noise on one pre-activation
DRAWS = 4  # of the noise on all test samples
WHERE = (("function", N_("the functions alone")), ("digits", N_("handwritten digits")), ("moons", N_("moons")))
INITS = (("matched", N_("matched to each arm")), ("torch", N_("PyTorch's default")))


def noisy(settings: Settings) -> Experiment:
    data = "digits" if settings["where"] == "function" else settings["where"]
    noise = 0.0 if data == "digits" else 0.1
    return Experiment(
        arms=(elu(settings), *RIVALS), data=data, samples=600, noise=noise, widths=(32,) * 2, batch_size=32,
        init=settings["init"], learning_rate=settings["rate"], steps=600,
    )  # fmt: skip


def measure_noise(settings: Settings, seeds: Sequence[int]) -> Measurement:
    if settings["where"] == "function":
        yield Progress(done=0.0, doing=CHECKING)
        return tuple(passed_on(elu(settings), settings["z"]))
    experiment = seeded(noisy(settings), seeds)
    data = experiment.plan().data
    errors: dict[int, np.ndarray] = {}

    def look(step: int, place: int, stack: NetworkStack) -> None:
        if step == experiment.steps:
            errors[place] = noisy_errors(stack, data, settings["noise"])[: len(seeds)]

    grid = yield from trained(experiment, seeds, look=look)
    wrong = [np.where(grid.diverged[place, 0], np.nan, errors[place]) for place in range(len(experiment.arms))]
    label = N_("{arm} − ELU: wrong answers under noise")
    return tuple(
        known(difference(wrong[place], wrong[0]), Text(label, arm=arm.label), above(BETTER), arm=arm.key)
        for place, arm in enumerate(RIVALS, start=1)
    )


def passed_on(arm: Arm, z: float) -> Iterator[Estimate]:
    """Of noise around one pre-activation the share that the function passes on, each rival's less ELU's."""
    points, weights = np.polynomial.hermite_e.hermegauss(64)
    around = torch.as_tensor(z + JITTER * points)

    def share(one: Arm) -> float:
        values = one.entry.function(around, **one.parameters).numpy()
        mean = np.average(values, weights=weights)
        return float(np.sqrt(np.average((values - mean) ** 2, weights=weights))) / JITTER

    own = share(arm)
    for rival in RIVALS:
        label = Text(N_("{arm} − ELU: noise passed on"), arm=rival.label)
        other = share(rival)
        note = Text(N_("{arm} passes on {other:.2%} of the noise at {z:g}, ELU {own:.2%}."), arm=rival.label,
                    other=other, own=own, z=z)  # fmt: skip
        yield fact(label, other - own, other - own > BETTER, arm=rival.key, note=note)


def noisy_errors(stack: NetworkStack, data: Data, noise: float) -> np.ndarray:
    """Share of test samples that each network gets wrong with normal noise on its inputs, the same for all arms."""
    clean = torch.as_tensor(data.x_test.T.copy(), dtype=stack.dtype)
    wanted = torch.as_tensor(data.y_test.copy())
    wrong = torch.zeros(stack.each, dtype=torch.float64)
    for draw in range(DRAWS):
        noises = [
            torch.randn(clean.shape, dtype=stack.dtype, generator=seeded_torch("noise on test samples", seed, draw))
            for seed in stack.all_seeds
        ]
        outputs = stack.outputs(0, clean + noise * torch.stack(noises))
        answers = outputs.argmax(1) if data.kind == "classes" else outputs[:, 0] > 0
        wrong += (answers != wanted).double().mean(1) / DRAWS
    return wrong.numpy()


# -- elu.no-dying -----------------------------------------------------------------------------------------------------

LEARNED = 0.1  # training loss
FLAT = 0.01
COMPARED = (Arm("relu"), Arm("leaky_relu", negative_slope=0.2), Arm("maxout"))
RATES = (0.2, 0.6, 1.8)
MAJORITY = 0.5  # of the networks


def pushed(settings: Settings) -> Experiment:
    arms = (elu(settings), *COMPARED)
    everyone = tuple(range(len(arms)))
    push = Intervention(step=0, do="bias", arms=everyone, value=-settings["push"])
    return digits(arms, init="torch", steps=500, learning_rate=0.6, interventions=(push,))


def measure_recovery(settings: Settings, seeds: Sequence[int]) -> Measurement:
    census = DeadUnitCounts()
    grid = yield from trained(pushed(settings), seeds, settings["rates"], look=census.look)
    rows = []
    for place in range(len(grid.experiment.arms)):
        best = grid.cells(place, "loss").best
        flat = census.dead(place, threshold=FLAT).reshape(len(settings["rates"]), -1)[best].mean()
        off = census.off(place).reshape(len(settings["rates"]), -1)[best].mean()
        loss = float(np.median(grid.loss[place, best]))
        note = Text(
            N_("Median loss {loss:.2g} at rate {rate:g}; at the end {off:.0%} of the units are off, {flat:.0%} have "
              "slopes up to 0.01."),
            loss=loss, rate=grid.rates[best], off=off, flat=flat,
        )  # fmt: skip
        decide = above(MAJORITY) if place == 0 else None
        rows.append(level_row(grid, place, "loss", decide, values=lambda loss: loss < LEARNED, note=note))
    return tuple(rows)


TRIALS = (
    Trial(
        id="elu.noise-robust",
        kind="training",
        policy="shared",
        prediction=N_(
            "With noise on the inputs every rival gets more answers wrong than ELU, by more than 0.5 % of all; and on "
            "its negative side every rival passes on more of the noise."
        ),
        method=N_(
            "At a pre-activation of −3: what share of normal noise of size 0.25 is left in the output. Then networks "
            "with 2 hidden layers of 32 units, trained on the digits without noise, for 600 steps with learning rate "
            "0.1, and tested with noise of size 1 on the inputs. Paired differences."
        ),
        measure=measure_noise,
        chart=Chart(
            N_("share of wrong answers, or of noise: rival − ELU"),
            percent=True,
            lines=((0.0, N_("as robust as ELU")),),
        ),
        knobs=(
            Knob("where", N_("tested on"), "digits", choices=WHERE),
            Knob("init", N_("initial weights"), choices=INITS),
            Knob("noise", N_("noise on the inputs"), 1.0, low=0.0, high=10.0),
            Knob("rate", N_("learning rate"), 0.1, low=1e-4, high=10.0),
            Knob("z", N_("pre-activation"), -3.0, low=-20.0, high=20.0),
            ALPHA_KNOB,
        ),
        cases=(
            Case(N_("the functions alone"), {"where": "function"}),
            Case(N_("matched start")),
            Case(N_("PyTorch's start"), {"init": "torch"}),
        ),
        flip="init",
        flip_words=N_(
            "Take PyTorch's default start: with it ReLU is the more robust. The start decides more than the function."
        ),
        seeds=12,
        experiment=noisy,
        explains=N_(
            "At −3 ReLU and Leaky ReLU pass on less noise than ELU. In networks ELU beats ReLU from one start and "
            "loses to it from the other."
        ),
    ),
    Trial(
        id="elu.no-dying",
        kind="training",
        policy="nested",
        prediction=N_(
            "Of networks of ELU whose units were all switched off more than half learn again: to a training loss under "
            "0.1."
        ),
        method=N_(
            "One hidden layer of 32 units on the digits, PyTorch's start. All units begin with a bias of −4, or −8, "
            "that turns them off; then 500 steps of SGD. Share of the networks with a training loss under 0.1 at the "
            "end, each arm at its best rate."
        ),
        measure=measure_recovery,
        chart=Chart(N_("share of the networks that learn again"), percent=True, lines=((MAJORITY, N_("margin")),)),
        knobs=(
            Knob("push", N_("how far units are pushed"), 4.0, low=0.0, high=100.0),
            rates_knob(*RATES),
            ALPHA_KNOB,
        ),
        cases=tuple(
            Case(words, {"push": push}) for push, words in ((4.0, N_("biases of −4")), (8.0, N_("biases of −8")))
        ),
        flip="push",
        flip_words=N_("Push the units further: at −8 ELU's slope is 0.0003, and nothing comes back."),
        seeds=8,
        experiment=pushed,
        explains=N_(
            "From −4 ELU comes back where ReLU stays dead. From −8 it stays where it is, and so it guesses like ReLU."
        ),
    ),
)
