"""A training run of one experiment: all arms and seeds, advanced together on request."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from activations import checks
from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import MAX_INTERVENTIONS, Intervention
from activations.experiment.widths import Units
from activations.language import translate as _
from activations.training import surgery
from activations.training.device import chosen_device
from activations.training.numerics import steady
from activations.training.stack import NetworkStack
from activations.turns import breathe

# A network counts as diverged when an evaluation finds its training loss not finite, or above this and above what the
# network started with: large starting weights are no divergence.
DIVERGED_LOSS = 50.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """One evaluation, over all training and all test samples. Arrays are [arms, seeds], float64 where not said."""

    step: int  # optimiser steps taken
    train_loss: np.ndarray  # mean over the samples: cross-entropy in nats, or squared error
    test_loss: np.ndarray
    train_accuracy: np.ndarray  # 0 to 1; NaN for regression and where the loss is NaN
    test_accuracy: np.ndarray
    diverged: np.ndarray  # bool: found now or at an evaluation on the grid before, see DIVERGED_LOSS
    diverged_at: np.ndarray  # int: the step of the evaluation that found it, or -1


class Trainer:
    """Owns the networks of an experiment. Two trainers of equal experiments on one kind of device agree to the bit.

    Experiment.interventions happen by themselves, each just before its step; `intervene` does more. A run repeats to
    the bit from `interventions + planned`. Nothing stops at `experiment.steps`: that is up to the caller.
    """

    def __init__(self, experiment: Experiment, device: str = "cpu") -> None:
        """Raises ValueError if the device is not present."""
        self.experiment = experiment
        self.device = chosen_device(device, experiment.dtype)
        plan = experiment.plan()
        self.data = plan.data
        shapes: dict[Units, list[int]] = {}
        for number, arm in enumerate(plan.arms):
            shapes.setdefault(arm.units, []).append(number)
        with steady():
            self.stacks = [(numbers, self._stack([experiment.arms[n] for n in numbers])) for numbers in shapes.values()]
        self._start()

    def _stack(self, arms: list[Arm]) -> NetworkStack:
        experiment = self.experiment
        return NetworkStack(
            tuple(arms), experiment.all_seeds, self.data, device=self.device, **stack_settings(experiment, arms[0])
        )

    def _start(self) -> None:
        self.step = 0
        self.arms = list(self.experiment.arms)  # as they are now: a swap changes them
        self.interventions: list[Intervention] = []  # done so far, in order
        self.planned = list(self.experiment.interventions)  # still to come
        # The step of the evaluation on the grid that found a network diverged, [arms, seeds]; -1: none did.
        self.diverged_at = np.full((len(self.experiment.arms), self.experiment.seeds), -1)
        self.apply_rate(self.experiment.learning_rate)
        start = self._evaluated()["train_loss"]
        self._limit = np.maximum(DIVERGED_LOSS, np.nan_to_num(start, nan=0.0, posinf=0.0))

    def reset(self) -> None:
        """Back to the start, to the bit: weights, optimiser, order of the batches, all interventions, divergence marks.

        What was planned in the experiment is to come again; what was done by hand is not.
        """
        with steady():
            for _arms, stack in self.stacks:
                stack.reset()
        self._start()

    def set_steps(self, steps: int) -> None:
        """The experiment has this many steps: what was done so far stays, and a schedule follows. Raises ValueError."""
        self.experiment = replace(self.experiment, steps=steps)
        for _arms, stack in self.stacks:
            stack.schedule = stack_settings(self.experiment, stack.arms[0])["schedule"]

    # -- interventions ------------------------------------------------------------------------------------------------

    def intervene(self, do: str, **fields) -> Intervention:
        """Do something to the networks now, and note it; fields as in Intervention.

        A learning rate replaces the planned ones still to come. Raises ValueError if it makes no sense here, if the run
        is over, or if all networks of a chosen arm have diverged.
        """
        intervention = Intervention(step=self.step, do=do, **fields)
        intervention.check(self.experiment)
        labels = [arm.label for arm in self.arms]
        if refusal := intervention.refusal(self.step, self.experiment.steps, self.diverged_at, labels):
            raise ValueError(refusal)
        if len(self.interventions) + len(self.planned) >= MAX_INTERVENTIONS:
            raise ValueError(_("A run has at most {most:,} interventions: reset it to go on.", most=MAX_INTERVENTIONS))
        with steady():
            self._apply_planned()
            if do == "rate":
                self.planned = [other for other in self.planned if other.do != "rate"]
            self._do(intervention)
        return intervention

    def set_learning_rate(self, value: float) -> None:
        """`intervene("rate", value=value)`: from the next step on, for all networks."""
        self.intervene("rate", value=value)

    def do_planned(self) -> None:
        """Do now what is planned for this step, which is else done just before the next step."""
        with steady():
            self._apply_planned()

    def _apply_planned(self) -> None:
        while self.planned and self.planned[0].step <= self.step:
            self._do(self.planned.pop(0))
            breathe()

    def _do(self, act: Intervention) -> None:
        if act.do in ("rate", "noise"):  # a slider leaves its last value
            self.interventions = [one for one in self.interventions if (one.step, one.do) != (act.step, act.do)]
        self.interventions.append(act)
        needed: Any = act  # what its kind needs is there: Intervention has checked it
        if act.do == "rate":
            self.apply_rate(needed.value)
        for numbers, stack in self.stacks:
            surgery.operate(stack, numbers, act)
            breathe()
        if act.do == "swap":
            self.arms[act.arms[0]] = needed.to

    def apply_rate(self, rate: float) -> None:
        """The learning rate from the next step on, without a note among the interventions."""
        self.learning_rate = rate
        for _arms, stack in self.stacks:
            stack.set_rate(rate)

    # -- training -----------------------------------------------------------------------------------------------------

    def advance(self, steps: int) -> None:
        """Take `steps` optimiser steps of all arms and seeds. Raises ValueError if it is not a whole number >= 0."""
        end = self.step + checks.whole("steps", steps, 0, 10**9)
        with steady():
            while self.step < end:
                self._apply_planned()
                stop = min([end, *(act.step for act in self.planned[:1])])
                for _arms, stack in self.stacks:
                    stack.advance(self.step, stop - self.step)
                self.step = stop

    def advance_to_next_evaluation(self, most_steps: int | None = None) -> bool:
        """Advance to the next step of the evaluation grid, by `most_steps` at most; whether the grid was reached.

        The grid is the multiples of `experiment.evaluate_every`. For callers that share their time: give few steps.
        """
        every = self.experiment.evaluate_every
        left = every - self.step % every
        self.advance(left if most_steps is None else min(left, most_steps))
        return self.step % every == 0

    def record(self, steps: int) -> Iterator[Snapshot]:
        """Advance by `steps`, giving a snapshot at every step of the evaluation grid on the way and at the end.

        At step 0 the start is given as well.
        """
        end = self.step + checks.whole("steps", steps, 0, 10**9)
        if self.step == 0:
            yield self.snapshot()
        while self.step < end:
            self.advance_to_next_evaluation(end - self.step)
            yield self.snapshot()

    # -- looking ------------------------------------------------------------------------------------------------------

    def _evaluated(self) -> dict[str, np.ndarray]:
        """train_loss, train_accuracy, test_loss and test_accuracy of all networks, [arms, seeds]."""
        shape = (len(self.experiment.arms), self.experiment.seeds)
        found = {f"{which}_{what}": np.empty(shape) for which in ("train", "test") for what in ("loss", "accuracy")}
        with steady():
            for numbers, stack in self.stacks:
                for name, values in stack.evaluate().items():
                    found[name][numbers] = values.numpy()
        return found

    def snapshot(self) -> Snapshot:
        """Evaluate all networks now, and tell which have diverged.

        A network found diverged on the grid of evaluations stays so until `reset`. Off the grid it is told and not
        kept: what a run says must not depend on where somebody paused to look.
        """
        found = self._evaluated()
        for which in ("train", "test"):  # what is not a number has no right answers
            found[f"{which}_accuracy"][np.isnan(found[f"{which}_loss"])] = np.nan
        lost = ~(found["train_loss"] <= self._limit)
        marks = np.where(lost & (self.diverged_at < 0), self.step, self.diverged_at)
        if self.step % self.experiment.evaluate_every == 0:
            self.diverged_at = marks.copy()
        return Snapshot(step=self.step, diverged=marks >= 0, diverged_at=marks, **found)

    def learned(self, arm: int) -> dict[str, np.ndarray]:
        """The learnable parameters of an arm as they are now, by name: [seeds, hidden layers], float64.

        [seeds, hidden layers, units of the widest] if each unit has its own, NaN beyond the units of a layer. Empty if
        the arm's activation has none.
        """
        numbers, stack = next(pair for pair in self.stacks if arm in pair[0])
        units = (max(stack.widths[:-1]),) if self.experiment.learnable_per_unit else ()
        found: dict[str, np.ndarray] = {}
        for place, layer in enumerate(stack.layers[:-1]):
            for name, values in layer.slices[numbers.index(arm)].learnable.items():
                rows = values[: self.experiment.seeds, :, 0].cpu().double().numpy()
                paths = found.setdefault(name, np.full((len(rows), len(stack.layers) - 1, *units), np.nan))
                paths[:, place, *[slice(rows.shape[1])] * len(units)] = rows if units else rows[:, 0]
        return found

    def boundary(self, points: np.ndarray, seed_index: int = 0) -> np.ndarray:
        """What every arm's network of one seed says at `points` [n, dimension]: [arms, n], float64.

        The probability of class 1, or the predicted value in a regression. Raises ValueError for several classes, a
        seed index out of range, or points of another dimension.
        """
        index = checks.whole("seed_index", seed_index, 0, self.experiment.seeds - 1)
        if self.data.kind == "classes":
            said = _("{name} has no boundary to draw: it has more than two classes.")
            raise ValueError(said.format(name=_(self.data.dataset.name)))
        inputs = torch.as_tensor(np.asarray(points, dtype=np.float64))
        if inputs.ndim != 2 or inputs.shape[1] != self.data.dataset.dimension:
            shape = tuple(inputs.shape)
            said = _("points have shape {shape}: {dimension} columns, one per dimension, are needed.")
            raise ValueError(said.format(shape=shape, dimension=self.data.dataset.dimension))
        result = np.empty((len(self.experiment.arms), len(inputs)))
        with steady():
            for numbers, stack in self.stacks:
                rows = stack.predictions(inputs, index)[:, 0].cpu().double()
                result[numbers] = (torch.sigmoid(rows) if self.data.kind == "binary" else rows).numpy()
        return result

    def confusion(self, seed_index: int = 0) -> np.ndarray:
        """What every arm's network of one seed answers on the test samples: counts [arms, true class, answer].

        Raises ValueError for a regression or a seed index out of range.
        """
        index = checks.whole("seed_index", seed_index, 0, self.experiment.seeds - 1)
        if self.data.kind == "regression":
            raise ValueError(_("A regression has no classes to confuse."))
        classes = max(2, self.data.dataset.outputs)
        truth = self.data.y_test.astype(int)
        result = np.zeros((len(self.experiment.arms), classes, classes), dtype=int)
        with steady():
            for numbers, stack in self.stacks:
                rows = stack.predictions(torch.from_numpy(self.data.x_test.copy()), index).cpu()
                answers = rows.argmax(1) if self.data.kind == "classes" else (rows[:, 0] > 0).long()
                for number, answer in zip(numbers, answers.numpy(), strict=True):
                    np.add.at(result[number], (truth, answer), 1)
        return result


def stack_settings(experiment: Experiment, arm: Arm) -> dict:
    """What a NetworkStack of this arm of the experiment is built with, but for arms, seeds, data and device."""
    names = ("init", "init_std", "init_gain", "norm", "residual", "learnable_per_unit", "optimizer", "momentum")
    return {
        **{name: getattr(experiment, name) for name in (*names, "clip", "batch_size")},
        **{name: getattr(experiment, name) for name in ("weight_decay", "decay_learnable")},
        "widths": experiment.plan().of(arm).widths,
        "plain_widths": experiment.widths,
        "schedule": None if experiment.schedule == "constant" else experiment.rate_factor,
        "dtype": getattr(torch, experiment.dtype),
    }
