"""All networks of an experiment at every learning rate of a grid, trained side by side in small pieces of work.

Cells are [arms, columns, seeds]; a column is one start (`scales`) and one learning rate, scale after scale. For one
seed all of an arm's columns see the same batches and start from the same draws.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from activations import checks
from activations.experiment import limits
from activations.experiment.experiment import Experiment
from activations.language import translate as _
from activations.training import surgery
from activations.training.median import medians
from activations.training.numerics import steady
from activations.training.stack import NetworkStack
from activations.training.trainer import DIVERGED_LOSS, stack_settings

PIECE = 0.02  # seconds of work between two yields, about
FIRST, GROWTH = 8, 16  # evaluations are at least 8 steps apart, and a 16th of the steps taken
LOSS_SAMPLES = 512  # training samples on which the loss is followed
CLOSE = 1e-9  # means this near are a tie: sums of the same numbers in another order
WORTH = 0.8  # networks are let go of when no more than this share of them goes on
Look = Callable[[int, int, NetworkStack], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """What was measured of one arm at every learning rate, [rates, seeds]."""

    values: np.ndarray  # of the quantity that is compared; smaller is better
    loss: np.ndarray  # final training loss: breaks ties in the choice of a rate
    diverged: np.ndarray  # bool: in no mean; a rate at which fewer networks diverge is preferred
    censored: np.ndarray | None = None  # bool: never got there, so that the value is a lower bound

    def at(self, rates: np.ndarray | list[int]) -> "Cells":
        """Some of the rates only."""
        parts = {name: array[rates] for name, array in vars(self).items() if array is not None}
        return Cells(**parts)

    def choose(self, weights: np.ndarray) -> np.ndarray:
        """Place of the best rate by the seeds with weight 1 in each row of `weights` [resamples, seeds]."""
        weights = weights.astype(float)
        lost = weights @ self.diverged.T
        kept = np.maximum(weights @ (~self.diverged).T, 1)
        means = [
            weights @ np.where(self.diverged, 0, np.nan_to_num(array, posinf=1e30)).T / kept
            for array in (self.values, self.loss)
        ]
        values = np.round(means[0] / CLOSE) * CLOSE
        return np.lexsort((means[1], values, lost), axis=-1)[:, 0]

    @property
    def best(self) -> int:
        """Place of the best rate by all seeds: for showing, not for measuring."""
        return int(self.choose(np.ones((1, self.values.shape[1])))[0])

    @property
    def never(self) -> np.ndarray:
        return np.zeros_like(self.diverged) if self.censored is None else self.censored & ~self.diverged


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line drawn while a trial runs: the median loss of an arm, say."""

    arm: str
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


