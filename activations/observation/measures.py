"""What is measured of one layer of networks: plain functions of tensors. N networks, S samples, units of P pieces."""

import torch
from torch import Tensor

from activations.functions.properties import SATURATED
from activations.observation.workspace import Workspace

LOW, HIGH, BINS = -8.0, 8.0, 64  # of the pre-activation histogram; what is outside goes into a bin at either end
UNDEFINED = 255  # in arrays of small counts


SAFE = (1e-15, 1e15)  # roots of mean squares that float32 holds with room to spare


def rms(tensors: list[Tensor]) -> Tensor:
    """Root mean square of each network's values, of each of several tensors [N, rows, columns] -> [tensors, N].

    Right as well for values whose squares leave float32's range, such as gradients at the far end of a deep network.
    """
    roots = [(one.shape[1] * one.shape[2]) ** 0.5 for one in tensors]
    plain = torch.stack([torch.linalg.vector_norm(one, dim=(1, 2)) for one in tensors])
    plain /= torch.tensor(roots, dtype=plain.dtype, device=plain.device)[:, None]
    unsafe = ((plain < SAFE[0]) | (plain > SAFE[1])).cpu()  # what is not a number is that either way
    for place in unsafe.any(1).nonzero().flatten().tolist():
        again = unsafe[place].nonzero().flatten().to(plain.device)
        plain[place, again] = scaled_rms(tensors[place][again].flatten(1))
    return plain


def scaled_rms(values: Tensor) -> Tensor:
    largest = values.abs().amax(1, keepdim=True)
    scale = torch.where((largest > 0) & largest.isfinite(), largest, torch.ones_like(largest))
    return ((values / scale).square().mean(1, keepdim=True).sqrt() * scale).squeeze(1)


def steepness(slopes: list[Tensor], pieces: int, space: Workspace) -> Tensor:
    """|f'| of each unit and sample, [N, units, S]: the largest of its partial derivatives."""
    largest = torch.abs(slopes[0], out=space.take("steepness", slopes[0].shape, slopes[0]))
    for slope in slopes[1:]:
        torch.maximum(largest, slope.abs(), out=largest)
    return largest.unflatten(1, (pieces, -1)).amax(1) if pieces > 1 else largest


def unit_numbers(
    before: Tensor, after: Tensor, slopes: list[Tensor], max_slope: Tensor, pieces: int, space: Workspace
) -> dict[str, Tensor]:
    """Of each unit, [N, units]: peak_slope, highest, saturated, silent, mean, deviation; see `Observation`."""
    size = steepness(slopes, pieces, space)
    found = {"peak_slope": size.amax(-1)}
    flags = space.take("flags", size.shape, size)  # 0 or 1, as numbers: their mean is the share
    found["saturated"] = torch.lt(size, SATURATED * max_slope, out=flags).mean(-1)
    found["highest"] = before.amax(-1) if pieces == 1 else torch.full_like(found["peak_slope"], torch.nan)
    if len(slopes) > 1:  # several outputs a unit: all of them are the unit's
        after = after.unflatten(1, (len(slopes), -1)).transpose(1, 2).flatten(2)
    flags = space.take("flags", after.shape, after)
    found["silent"] = torch.eq(after, 0, out=flags).mean(-1)
    found["mean"] = after.mean(-1)
    centred = torch.sub(after, found["mean"][..., None], out=flags)
    found["deviation"] = torch.linalg.vector_norm(centred, dim=-1) / after.shape[-1] ** 0.5
    return found


def never_winning(slopes: list[Tensor], pieces: int) -> Tensor:
    """Of Maxout: how many of a unit's pieces are the largest on no sample, [N, units], uint8."""
    wins = slopes[0].amax(-1).unflatten(1, (pieces, -1))  # a slope is 1 where a piece wins, else 0
    return (wins == 0).sum(1).to(torch.uint8)


def piece_shares(slopes: list[Tensor], pieces: int) -> Tensor:
    """Of Maxout: the share of samples that a unit's pieces win, the one that wins most first, mean over units:
    [N, pieces], adding up to 1. In order of size, since the first piece of one unit has nothing to do with another's.
    """
    shares = slopes[0].mean(-1).unflatten(1, (pieces, -1))
    return shares.sort(dim=1, descending=True).values.mean(-1)


