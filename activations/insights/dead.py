"""Rules about what becomes of dead units: some revive, some stay as they are to the bit, some are set moving again."""

from collections.abc import Iterator

import numpy as np

from activations.insights.insight import Insight, Numbers, Story, counted, units
from activations.language import marked as N_
from activations.language.text import Text, plural

FROZEN_STEPS = 20  # unchanged for fewer steps is no news


def revived(story: Story) -> Iterator[Insight]:
    """Units that were dead and are not, by themselves: since the last swap and the last restart of dead units."""
    last = story.last
    for arm in story.arms:
        since = max([one.step for do in ("swap", "revive") for one in story.done(do, arm)], default=-1)
        looks = [one for one in story.observations if one.step > since and one.arms[arm] == last.arms[arm]]
        if len(looks) < 2:
            continue
        ever = np.any([story.dead(one)[arm] for one in looks[:-1]], axis=0)
        back = ever & ~last.dead()[arm] & last.live[arm][:, None]
        counts, dead_ever = (
            [int(last.of_layer(which, layer).sum()) for layer in story.layers] for which in (back, ever)
        )
        layer = int(np.argmax(counts))
        count, of = counts[layer], dead_ever[layer]
        if not count:
            continue
        numbers: Numbers = {"revived": count, "were_dead": of, "from_step": looks[0].step, "to_step": last.step}
        sentence = plural(
            "{count} of the {units} of {arm} that died in layer {layer} is alive again",
            "{count} of the {units} of {arm} that died in layer {layer} are alive again",
            count,
            count=count,
            units=units(of),
            arm=story.name(arm),
            layer=layer + 1,
        )
        below_moves = layer > 0 and not story.is_frozen(layer - 1)
        plain = story.experiment.optimizer == "sgd" and story.experiment.weight_decay == 0
        if below_moves and plain:
            sentence += Text(
                N_(": the weights of layer {layer} still change, and so do the inputs of these units"), layer=layer
            )
        if layer > 0 and dead_ever[0]:
            numbers |= {"revived_in_layer_1": counts[0], "were_dead_in_layer_1": dead_ever[0]}
            sentence += Text(
                N_("; of the {count} in layer 1, {revived}"), count=dead_ever[0], revived=counted(counts[0])
            )
        if below_moves:
            said = N_("Freeze layer {layer}: then the inputs of layer {above} no longer change.")
            suggestion = Text(said, layer=layer, above=layer + 1)
            action: dict = {"do": "freeze", "layer": layer - 1}
        else:
            suggestion = Text(
                N_("Start again with plain SGD: without a gradient the weights of a dead unit do not change then.")
            )
            action = {"set": {"optimizer": "sgd", "weight_decay": 0.0}}
        yield Insight(
            kind="revived",
            sentence=sentence + Text(N_(".")),
            numbers=numbers,
            arm=arm,
            layer=layer,
            suggestion=suggestion,
            action=action,
            importance=70 + min(5.0, count / 10),
        )


def frozen(story: Story) -> Iterator[Insight]:
    """Layers all of whose dead units keep every bit of their incoming weights, while others move."""
    last = story.last
    for arm in story.arms:
        for layer in story.layers:
            dead = last.of_layer(last.dead()[arm], layer)
            since = last.of_layer(last.frozen_since[arm], layer)
            alive = ~dead & last.live[arm][:, None] & last.of_layer(last.exists[arm], layer)
            if not dead.any() or story.is_frozen(layer) or not (since[alive] == last.step).any():
                continue
            start, count = int(since[dead].max()), int(dead.sum())
            if last.step - start < FROZEN_STEPS:
                continue
            numbers: Numbers = {"dead": count, "unchanged_since": start, "steps": last.step - start}
            told = {"arm": story.name(arm), "layer": layer + 1, "steps": last.step - start}
            if count == 2:
                said = N_(
                    "Both dead units of {arm} in layer {layer} are frozen: not one bit of their incoming weights has "
                    "changed in {steps:,} steps"
                )
                sentence = Text(said, **told)
            else:
                sentence = plural(
                    "The dead unit of {arm} in layer {layer} is frozen: not one bit of its incoming weights has "
                    "changed in {steps:,} steps",
                    "All {count:,} dead units of {arm} in layer {layer} are frozen: not one bit of their incoming "
                    "weights has changed in {steps:,} steps",
                    count,
                    count=count,
                    **told,
                )
            rates = story.done("rate", None, start)
            if rates:
                numbers |= {f"rate_{place}": one.value for place, one in enumerate(rates[-3:], 1)}
                turned = [f"{one.value:g}" for one in rates[-3:]]
                said = N_(", though the learning rate was set to {rates}")
                sentence += Text(said, rates=Text(N_(", then ")).join(turned))
            other = story.swap(arm, "leaky_relu", "elu")
            yield Insight(
                kind="frozen",
                sentence=sentence + Text(N_(".")),
                numbers=numbers,
                arm=arm,
                layer=layer,
                suggestion=Text(N_("Swap it for {arm}, weights kept, and see them change."), arm=other[0])
                if other
                else Text(N_("Re-initialise them, with new incoming weights.")),
                action=other[1] if other else {"do": "revive", "arms": [arm]},
                importance=75 - layer + min(4.0, count / 20),
            )


def moving_again(story: Story) -> Iterator[Insight]:
    """Units that were dead before a swap and have moved since."""
    last = story.last
    for arm in story.arms:
        swaps = story.done("swap", arm)
        if not swaps or swaps[-1].step >= last.step:
            continue
        swap = swaps[-1]
        earlier = [one for one in story.observations if one.step <= swap.step and one.arms[arm] != last.arms[arm]]
        were = story.dead(earlier[-1])[arm] if earlier else np.zeros_like(last.live[arm][:, None])
        moved = were & ~last.dead()[arm] & (last.frozen_since[arm] > swap.step)
        if not moved.any():
            continue
        count, of, former = int(moved.sum()), int(were.sum()), earlier[-1].arms[arm]
        again = Text(N_("Swap back to {arm} and see which of them die again."), arm=former.label)
        action: dict = {"do": "swap", "arms": [arm], "to": former.to_plain()}
        if former.layers:  # a swap is to one activation for all layers
            said = N_("Send one huge gradient through {arm} and see which of its units die.")
            again = Text(said, arm=story.name(arm))
            action = {"do": "spike", "arms": [arm], "value": 100.0}
        yield Insight(
            kind="moving_again",
            sentence=Text(
                N_(
                    "Since {former} became {arm} at step {step:,}, {count} of the {units} that were "
                    "dead are updated again."
                ),
                former=former.label,
                arm=story.name(arm),
                step=swap.step,
                count=Text(N_("all")) if count == of else count,
                units=units(of),
            ),
            numbers={"moved": count, "were_dead": of, "swap_step": swap.step},
            arm=arm,
            suggestion=again,
            action=action,
            importance=88.0,
        )
