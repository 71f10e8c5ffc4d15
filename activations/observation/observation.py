"""What was seen inside the networks at one step, over the probe set: plain arrays, and what follows from them."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from activations.experiment.arm import Arm
from activations.functions.properties import DEAD
from activations.training.median import medians

GENTLE = 1e-2  # the second threshold for dead units


@dataclass(frozen=True, kw_only=True, eq=False)
class Observation:
    """All arms, seeds and layers at one step. "units" are those of all hidden layers, layer after layer; "layers" the
    hidden layers; "all layers" these and the output layer.

    f' is the slope that trains: autograd's, of a step function its surrogate's. Of units with several pre-activations
    (gated, Maxout) |f'| is the largest of the partial derivatives: a unit is dead if all of them are small. Of CReLU it
    is the larger of both outputs' slopes, and the two outputs count together in silent, mean and deviation.

    Networks that diverged are in the arrays, but in no histogram, mean over seeds or census.
    """

    step: int
    arms: tuple[Arm, ...]
    widths: tuple[int, ...]  # units of each hidden layer, in the arm that has most
    arm_widths: np.ndarray  # int32 [arms, layers]: units that are there; the others of `widths` are NaN, 255 or -1
    samples: int  # of the probe set
    update_steps: int  # steps between which update_ratio was taken; 0: nothing to compare with yet
    diverged_at: np.ndarray  # int32 [arms, seeds]: the step at which that was found, or -1
    loss: np.ndarray  # [arms, seeds]: mean over the probe set
    histogram: np.ndarray  # int32 [arms, layers, pieces, 1 + BINS + 1]: counts of z below LOW, in bins, from HIGH on
    peak_slope: np.ndarray  # [arms, seeds, units]: largest |f'(z)| over the samples
    highest: np.ndarray  # [arms, seeds, units]: largest z over the samples; NaN with several pre-activations
    saturated: np.ndarray  # [arms, seeds, units]: share of samples with |f'(z)| < 0.05 max|f'|, learnable: of late
    silent: np.ndarray  # [arms, seeds, units]: share of samples with f(z) = 0
    mean: np.ndarray  # [arms, seeds, units]: of f(z) over the samples
    deviation: np.ndarray  # [arms, seeds, units]: standard deviation of f(z)
    never_winning: np.ndarray  # uint8 [arms, seeds, units]: Maxout's pieces that never win; 255 for other functions
    piece_share: np.ndarray  # [arms, seeds, layers, pieces]: measures.piece_shares; NaN for other functions than Maxout
    frozen_since: np.ndarray  # int32 [arms, seeds, units]: observed step since when incoming weights keep every bit
    rank: np.ndarray  # [arms, seeds, layers]: effective rank of the outputs, see measures.effective_rank
    rank_step: np.ndarray  # int32 [arms, seeds, layers]: the step at which it was measured; -1: not yet
    gradient_z: np.ndarray  # [arms, seeds, all layers]: RMS over units and samples of d(loss of the sample)/dz
    gradient_w: np.ndarray  # [arms, seeds, all layers]: RMS over weights of d(mean loss)/dW, biases left out
    weight_size: np.ndarray  # [arms, seeds, all layers]: RMS of the weights
    update_ratio: np.ndarray  # [arms, seeds, all layers]: RMS of the change of W, a step, over RMS of W
    agreement_batch: np.ndarray  # [arms, seeds, all layers]: measures.agreement_over_batch; a layer a turn
    agreement_sample: np.ndarray  # [arms, seeds, all layers]: measures.agreement_by_sample; likewise
    agreement_step: np.ndarray  # int32 [all layers]: the step at which these two were measured; -1: not yet

    @property
    def nbytes(self) -> int:
        """Bytes of what was seen, without what follows from it."""
        found = [getattr(self, one.name) for one in fields(self)]
        return sum(one.nbytes for one in found if isinstance(one, np.ndarray))

    # -- places -------------------------------------------------------------------------------------------------------

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each hidden layer's units begin."""
        return tuple(int(start) for start in np.cumsum((0, *self.widths))[:-1])

    def of_layer(self, values: np.ndarray, layer: int) -> np.ndarray:
        """The units of hidden layer `layer` (from 0) of an array [..., units]."""
        return values[..., self.starts[layer] : self.starts[layer] + self.widths[layer]]

    def by_layer(self, values: np.ndarray) -> np.ndarray:
        """Sums over the units of each layer: [..., units] -> [..., layers]."""
        return np.add.reduceat(values, self.starts, axis=-1)

    @cached_property
    def live(self) -> np.ndarray:
        """Networks that have not diverged: bool [arms, seeds]."""
        return self.diverged_at < 0

    # -- health -------------------------------------------------------------------------------------------------------

    def dead(self, threshold: float = DEAD) -> np.ndarray:
        """Units with |f'(z)| <= threshold on every sample: bool [arms, seeds, units]; False in diverged networks."""
        if threshold not in self._dead:
            self._dead[threshold] = (self.peak_slope <= threshold) & self.live[..., None]
        return self._dead[threshold]

    @cached_property
    def _dead(self) -> dict[float, np.ndarray]:
        return {}

    def off(self) -> np.ndarray:
        """Units with z <= 0 on every sample: bool [arms, seeds, units]; False where that is not defined."""
        return self._off

    @cached_property
    def _off(self) -> np.ndarray:
        return (self.highest <= 0) & self.live[..., None]

    @cached_property
    def off_defined(self) -> np.ndarray:
        """Where units have one pre-activation: bool [arms, layers]."""
        return np.array(
            [[arm.at(layer).pre_activations == 1 for layer in range(len(self.widths))] for arm in self.arms]
        )

    @cached_property
    def exists(self) -> np.ndarray:
        """Units that are there: bool [arms, units]."""
        places = np.concatenate([np.arange(width) for width in self.widths])
        return places < np.repeat(self.arm_widths, self.widths, axis=1)

    @property
    def off_centre(self) -> np.ndarray:
        """|mean| / standard deviation of each unit's output: [arms, seeds, units]; NaN for a constant output."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.deviation > 0, np.abs(self.mean) / self.deviation, np.nan)

    def counted(self, which: np.ndarray) -> np.ndarray:
        """How many units of each arm and layer, over live seeds: bool [arms, seeds, units] -> int [arms, layers]."""
        return self.by_layer((which & self.live[..., None]).astype(np.int64)).sum(1)

    @cached_property
    def units(self) -> np.ndarray:
        """How many units each arm and layer has, over live seeds: int [arms, layers]."""
        return self.live.sum(1)[:, None] * self.arm_widths

    def averaged(self, values: np.ndarray) -> np.ndarray:
        """Mean over live seeds (and, of [arms, seeds, units], a layer's units): -> [arms, layers]; NaN if none live."""
        if values.shape == self.peak_slope.shape:
            there = np.where(self.exists[:, None], values, 0.0)
            values = self.by_layer(there) / self.arm_widths[:, None]
        return over_live(values, self.live, means)

    def typical(self, values: np.ndarray) -> np.ndarray:
        """Median over live seeds: [arms, seeds, layers] -> [arms, layers]; NaN if none live."""
        return over_live(values, self.live, medians)


def over_live(values: np.ndarray, live: np.ndarray, how: Callable) -> np.ndarray:
    """`how`, means or medians, over live seeds that have a number: [arms, seeds, layers] -> [arms, layers]."""
    return how(np.where(live[..., None], values, np.nan))


def means(values: np.ndarray) -> np.ndarray:
    """Mean along axis 1 of what is not NaN; NaN where all is."""
    known = ~np.isnan(values)
    count = known.sum(1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(1) / np.maximum(count, 1), np.nan)