def histogram(before: Tensor, arms: int, pieces: int, space: Workspace, left_out: Tensor | None = None) -> Tensor:
    """Counts [arms, pieces, 1 + BINS + 1] of pre-activations, below LOW first; networks of `left_out` [N] not counted.

    Bins are half open, [low, high). A network with a value that is not a number must be left out.
    """
    bins, rate = BINS + 2, BINS / (HIGH - LOW)  # the rate is a power of two: no rounding moves a value over an edge
    blocks = torch.arange(arms * pieces, dtype=before.dtype, device=before.device).view(arms, 1, pieces, 1, 1) * bins
    place = torch.mul(before, rate, out=space.take("flags", before.shape, before))
    place.clamp_(LOW * rate - 1, HIGH * rate).floor_()
    place.unflatten(1, (pieces, -1)).unflatten(0, (arms, -1)).add_(blocks - (LOW * rate - 1))
    if left_out is not None:
        place[left_out] = arms * pieces * bins
    whole_numbers = space.take("places", (place.numel(),), place, torch.int32).copy_(place.view(-1))
    counts = torch.bincount(whole_numbers, minlength=arms * pieces * bins)[: arms * pieces * bins]
    return counts.view(arms, pieces, bins).int()


def effective_rank(after: Tensor) -> Tensor:
    """Of a layer's outputs [N, units, S], centred over the samples: exp of the entropy of their normalised singular
    values (Roy & Vetterli 2007, "The effective rank: a measure of effective dimensionality"), [N], float64.

    Between 1 and the number of units; NaN where no output varies, or one is not finite. Centred, since an output
    that is the same for all samples says nothing of them.
    """
    wide = torch.float32 if after.device.type == "mps" else torch.float64
    values = after.to(wide)
    lost = ~values.isfinite().flatten(1).all(1)
    centred = torch.where(lost[:, None, None], 0, values - values.mean(-1, keepdim=True))
    if centred.shape[1] > centred.shape[2]:
        centred = centred.transpose(1, 2)
    scale = centred.abs().amax((1, 2), keepdim=True)
    varies = scale > 1e-12 * values.abs().amax((1, 2), keepdim=True)  # below, only the mean's rounding
    centred = torch.where(varies, centred / scale, 0)
    singular = torch.linalg.eigvalsh(centred @ centred.transpose(1, 2)).clamp(min=0)
    floor = singular.amax(-1, keepdim=True) * 1e-14  # below it there is only the rounding of the product
    singular = torch.where(singular > floor, singular, torch.zeros_like(singular)).sqrt()
    total = singular.sum(-1, keepdim=True)
    parts = singular / torch.where(total > 0, total, torch.ones_like(total))
    rank = torch.exp(-torch.xlogy(parts, parts).sum(-1))
    return torch.where(lost | (total.squeeze(-1) == 0), torch.nan, rank)


def agreement_over_batch(weight_gradient: Tensor) -> Tensor:
    """|#pos - #neg| / (#pos + #neg) over the gradients [N, rows, inputs] of one unit's incoming weights, mean over
    units that have any, [N]; NaN where none has. Gradients that are 0 are not counted, nor is the bias."""
    signs = weight_gradient.sign()
    counted = signs.abs().sum(-1)
    return mean_where(signs.sum(-1).abs() / counted.clamp(min=1), counted > 0)


def agreement_by_sample(before_gradient: Tensor, received: Tensor, space: Workspace) -> Tensor:
    """The same for the gradient of one sample alone, mean over all pairs of unit and sample that have any, [N].

    The gradient of weight j is delta * x[j]: the sign of delta is all units' own and drops out, so the agreement of the
    inputs' signs is that of every unit whose delta is not 0.
    """
    signs = torch.sign(received, out=space.take("flags", received.shape, received))
    agreement = signs.sum(1).abs()  # [N, S]
    counted = signs.abs_().sum(1)
    agreement /= counted.clamp(min=1)
    moved = torch.ne(before_gradient, 0, out=space.take("flags", before_gradient.shape, before_gradient))
    pairs = moved.sum(1) * (counted > 0)
    total = pairs.sum(-1)
    return torch.where(total > 0, (agreement * pairs).sum(-1) / total.clamp(min=1), torch.nan)


def mean_where(values: Tensor, condition: Tensor) -> Tensor:
    total = condition.sum(-1)
    return torch.where(total > 0, (values * condition).sum(-1) / total.clamp(min=1), torch.nan)


def same_bits(now: Tensor, before: Tensor) -> Tensor:
    """Whether each value is the same to the bit."""
    bits = torch.int64 if now.dtype == torch.float64 else torch.int32
    return now.view(bits) == before.view(bits)


def unchanged(now: Tensor, before: Tensor) -> Tensor:
    """Whether all values of the last axis are the same to the bit, [..., values] -> [...]."""
    return same_bits(now, before).all(-1)
