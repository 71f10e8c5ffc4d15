"""Rules about learning: the rank of what a layer answers, and the size of its updates."""

from collections.abc import Iterator

import numpy as np

from activations.insights.insight import Insight, Story, brief, nice, percent, times
from activations.insights.signal import better_signal, set_rate
from activations.language import marked as N_
from activations.language.text import Text

RANK_LOST, RANK_LOW, LEAST_WIDTH = 0.4, 2.0, 4  # a rank that fell to this share of the first, and below this
STILL_LOSING = 0.9  # share of the first loss that counts as not having learned
LARGE_UPDATE, SMALL_UPDATE, USUAL_UPDATE = 1e-2, 1e-5, 1e-3  # RMS of a step's change over RMS of the weights
NOT_DONE = 0.5  # share of the first loss: below it small updates are what is wanted


def first_and_now(story: Story, arm: int) -> tuple[float, float] | None:
    """The arm's first and latest loss; None if unknown."""
    values = story.losses.of(arm)[1]
    return (float(values[0]), float(values[-1])) if len(values) > 1 else None


def rank_collapse(story: Story) -> Iterator[Insight]:
    """Layers that answer in far fewer dimensions than at the start, in arms that have not learned."""
    last = story.last
    start, now = (one.typical(one.rank) for one in (story.observations[0], last))
    for arm in story.arms:
        losses = first_and_now(story, arm)
        if losses is None or losses[1] < STILL_LOSING * losses[0] or last.step == story.observations[0].step:
            continue
        wide = [layer for layer in story.layers if last.arm_widths[arm, layer] >= LEAST_WIDTH]
        lost = [layer for layer in wide if now[arm, layer] <= min(RANK_LOST * start[arm, layer], RANK_LOW)]
        if not lost:
            continue
        layer = min(lost, key=lambda place: now[arm, place])
        width = int(last.arm_widths[arm, layer])
        suggestion, action = better_signal(story, arm)
        yield Insight(
            kind="rank",
            sentence=Text(
                N_(
                    "The effective rank of layer {layer} of {arm} is {rank:.1f} of {width}, down from"
                    " {first:.1f} at step {step:,}, and the loss only went from {before} to {loss}."
                ),
                layer=layer + 1,
                arm=story.name(arm),
                rank=now[arm, layer],
                width=width,
                first=start[arm, layer],
                step=story.observations[0].step,
                before=brief(losses[0]),
                loss=brief(losses[1]),
            ),
            numbers={
                "rank": float(now[arm, layer]),
                "first_rank": float(start[arm, layer]),
                "width": width,
                "first_loss": losses[0],
                "loss": losses[1],
            },
            chart="rank",
            arm=arm,
            layer=layer,
            suggestion=suggestion,
            action=action,
            importance=45.0,
        )


def updates(story: Story) -> Iterator[Insight]:
    """Steps that are far from a thousandth of the weights."""
    last = story.last
    if not last.update_steps:
        return
    ratios = last.typical(last.update_ratio)
    for arm in story.arms:
        known = ratios[arm][np.isfinite(ratios[arm])]
        if not known.size:
            continue
        largest, smallest = int(np.nanargmax(ratios[arm])), int(np.nanargmin(ratios[arm]))
        losses = first_and_now(story, arm)
        # Over several steps changes cancel in part: what is large is at least so large, what is small may be larger.
        if known.max() >= LARGE_UPDATE:
            layer, ratio = largest, float(known.max())
            what = Text(N_("{times} the guide value 10⁻³"), times=times(ratio / USUAL_UPDATE))
        elif 0 < known.max() <= SMALL_UPDATE and last.update_steps == 1 and losses and losses[1] > NOT_DONE * losses[0]:
            layer, ratio = smallest, float(known.min())
            if ratio <= 0:
                continue
            what = Text(N_("{times} less than the guide value 10⁻³"), times=times(USUAL_UPDATE / ratio))
        else:
            continue
        factor = min(max(USUAL_UPDATE / ratio, 0.1), 10.0)
        rate = nice(story.rate * factor)
        output, several = layer == len(last.widths), last.update_steps > 1
        if output:
            said = N_("The output layer of {arm} changes by {share} of its weights per step, {what}.")
            mean = N_(
                "The output layer of {arm} changes by {share} of its weights per step (over {steps:,} steps), {what}."
            )
        else:
            said = N_("Layer {layer} of {arm} changes by {share} of its weights per step, {what}.")
            mean = N_(
                "Layer {layer} of {arm} changes by {share} of its weights per step (over {steps:,} steps), {what}."
            )
        told = {"layer": layer + 1, "arm": story.name(arm), "share": percent(ratio), "what": what}
        yield Insight(
            kind="update",
            sentence=Text(mean if several else said, **told, steps=last.update_steps),
            numbers={"update_ratio": ratio, "usual": USUAL_UPDATE, "update_steps": last.update_steps},
            chart="updates",
            arm=arm,
            layer=layer,
            suggestion=set_rate(story, rate),
            action={"do": "rate", "value": rate},
            importance=40 + min(4.0, abs(np.log10(ratio / USUAL_UPDATE))),
        )
