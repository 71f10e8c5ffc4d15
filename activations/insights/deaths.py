"""Rules about networks that diverge and units that die."""

from collections.abc import Iterator

import numpy as np

from activations.insights import insight
from activations.insights.insight import Insight, Numbers, Story, brief, counted, nice
from activations.language import marked as N_
from activations.language.text import Text, plural
from activations.observation.observation import Observation
from activations.training.trainer import DIVERGED_LOSS

DIED_UNITS, DIED_SHARE = 2, 0.05  # fewer of an arm's units within the worst window are not told
WINDOW_SHARE = 0.25  # a look belongs to the window of deaths if it has this share of the worst look's
DEAD_UNITS, DEAD_SHARE = 2, 0.10  # of a layer
JUMP = 2.0  # a loss that is this many times the one before has jumped


def diverged(story: Story) -> Iterator[Insight]:
    for arm in story.arms:
        marks = story.last.diverged_at[arm]
        lost, seeds = int((marks >= 0).sum()), len(marks)
        if not lost:
            continue
        first, lower = int(marks[marks >= 0].min()), nice(story.rate / 3)
        numbers: Numbers = {"diverged": lost, "networks": seeds, "first_step": first, "limit": DIVERGED_LOSS}
        sentence = plural(
            "{lost} of {count} network of {arm} diverged, the first at step {step:,}: a "
            "training loss above {limit:g} or none at all. They are excluded from the "
            "statistics of the others.",
            "{lost} of {count} networks of {arm} diverged, the first at step {step:,}: a "
            "training loss above {limit:g} or none at all. They are excluded from the "
            "statistics of the others.",
            seeds,
            lost=lost,
            count=seeds,
            arm=story.name(arm),
            step=first,
            limit=DIVERGED_LOSS,
        )
        said = N_("Reset and start with a learning rate of {lower:g} instead of {rate:g}.")
        suggestion = Text(said, lower=lower, rate=story.rate)
        action: dict = {"set": {"learning_rate": lower}}
        spikes = story.done("spike", arm, until=first)
        if spikes and not story.experiment.clip:
            numbers["spike_step"] = spikes[-1].step
            suggestion = Text(N_("Reset, clip gradients to a norm of 1, and send the same huge gradient again."))
            action = {"set": {"clip": 1.0}}
        yield Insight(
            kind="diverged",
            sentence=sentence,
            numbers=numbers | {"learning_rate": story.rate},
            chart="loss",
            arm=arm,
            suggestion=suggestion,
            action=action,
            importance=100 + lost / seeds,
        )


def died(story: Story) -> Iterator[Insight]:
    """The worst window of deaths of each arm."""
    looks = story.observations
    for arm in story.arms:
        units = int(story.last.units[arm].sum())
        window = worst_window(story, arm)
        if window is None or not units:
            continue
        before, after = looks[window[0]], looks[window[1]]
        who = ~story.dead(before)[arm] & story.dead(after)[arm]
        count, still = int(who.sum()), int((who & story.dead(story.last)[arm]).sum())
        if count < DIED_UNITS or count < DIED_SHARE * units:
            continue
        numbers: Numbers = {
            "died": count,
            "units": units,
            "from_step": before.step,
            "to_step": after.step,
            "still_dead": still,
        }
        sentence = Text(
            N_("{count} of {units} of {arm} died between steps {first:,} and {last:,}{cause}"),
            count=count,
            units=insight.units(units),
            arm=after.arms[arm].label,
            first=before.step,
            last=after.step,
            cause=cause(story, arm, before, after, numbers),
        )
        if still < count and after.arms[arm] == story.last.arms[arm]:
            sentence += plural(
                "; {count} of them is still dead", "; {count} of them are still dead", still, count=counted(still)
            )
        yield deaths_told(story, arm, sentence + companion(story, arm, numbers), numbers, after, 90 + 5 * count / units)


def deaths_told(
    story: Story, arm: int, sentence: Text, numbers: Numbers, after: Observation, importance: float
) -> Insight:
    still = after.arms[arm] == story.last.arms[arm] and numbers["still_dead"]
    other = story.swap(arm, "leaky_relu", "elu") if still else None
    return Insight(
        kind="died",
        sentence=sentence + Text(N_(".")),
        numbers=numbers,
        arm=arm,
        suggestion=Text(N_("Swap it for {arm}, weights kept: dead units get a gradient again."), arm=other[0])
        if other
        else Text(N_("Send one huge gradient through {arm} and see which of its units die."), arm=story.name(arm)),
        action=other[1] if other else {"do": "spike", "arms": [arm], "value": 100.0},
        importance=importance,
    )


