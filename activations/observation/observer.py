"""Looks into the networks of a trainer, again and again, and remembers what must be compared over time."""

from dataclasses import dataclass

import numpy as np
import torch

from activations.observation import measures
from activations.observation.changes import Changes
from activations.observation.forward_backward import ForwardBackward, LayerGroup, probe, probe_columns
from activations.observation.observation import Observation
from activations.observation.ranks import Ranks
from activations.observation.workspace import Workspace
from activations.training.flat_layout import Layout
from activations.training.numerics import steady
from activations.training.stack import NetworkStack
from activations.training.trainer import DIVERGED_LOSS, Trainer
from activations.turns import breathe

MAX_ELEMENTS = 2**20  # pre-activations of all layers in one pass: more seeds than fit go in several passes


@dataclass
class WeightCopy:
    """The weights as they were at a step: of each stack a copy, and how it is laid out."""

    step: int
    flats: list[torch.Tensor]
    layouts: list[Layout]

    def flat(self, place: int, layout: Layout) -> torch.Tensor:
        """The copy of a stack as `layout` has it: an arm with other parameters of its own may have come since."""
        flat = self.flats[place]
        if self.layouts[place] is layout:
            return flat
        moved = torch.zeros(layout.total, dtype=flat.dtype, device=flat.device)
        before = self.layouts[place].views(flat)
        for key, view in layout.views(moved).items():
            if key in before and before[key].shape == view.shape:
                view.copy_(before[key])
        return moved


@dataclass
class Due:
    """Expensive measures are taken in turn; these are due at one observation."""

    ranks: dict[int, np.ndarray]  # layer -> bool [arms, seeds]
    agreements: range  # layers


