"""Rules about gradients, saturation and centring."""

from collections.abc import Iterator

import numpy as np

from activations.functions.properties import FAR_OFF_CENTRE
from activations.insights.insight import Insight, Numbers, Story, brief, counted, nice, percent, times
from activations.language import marked as N_
from activations.language.text import Text

SATURATED_SHARE, SATURATED_RATIO = 0.5, 10.0  # of a layer; its gradient this many times smaller than the last one's
VANISHING, EXPLODING = 100.0, 100.0  # a layer's gradient against the last one's, the zones of the chart
SAME_SIGN, LEAST_INPUTS = 0.9, 4  # agreement of single samples; of few weights it is high by chance


def worst_layer(story: Story, arm: int) -> tuple[int, float, float, float] | None:
    """Hidden layer with the smallest gradient of an arm: layer, its RMS of dL/dz, the last layer's, last / its."""
    sizes = story.last.typical(story.last.gradient_z)[arm]
    hidden, final = sizes[:-1], sizes[-1]
    if not np.isfinite(sizes).all() or final <= 0:
        return None
    layer = int(np.argmin(hidden))
    return layer, float(hidden[layer]), float(final), float(final / hidden[layer]) if hidden[layer] > 0 else np.inf


def vanishing(story: Story) -> Iterator[Insight]:
    """A gradient that hardly arrives, with the saturation that explains it where there is."""
    last = story.last
    saturated = last.averaged(last.saturated)
    for arm in story.arms:
        worst = worst_layer(story, arm)
        if worst is None:
            continue
        layer, size, final, ratio = worst
        share = float(saturated[arm, layer])
        numbers: Numbers = {"gradient": size, "last_gradient": final, "ratio": ratio if np.isfinite(ratio) else None}
        numbers["saturated"] = share
        small = Text(N_("no gradient arrives there at all"))
        if np.isfinite(ratio):
            small = Text(N_("its gradient is {times} smaller than the last layer's"), times=times(ratio))
        said = {"layer": layer + 1, "arm": story.name(arm), "share": percent(share), "small": small}
        if share >= SATURATED_SHARE and ratio >= SATURATED_RATIO:
            kind, sentence = "saturated", Text(N_("Layer {layer} of {arm}: {share} saturated, {small}."), **said)
        elif ratio >= VANISHING:
            slopes = last.peak_slope[arm][last.live[arm]][:, last.exists[arm]]
            numbers["largest_slope"] = float(slopes.max())
            kind = "vanishing"
            sentence = Text(
                N_(
                    "Layer {layer} of {arm}: {small}, though only {share} saturated. In the backward "
                    "pass every layer multiplies it by a slope, the largest of all being {slope}, and"
                    " by its weights."
                ),
                **said,
                slope=brief(float(slopes.max())),
            )
        else:
            continue
        suggestion, action = better_signal(story, arm)
        yield Insight(
            kind=kind,
            sentence=sentence,
            numbers=numbers,
            chart="pre_activations" if kind == "saturated" else "gradients",
            arm=arm,
            layer=layer,
            suggestion=suggestion,
            action=action,
            importance=65 + min(8.0, np.log10(ratio)) + (2 if kind == "saturated" else 0),
        )


def better_signal(story: Story, arm: int) -> tuple[Text, dict]:
    """What keeps the signal's size from layer to layer, the first that is not done yet."""
    experiment = story.experiment
    if experiment.init != "matched":
        return Text(N_("Start from weights matched to each activation's own gain.")), {"set": {"init": "matched"}}
    if experiment.norm == "none":
        said = N_("Start again with batch normalisation, which keeps pre-activations in range.")
        return Text(said), {"set": {"norm": "batch"}}
    other = story.swap(arm, "relu", "leaky_relu")
    if other:
        return Text(N_("Swap it for {arm}, weights kept."), arm=other[0]), other[1]
    if not experiment.residual:
        return Text(N_("Start again with residual connections, which carry the gradient past the units.")), RESIDUAL
    return slower(story)


RESIDUAL = {"set": {"residual": True}}


def slower(story: Story) -> tuple[Text, dict]:
    rate = nice(story.rate / 3)
    return set_rate(story, rate), {"do": "rate", "value": rate}


def set_rate(story: Story, rate: float) -> Text:
    return Text(N_("Set the learning rate to {rate:g} instead of {now:g}."), rate=rate, now=story.rate)