def evaluation_steps(steps: int) -> list[int]:
    """0, 8, 16, ..., then ever further apart, and the last step: about 50 of them."""
    found = [0]
    while found[-1] < steps:
        found.append(min(steps, found[-1] + max(FIRST, found[-1] // GROWTH)))
    return found


class Grid:
    """Trains an experiment's arms and seeds at every rate. `run` does it; then ask for `cells`.

    threshold: the target. A network has reached it at the first of two evaluations running at which its training loss
    is not above it. Networks that have are let go of, and so are the other networks of a rate that can no longer be
    the best of any half of the seeds: neither changes what `intervals.nested` finds on "steps".
    to_the_end: train all of them for all steps all the same.
    look(step, arm, stack): called every `look_every` steps (or at just those), at the start and at the end, with each
    arm's stack, whose networks are [columns * seeds] (spare ones after them); then nothing is let go of.
    """

    def __init__(
        self,
        experiment: Experiment,
        rates: Sequence[float] = (),
        *,
        scales: Sequence[float] = (1.0,),
        threshold: float | None = None,
        to_the_end: bool = False,
        look: Look | None = None,
        look_every: int | Sequence[int] = 0,
        loss_samples: int = LOSS_SAMPLES,
    ) -> None:
        """`rates`: () for the experiment's own. `scales` multiply the gain of the starting weights."""
        if any(act.do == "rate" for act in experiment.interventions):
            raise ValueError(_("A grid of learning rates cannot take an intervention that sets the rate."))
        self.experiment, self.threshold, self.loss_samples = experiment, threshold, loss_samples
        self.rates = tuple(limits.learning_rate(rate) for rate in rates) or (experiment.learning_rate,)
        self.scales = tuple(checks.number("scale", scale, 0.0, 1e4, above=True) for scale in scales)
        self.look, self.look_every = look, look_every
        self.to_the_end = to_the_end or threshold is None
        shape = (len(experiment.arms), len(self.scales) * len(self.rates), experiment.seeds)
        self.reached = np.full(shape, np.nan)  # steps; NaN: not yet, or never
        self.loss = np.full(shape, np.nan)  # training loss at the last evaluation
        self.diverged = np.zeros(shape, dtype=bool)
        self.test_error = np.full(shape, np.nan)  # share of wrong answers, squared error in a regression; at the end
        self.test_loss = np.full(shape, np.nan)
        self.history: list[np.ndarray] = []  # training losses at `steps`; of a network let go of, its last
        self.steps: list[int] = []
        self.arms = [_ArmOfGrid(self, place) for place in range(len(experiment.arms))]

    # -- training -----------------------------------------------------------------------------------------------------

    def run(self) -> Iterator[float]:
        """Train; gives the share of the work that is done after every piece of it."""
        steps = self.experiment.steps
        evaluations = set(evaluation_steps(steps))
        every = self.look_every
        looks = {0, steps} | set((range(0, steps + 1, every) if every else ()) if isinstance(every, int) else every)
        stops = sorted(evaluations | (looks if self.look else set()))
        for arm in self.arms:
            arm.build()
            yield 0.0
        before = 0
        for step in stops:
            for place, arm in enumerate(self.arms):
                for share in arm.advance(step):
                    yield (before + (step - before) * (place + share) / len(self.arms)) / (steps + 1)
                with steady():
                    if step in evaluations:
                        arm.evaluate(step, last=step == steps)
                    if self.look and step in looks:
                        self.look(step, place, arm.stack)
                yield (before + (step - before) * (place + 1) / len(self.arms)) / (steps + 1)
            before = step
            if step in evaluations:
                self.steps.append(step)
                self.history.append(self.loss.copy())
            if all(arm.over for arm in self.arms):
                break
        for arm in self.arms:
            del arm.stack
        yield 1.0

    # -- results ------------------------------------------------------------------------------------------------------

    def cells(self, arm: int, what: str = "steps", scale: int = 0) -> Cells:
        """What was measured of one arm at every rate, from one start: "steps" to the target, "test_error" or "loss".

        Steps of a network that never got there are those of the whole run, and it is marked as censored.
        """
        columns = slice(scale * len(self.rates), (scale + 1) * len(self.rates))
        reached, loss = self.reached[arm, columns], self.loss[arm, columns]
        diverged = self.diverged[arm, columns]
        if what == "steps":
            never = np.isnan(reached)
            values = np.where(never, self.experiment.steps, np.maximum(reached, 1))
            return Cells(values=values, loss=loss, diverged=diverged & never, censored=never)
        return Cells(values={"loss": self.loss, "test_error": self.test_error}[what][arm, columns], loss=loss,
                     diverged=diverged)  # fmt: skip

    def curves(self) -> tuple[Curve, ...]:
        """Of each arm the median training loss over seeds, at the rate that is its best so far."""
        found = []
        history = np.array(self.history)
        for place, arm in enumerate(self.experiment.arms):
            if not len(history):
                break
            best = max(range(len(self.scales)), key=lambda scale: -self._middle(place, scale))
            column = best * len(self.rates) + self.cells(place, "steps" if self.threshold else "loss", best).best
            lines = np.where(np.isfinite(history[:, place, column]), history[:, place, column], np.inf)
            y = medians(lines)
            shown = np.isfinite(y)
            x = np.array(self.steps)[shown]
            found.append(Curve(arm=arm.key, label=arm.label, x=tuple(map(float, x)), y=tuple(map(float, y[shown]))))
        return tuple(found)

    def _middle(self, arm: int, scale: int) -> float:
        columns = slice(scale * len(self.rates), (scale + 1) * len(self.rates))
        return float(np.nan_to_num(np.median(self.loss[arm, columns], axis=1), nan=np.inf).min())


class _ArmOfGrid:
    """One arm's networks, all columns and seeds in one stack, from which those that are done are taken out."""

    stack: NetworkStack  # from `build` to the end of the run

    def __init__(self, grid: Grid, place: int) -> None:
        self.grid, self.place = grid, place
        self.before = self.evaluated = 0  # steps
        self.over = False
        self.each_step = 1e-3  # seconds
        self.planned = list(grid.experiment.interventions)

    def build(self) -> None:
        grid, experiment = self.grid, self.grid.experiment
        arm = experiment.arms[self.place]
        columns, seeds = len(grid.scales) * len(grid.rates), experiment.all_seeds
        rates = torch.tensor(grid.rates * len(grid.scales), dtype=torch.float64).repeat_interleave(len(seeds))
        scales = torch.tensor(grid.scales, dtype=torch.float64).repeat_interleave(len(grid.rates) * len(seeds))
        with steady():
            self.stack = NetworkStack(
                (arm,), seeds * columns, experiment.plan().data, scales=scales[None], **stack_settings(experiment, arm)
            )
            self.stack.set_rate(rates[None].to(self.stack.dtype))
        self.kept = np.arange(columns * len(seeds))  # which cells the stack holds
        # views of the grid's arrays, a line each
        self.reached, self.loss, self.diverged, self.test_error, self.test_loss = (
            getattr(grid, name)[self.place].reshape(-1)
            for name in ("reached", "loss", "diverged", "test_error", "test_loss")
        )
        self.below = np.zeros(len(self.kept), dtype=bool)  # at the evaluation before

    def advance(self, step: int) -> Iterator[float]:
        """Train up to a step; the share of it done, again and again."""
        start = self.before
        while not self.over and self.before < step:
            began = time.perf_counter()
            with steady():
                while self.planned and self.planned[0].step <= self.before:
                    surgery.operate(self.stack, [self.place], self.planned.pop(0))
                stop = min([step, *(act.step for act in self.planned[:1])])
                count = max(1, min(stop - self.before, int(PIECE / self.each_step)))
                self.stack.advance(self.before, count)
            self.before += count
            self.each_step = 0.5 * (self.each_step + (time.perf_counter() - began) / count)
            if self.before < step:
                yield (self.before - start) / (step - start)
        self.before = step

    def evaluate(self, step: int, last: bool) -> None:
        if self.over:
            return
        grid, kept = self.grid, self.kept
        found = self.stack.evaluate() if last else {"train_loss": self.stack.training_loss(grid.loss_samples)}
        loss = found["train_loss"][0].numpy()
        if step == 0:
            self.limit = np.maximum(DIVERGED_LOSS, np.nan_to_num(loss, nan=0.0, posinf=0.0))
        self.loss[kept] = loss
        lost = ~(loss <= self.limit[kept])
        self.diverged[kept[lost]] = True
        if grid.threshold is not None:
            below = loss <= grid.threshold
            new = below & self.below[kept] & np.isnan(self.reached[kept])
            self.reached[kept[new]] = self.evaluated
            self.below[kept] = below
        self.evaluated = step
        if last:
            self.test_loss[kept] = np.where(self.diverged[kept], np.nan, found["test_loss"][0].numpy())
            wrong = found["test_loss"] if self.stack.regression else 1 - found["test_accuracy"]
            self.test_error[kept] = np.where(self.diverged[kept], np.nan, wrong[0].numpy())
            self.over = True
        elif grid.look is None:
            self._let_go(step)

    def _let_go(self, step: int) -> None:
        """Of networks with nothing left to show."""
        done = self.diverged[self.kept].copy()
        if not self.grid.to_the_end:
            done |= np.isfinite(self.reached[self.kept])
            done |= np.repeat(self._hopeless(step), self.grid.experiment.seeds)[self.kept]
        if done.all():
            self.over = True
        elif (~done).sum() <= WORTH * len(done):
            surgery.keep(self.stack, np.flatnonzero(~done).tolist())
            self.kept = self.kept[~done]

    def _hopeless(self, step: int) -> np.ndarray:
        """Which columns cannot be the best of any half of the seeds any more, bool [columns].

        That is so once another rate has all its networks at the target and, over every half, in fewer steps than this
        one's would take in all if those under way got there now.
        """
        seeds, rates = self.grid.experiment.seeds, len(self.grid.rates)
        reached = self.reached.reshape(-1, rates, seeds)
        at_least = np.where(np.isnan(reached), step, reached)
        # a half that holds a diverged network never prefers its rate to one without
        at_least = np.where(self.diverged.reshape(reached.shape) & np.isnan(reached), np.inf, at_least)
        ahead = -np.sort(at_least[:, None] - reached[:, :, None], axis=-1)  # [scales, done, rate, seeds], best first
        sums = np.cumsum(ahead, axis=-1)
        sizes = [max(seeds // 2, 1) - 1, (seeds + 1) // 2 - 1]
        done = np.isfinite(reached).all(-1)
        beaten = (sums[..., sizes] < 0).all(-1) & done[:, :, None]
        return beaten.any(1).reshape(-1)