def worst_window(story: Story, arm: int) -> tuple[int, int] | None:
    """Looks between which most units died, as places (before, after); None if none died. A swap ends a window."""
    dead = [story.dead(one)[arm] for one in story.observations]
    counts = [0]
    for place in range(1, len(dead)):
        same = story.observations[place].arms[arm] == story.observations[place - 1].arms[arm]
        counts.append(int((dead[place] & ~dead[place - 1]).sum()) if same else 0)
    worst = int(np.argmax(counts))
    if not counts[worst]:
        return None
    first = last = worst
    while first > 1 and counts[first - 1] and counts[first - 1] >= WINDOW_SHARE * counts[worst]:
        first -= 1
    while last + 1 < len(counts) and counts[last + 1] and counts[last + 1] >= WINDOW_SHARE * counts[worst]:
        last += 1
    return first - 1, last


def cause(story: Story, arm: int, before: Observation, after: Observation, numbers: Numbers) -> Text:
    """What came just before the deaths, in words; adds its numbers. Empty if nothing that is known.

    Where nobody looked for long before it, some of them may have died earlier: then it only lies between the two looks.
    """
    a_while = 2 * story.experiment.evaluate_every
    reach = max(after.step - before.step, a_while)
    spikes = story.done("spike", arm, before.step - reach, after.step)
    rates = story.done("rate", None, before.step - reach, after.step)
    if spikes:
        numbers["spike_step"] = spikes[-1].step
        said = N_(", right after the huge gradient of step {step:,}")
        if before.step < spikes[-1].step - a_while:
            said = N_("; the huge gradient of step {step:,} falls in between")
        return Text(said, step=spikes[-1].step)
    if rates:
        numbers |= {"rate_step": rates[-1].step, "rate": rates[-1].value}
        said = N_(", right after the learning rate was set to {rate:g} at step {step:,}")
        if before.step < rates[-1].step - a_while:
            said = N_("; in between, at step {step:,}, the learning rate was set to {rate:g}")
        return Text(said, rate=rates[-1].value, step=rates[-1].step)
    jump = loss_jump(story, arm, before.step - reach, after.step)
    if jump is None:
        return Text("")
    numbers |= {"jump_step": jump[0], "loss_before": jump[1], "loss_after": jump[2]}
    said = N_(", right after the loss jumped from {low} to {high}")
    if before.step < jump[0] - a_while:
        said = N_("; in between, the loss jumped from {low} to {high}")
    return Text(said, low=brief(jump[1]), high=brief(jump[2]))


def loss_jump(story: Story, arm: int, after: float, until: float) -> tuple[int, float, float] | None:
    """Step, loss before and loss after of the largest jump to a step in [after, until], if it is one."""
    steps, values = story.losses.of(arm)
    best = None
    for place in range(1, len(steps)):
        low, high = values[place - 1], values[place]
        enough = after <= steps[place] <= until and high >= JUMP * low and high > 0
        if enough and (best is None or high / max(low, 1e-300) > best[2] / max(best[1], 1e-300)):
            best = int(steps[place]), float(low), float(high)
    return best


def companion(story: Story, arm: int, numbers: Numbers) -> Text:
    """An arm whose units are off but not dead, for comparison."""
    last = story.last
    off, dead = last.counted(last.off()).sum(1), last.counted(last.dead()).sum(1)
    calm = [other for other in story.arms if other != arm and dead[other] == 0 and off[other] > 0]
    if not calm:
        return Text("")
    other = max(calm, key=lambda place: off[place])
    numbers |= {"other_arm": other, "other_off": int(off[other]), "other_dead": 0}
    said = N_("; {arm} has {units} off, none dead")
    return Text(said, arm=story.name(other), units=insight.units(int(off[other])))


def standing_dead(story: Story) -> Iterator[Insight]:
    """The layer of each arm with the largest share of dead units."""
    last = story.last
    counts, units = last.counted(last.dead()), last.units
    for arm in story.arms:
        if not units[arm].any():
            continue
        shares = counts[arm] / np.maximum(units[arm], 1)
        layer = int(np.argmax(shares))
        count, total = int(counts[arm, layer]), int(units[arm, layer])
        if count < DEAD_UNITS or shares[layer] < DEAD_SHARE:
            continue
        first = story.observations[0]
        from_start = last.of_layer(story.dead(first)[arm] & last.dead()[arm], layer).sum()
        numbers: Numbers = {
            "dead": count,
            "units": total,
            "dead_at_first_look": int(from_start),
            "samples": last.samples,
        }
        said = N_("Layer {layer} of {arm}: {count} of {units} are dead, with no slope on any of {samples:,} samples")
        sentence = Text(
            said,
            layer=layer + 1,
            arm=story.name(arm),
            count=count,
            units=insight.units(total),
            samples=last.samples,
        )
        if from_start and first.step < last.step:
            told = Text(N_("all")) if from_start == count else f"{from_start:,}"
            sentence += Text(N_("; {count} of them already were at step {step:,}"), count=told, step=first.step)
        yield Insight(
            kind="dead",
            sentence=sentence + Text(N_(".")),
            numbers=numbers,
            arm=arm,
            layer=layer,
            suggestion=Text(N_("Re-initialise the dead units, with new incoming weights.")),
            action={"do": "revive", "arms": [arm]},
            importance=60 + 10 * float(shares[layer]),
        )