def exploding(story: Story) -> Iterator[Insight]:
    last = story.last
    sizes = last.typical(last.gradient_z)
    for arm in story.arms:
        final = sizes[arm, -1]
        if not np.isfinite(sizes[arm]).all() or final <= 0:
            continue
        layer = int(np.argmax(sizes[arm, :-1]))
        ratio = float(sizes[arm, layer] / final)
        if ratio < EXPLODING:
            continue
        suggestion, action = Text(N_("Start again with gradients clipped to a norm of 1.")), {"set": {"clip": 1.0}}
        if story.experiment.clip:
            suggestion, action = slower(story)
        yield Insight(
            kind="exploding",
            sentence=Text(
                N_(
                    "Layer {layer} of {arm}: its gradient is {times} larger than the last layer's. It"
                    " grows in the backward pass."
                ),
                layer=layer + 1,
                arm=story.name(arm),
                times=times(ratio),
            ),
            numbers={"gradient": float(sizes[arm, layer]), "last_gradient": float(final), "ratio": ratio},
            chart="gradients",
            arm=arm,
            layer=layer,
            suggestion=suggestion,
            action=action,
            importance=80 + min(8.0, np.log10(ratio)),
        )


def off_centre(story: Story) -> Iterator[Insight]:
    """Outputs far from 0 on average, where the layer above shows the price: gradients of one sign."""
    last = story.last
    agreement = last.typical(last.agreement_sample)
    for arm in story.arms:
        best = None
        for layer in story.layers:
            there = last.live[arm][:, None] & last.of_layer(last.exists[arm], layer)
            ratios = last.of_layer(last.off_centre, layer)[arm][there]
            ratios = ratios[np.isfinite(ratios)]
            inputs = last.arm_widths[arm, layer] * last.arms[arm].at(layer).outputs
            if not ratios.size or inputs < LEAST_INPUTS:
                continue
            ratio, signs = float(np.median(ratios)), float(agreement[arm, layer + 1])
            if ratio >= FAR_OFF_CENTRE and signs >= SAME_SIGN and (best is None or ratio > best[1]):
                mean = float(last.of_layer(last.mean, layer)[arm][there].mean())
                best = layer, ratio, signs, mean
        if best is None:
            continue
        layer, ratio, signs, mean = best
        above = Text(N_("layer {layer}"), layer=layer + 2)
        above = Text(N_("the output layer")) if layer + 1 == len(last.widths) else above
        said = N_(
            "The mean output of layer {layer} of {arm} is {mean}; its units are off zero by "
            "{ratio} of their standard deviation. So in {above} a sample moves the "
            "weights of a unit nearly all in the same direction: the sign agreement is "
            "{signs:.2f}."
        )
        if signs > 0.9995:
            said = N_(
                "The mean output of layer {layer} of {arm} is {mean}; its units are off zero by "
                "{ratio} of their standard deviation. So in {above} a sample moves all "
                "weights of a unit in the same direction: the sign agreement is {signs:.2f}."
            )
        told = {"layer": layer + 1, "arm": story.name(arm), "mean": brief(mean), "ratio": brief(ratio), "above": above}
        other = None if last.arms[arm].at(layer).entry.zero_centred else story.swap(arm, "tanh")
        yield Insight(
            kind="off_centre",
            sentence=Text(said, **told, signs=signs),
            numbers={"mean": mean, "off_centre": ratio, "agreement": signs},
            chart="centre",
            arm=arm,
            layer=layer,
            suggestion=Text(N_("Swap it for {arm}, whose range is centred on 0."), arm=other[0])
            if other
            else Text(N_("Start again with batch normalisation, which centres the inputs of the next units.")),
            action=other[1] if other else {"set": {"norm": "batch"}},
            importance=35 + min(4.0, ratio),
        )


def calm(story: Story) -> Insight:
    """What can be said when nothing stands out."""
    last = story.last
    dead, units = int(last.counted(last.dead()).sum()), int(last.units.sum())
    shares = last.averaged(last.saturated)
    worst = [found[3] for arm in story.arms if (found := worst_layer(story, arm)) and np.isfinite(found[3])]
    numbers: Numbers = {"step": last.step, "dead": dead, "units": units}
    said = N_("Nothing stands out at step {step:,}: {dead} of {units:,} units dead")
    sentence = Text(said, step=last.step, dead=counted(dead), units=units)
    if np.isfinite(shares).any():
        numbers["most_saturated"] = float(np.nanmax(shares))
        said = N_(", at most {share} of a layer saturated")
        sentence += Text(said, share=percent(numbers["most_saturated"]))
    if worst:
        numbers["largest_ratio"] = max(worst)
        said = N_(", no layer's gradient more than {times} smaller than the last one's")
        sentence += Text(said, times=times(max(1.0, *worst)))
    return Insight(
        kind="calm",
        sentence=sentence + Text(N_(".")),
        numbers=numbers,
        suggestion=Text(N_("Send one huge gradient through all arms and see which of them recover.")),
        action={"do": "spike", "arms": list(story.arms), "value": 100.0},
    )