class Observer:
    """`Observer(trainer).observe()` gives an Observation of all arms, seeds and layers as they are now.

    The probe set is fixed: all training samples, or 512 of them, the same for all arms and seeds. What is remembered
    between observations is bounded: two copies of the weights.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self._stacks: list[NetworkStack] = []
        self._space = Workspace()
        self._look_again()

    def _look_again(self) -> None:
        """Start again if the trainer has other stacks than before."""
        stacks = [stack for _, stack in self.trainer.stacks]
        if len(stacks) == len(self._stacks) and all(a is b for a, b in zip(stacks, self._stacks, strict=True)):
            return
        self._stacks = stacks
        with steady():
            self.columns = [probe_columns(stack, self.trainer.data) for stack in stacks]
        arms, layers = len(self.trainer.arms), len(stacks[0].widths) - 1
        self._arm_widths = np.zeros((arms, layers), dtype=np.int32)
        for numbers, stack in self.trainer.stacks:
            self._arm_widths[numbers] = stack.widths[:-1]
        self.widths = tuple(int(width) for width in self._arm_widths.max(axis=0))
        self._changes = [Changes(stack) for stack in stacks]
        self._starts = [int(start) for start in np.cumsum((0, *self.widths))[:-1]]
        self._units = [  # where the units of each stack are among all units
            np.concatenate([start + np.arange(width) for start, width in zip(self._starts, stack.widths, strict=False)])
            for stack in stacks
        ]
        self.samples = self.columns[0][0].shape[1]
        self.forget()

    def forget(self) -> None:
        """Compare with nothing observed so far: call it after a reset."""
        experiment = self.trainer.experiment
        shape = (len(experiment.arms), experiment.seeds)
        self._last: WeightCopy | None = None
        self._updates: tuple[np.ndarray, int] | None = None  # update_ratio and update_steps of the last observation
        self._marked: WeightCopy | None = None
        self._frozen_since = np.full((*shape, sum(self.widths)), -1, dtype=np.int32)
        for (numbers, stack), units in zip(self.trainer.stacks, self._units, strict=True):
            self._frozen_since[np.ix_(np.array(numbers), np.arange(len(stack.seeds)), units)] = self.trainer.step
        self._diverged_at = np.full(shape, -1, dtype=np.int32)
        self._ranks = Ranks((*shape, len(self.widths)), [min(width, self.samples) for width in self.widths])
        self._agreement = np.full((2, *shape, len(self.widths) + 1), np.nan)
        self._agreed_at = np.full(len(self.widths) + 1, -1, dtype=np.int32)
        self._observed = 0
        self._arms: list = []
        self._limits: list[dict] = [{} for _ in self._stacks]

    def known_before(self, last: Observation) -> None:
        """What another observer saw last of the same run, which it looked into from the start to here or before."""
        self._frozen_since = np.where(self._frozen_since <= last.step, last.frozen_since, self._frozen_since)
        if self._last is not None and self._last.step == last.step:
            self._updates = last.update_ratio.copy(), last.update_steps

    def mark(self) -> None:
        """Keep the weights of now: the next observation's update_ratio is taken from here instead of from the last one.

        A mark one step before the observation gives the size of that one update. Over many steps the changes partly
        cancel, and their mean is less than one update.
        """
        self._marked = self._weights_now()

    def _weights_now(self) -> WeightCopy:
        stacks = self._stacks
        copies = []
        for stack in stacks:
            copies.append(stack.flat.clone())
            breathe()
        return WeightCopy(self.trainer.step, copies, [stack.layout for stack in stacks])

    # -- one observation ----------------------------------------------------------------------------------------------

    def observe(
        self, diverged_at: np.ndarray | None = None, everything: bool = False, thoroughly: bool = False
    ) -> Observation:
        """Look now. `diverged_at`: Snapshot.diverged_at, what is known of divergence beyond the probe set's loss.

        Three expensive measures take turns, each at every fourth observation: some of the ranks, the agreements of one
        layer, and how steep the learnable functions of one layer are at most; the others keep their last value. With
        `everything` all are measured now; `thoroughly` all but the ranks, which are many times more expensive
        than the rest, and of these as many as at the first observation.
        """
        self._look_again()
        trainer, step = self.trainer, self.trainer.step
        if self._last is not None and step < self._last.step:
            self.forget()
        if diverged_at is not None:
            self._diverged_at = np.asarray(diverged_at, dtype=np.int32).copy()
        # Told by the trainer, only what is not a number counts beside: when somebody looks must not decide it.
        self._limit = DIVERGED_LOSS if diverged_at is None else np.inf
        arms = tuple(trainer.arms)
        found = self._blank(arms)
        due = self._due(everything, thoroughly)
        with steady(), torch.no_grad():
            for place, (numbers, stack) in enumerate(trainer.stacks):
                seeds, rows = len(stack.seeds), sum(stack.rows)
                together = max(1, MAX_ELEMENTS // (len(numbers) * rows * self.samples))
                for first in range(0, seeds, together):
                    chosen = slice(first, min(first + together, seeds))
                    self._look(found, place, np.array(numbers), chosen, due)
                    breathe()
                self._compare(found, place, np.array(numbers))
            self._ranks.measure(step)
            self._agreed_at[list(due.agreements)] = step
            since = self._marked or self._last
            update_steps = 0 if since is None else max(0, step - since.step)
            if since is not None and not update_steps and self._updates is not None:  # a second look at this step
                found["update_ratio"], update_steps = self._updates
            self._updates = found["update_ratio"].copy(), update_steps
            self._last, self._marked = self._weights_now(), None
        return Observation(
            step=step,
            arms=arms,
            widths=self.widths,
            arm_widths=self._arm_widths.copy(),
            samples=self.samples,
            update_steps=update_steps,
            diverged_at=self._diverged_at.copy(),
            frozen_since=self._frozen_since.copy(),
            rank=self._ranks.rank.copy(),
            rank_step=self._ranks.step.copy(),
            agreement_batch=self._agreement[0].copy(),
            agreement_sample=self._agreement[1].copy(),
            agreement_step=self._agreed_at.copy(),
            **found,
        )

    def _blank(self, arms: tuple) -> dict[str, np.ndarray]:
        seeds, layers, units = self._frozen_since.shape[1], len(self.widths), sum(self.widths)
        per_unit = {
            name: np.full((len(arms), seeds, units), np.nan, dtype=np.float32)
            for name in ("peak_slope", "highest", "saturated", "silent", "mean", "deviation")
        }
        names = ("gradient_z", "gradient_w", "weight_size", "update_ratio")
        per_layer = {name: np.full((len(arms), seeds, layers + 1), np.nan) for name in names}
        pieces = max(max(stack.layer_pieces) for stack in self._stacks)
        return {
            **per_unit,
            **per_layer,
            "piece_share": np.full((len(arms), seeds, layers, pieces), np.nan),
            "never_winning": np.full((len(arms), seeds, units), measures.UNDEFINED, dtype=np.uint8),
            "histogram": np.zeros((len(arms), layers, pieces, measures.BINS + 2), dtype=np.int32),
            "loss": np.full((len(arms), seeds), np.nan),
        }

    def _look(self, found: dict, place: int, numbers: np.ndarray, chosen: slice, due: Due) -> None:
        """Everything that one pass over some seeds of a stack tells, put into the arrays of `found`."""
        stack = self._stacks[place]
        seen = probe(stack, *self.columns[place], self._space, self._limits[place], chosen)
        shape, target = (len(numbers), chosen.stop - chosen.start), (numbers, chosen)

        def spread(values: torch.Tensor) -> np.ndarray:
            return values.reshape(*shape, *values.shape[1:]).cpu().numpy()

        found["loss"][target] = loss = spread(seen.loss)
        lost = ~(np.nan_to_num(loss, nan=np.inf) <= self._limit) | ~np.isfinite(loss)
        marks = self._diverged_at[target]
        self._diverged_at[target] = marks = np.where(lost & (marks < 0), self.trainer.step, marks)
        pieces, space, arms = stack.layer_pieces, self._space, len(numbers)
        lost = torch.cat([group.before.sum((1, 2)).view(len(group.layers), -1) for group in seen.groups]).isnan().any(0)
        left_out = torch.as_tensor(marks.flatten() >= 0, device=stack.device) | lost
        left_out = left_out if bool(left_out.any()) else None
        of_units = []
        for group in seen.groups:
            first, layers, each = group.layers.start, len(group.layers), pieces[group.layers.start]
            measured = measures.unit_numbers(group.before, group.after, group.slopes, group.max_slope, each, space)
            stacked = torch.stack(tuple(measured.values())).unflatten(1, (layers, -1))
            of_units.append(stacked.permute(2, 0, 1, 3).flatten(2))
            self._pieces(found, group, place, target)
            out = None if left_out is None else left_out.repeat(layers)
            counts = measures.histogram(group.before, layers * arms, each, space, out).unflatten(0, (layers, arms))
            found["histogram"][numbers, first : first + layers, :each] += counts.transpose(0, 1).cpu().numpy()
            breathe()
        all_units = np.ix_(numbers, np.arange(chosen.start, chosen.stop), self._units[place])
        for name, values in zip(measured, np.moveaxis(spread(torch.cat(of_units, dim=2)), 2, 0), strict=True):
            found[name][all_units] = values
        for layer, which in due.ranks.items():
            self._ranks.put_aside(seen.after[layer], layer, which, numbers, chosen)
        self._layer_numbers(found, seen, target, spread, due.agreements)

    def _pieces(self, found: dict, group: LayerGroup, place: int, target: tuple) -> None:
        """How Maxout's pieces share the samples, of the arms that have them."""
        stack, (numbers, chosen) = self._stacks[place], target
        for layer in group.layers:
            maxout = [number for number, arm in enumerate(stack.arms) if "k" in arm.at(layer).parameters]
            if not maxout:
                continue
            pieces, each = stack.layer_pieces[layer], chosen.stop - chosen.start
            slopes = group.slopes[0].unflatten(0, (len(group.layers), len(numbers), each))[layer - group.layers.start]
            if len(maxout) < len(numbers):
                slopes = slopes[maxout]
            slopes, shape = slopes.flatten(0, 1), (len(maxout), each)
            units = slice(self._starts[layer], self._starts[layer] + stack.widths[layer])
            never = measures.never_winning([slopes], pieces)
            found["never_winning"][numbers[maxout], chosen, units] = never.view(*shape, -1).cpu().numpy()
            shares = measures.piece_shares([slopes], pieces)
            found["piece_share"][numbers[maxout], chosen, layer, :pieces] = shares.view(*shape, -1).cpu().numpy()

    def _layer_numbers(self, found: dict, seen: ForwardBackward, target: tuple, spread, agreements: range) -> None:
        by_kind = np.split(spread(measures.rms([*seen.before_gradient, *seen.weight_gradient]).T), 2, axis=2)
        found["gradient_z"][target] = by_kind[0] * self.samples
        found["gradient_w"][target] = by_kind[1]
        for layer in agreements:
            batch = measures.agreement_over_batch(seen.weight_gradient[layer])
            sample = measures.agreement_by_sample(seen.product_gradient[layer], seen.received[layer], self._space)
            self._agreement[0][(*target, layer)] = spread(batch)
            self._agreement[1][(*target, layer)] = spread(sample)
            breathe()

    # -- what takes turns ---------------------------------------------------------------------------------------------

    def _due(self, everything: bool, thoroughly: bool) -> Due:
        """Which expensive measures are due: some ranks or one layer's agreements now and then; more the first time."""
        layers, count = len(self.widths) + 1, self._observed
        self._observed += 1
        swapped, self._arms = self._arms != self.trainer.arms, list(self.trainer.arms)
        for limits in self._limits:  # how steep learnable functions are at most changes slowly: now and then a layer
            if everything or thoroughly or swapped:
                limits.clear()
            if count % 4 == 3:
                limits.pop(count // 4 % layers, None)
        if everything or thoroughly or count == 0:
            return Due(self._ranks.due(first=True, everything=everything), range(layers))
        if count % 4 == 2:
            return Due(self._ranks.due(), range(0))
        layer = count // 4 % layers
        return Due({}, range(layer, layer + 1) if count % 4 == 0 else range(0))

    # -- what is compared ---------------------------------------------------------------------------------------------

    def _compare(self, found: dict, place: int, numbers: np.ndarray) -> None:
        """Sizes of weights and their updates, and which units' incoming weights have not changed by a bit."""
        stack, step = self._stacks[place], self.trainer.step
        if self._changes[place].layout is not stack.layout:  # another arm in this stack has other parameters
            self._changes[place] = Changes(stack)
        changes, since = self._changes[place], self._marked or self._last

        def spread(values: torch.Tensor) -> np.ndarray:
            return values.unflatten(0, (len(numbers), stack.each))[:, : len(stack.seeds)].cpu().numpy()

        found["weight_size"][numbers] = size = spread(changes.sizes(stack.flat))
        breathe()
        if since is not None and step > since.step:
            change = spread(changes.sizes(stack.flat - since.flat(place, stack.layout))) / (step - since.step)
            with np.errstate(divide="ignore", invalid="ignore"):
                found["update_ratio"][numbers] = np.where(size > 0, change / size, np.nan)
        breathe()
        units = np.ix_(numbers, np.arange(len(stack.seeds)), self._units[place])
        if self._last is None:  # nothing is known of before
            self._frozen_since[units] = step
            return
        same = spread(changes.unchanged(stack.flat, self._last.flat(place, stack.layout)))
        self._frozen_since[units] = np.where(same, self._frozen_since[units], step)
