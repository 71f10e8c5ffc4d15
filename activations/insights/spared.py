"""A rule about what a huge gradient did not do: networks that came through it with all their units, or clipped it."""

from collections.abc import Iterator

import numpy as np

from activations.experiment.intervention import LARGEST_SPIKE
from activations.insights import insight
from activations.insights.insight import Insight, Numbers, Story, counted
from activations.language import marked as N_
from activations.language.text import Text, plural
from activations.observation.observation import Observation

CLIPPED_SHARE = 0.01  # with clipping, fewer deaths than this share of the units count as prevented


def spared(story: Story) -> Iterator[Insight]:
    """Arms through which one huge gradient went, and hardly a unit of which died of it: none, where nothing clipped.

    Only the last one tells, from the look before it to all looks after it, and only of arms not swapped since.
    """
    spikes = story.done("spike")
    if not spikes:
        return
    spike = spikes[-1]
    before = [one for one in story.observations if one.step <= spike.step]
    after = [one for one in story.observations if one.step > spike.step]
    if not before or not after:
        return
    clip, died, units, whole = story.experiment.clip, 0, 0, []
    for arm in spike.arms:
        there = int(story.last.units[arm].sum())
        same = before[-1].arms[arm] == story.last.arms[arm]
        count = deaths(story, arm, before[-1], after)
        if same and there and (count < CLIPPED_SHARE * there if clip else not count):
            whole.append(arm)
            died, units = died + count, units + there
    if not whole or (len(whole) < len(spike.arms) and clip):
        return
    named = [story.name(arm) for arm in whole]
    names = Text(N_(" and ")).join([Text(N_(", ")).join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
    numbers: Numbers = {
        "died": died,
        "units": units,
        "spike_step": spike.step,
        "to_step": story.last.step,
        "arms": len(whole),
    }
    if clip:
        sentence = plural(
            "The huge gradient of step {step:,} was clipped to a norm of {clip:g}: of {units} of {names} {died} has "
            "died since.",
            "The huge gradient of step {step:,} was clipped to a norm of {clip:g}: of {units} of {names} {died} have "
            "died since.",
            died,
            step=spike.step,
            clip=clip,
            units=insight.units(units),
            names=names,
            died=counted(died),
        )
        suggestion = Text(N_("Start again without clipping, send the same huge gradient, and see which units die."))
        action: dict = {"set": {"clip": 0.0}}
        numbers["clip"] = clip
    else:
        if len(whole) < len(spike.arms):
            said = N_("At step {step:,} the same huge gradient went through {names}: none of {units} has died since.")
        else:
            said = N_("At step {step:,} one huge gradient went through {names}: none of {units} has died since.")
        sentence = Text(said, step=spike.step, names=names, units=insight.units(units))
        suggestion = Text(N_("Send one ten times as large and see whether they survive that as well."))
        action = {"do": "spike", "arms": whole, "value": min(10 * (spike.value or 0.0), LARGEST_SPIKE)}
    yield Insight(
        kind="clipped" if clip else "spared",
        sentence=sentence,
        numbers=numbers,
        arm=whole[0],
        suggestion=suggestion,
        action=action,
        importance=89.0,
    )


def deaths(story: Story, arm: int, before: Observation, after: list[Observation]) -> int:
    """Units of an arm that were not dead then and have been at one of the looks `after`."""
    return int((np.any([story.dead(one)[arm] for one in after], axis=0) & ~story.dead(before)[arm]).sum())
