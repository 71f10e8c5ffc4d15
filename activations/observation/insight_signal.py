"""Rules about gradients, saturation, updates, centring and rank."""

import numpy as np

from activations.observation.insight import Insight, Story, brief, nice, percent, times

SATURATED_SHARE, SATURATED_RATIO = 0.5, 10.0  # of a layer; its gradient this many times smaller than the last one's
VANISHING, EXPLODING = 100.0, 100.0  # a layer's gradient against the last one's, the zones of the chart
OFF_CENTRE = 1.0  # |mean| / standard deviation, median over a layer's units
SAME_SIGN, LEAST_INPUTS = 0.9, 4  # agreement of single samples; of few weights it is high by chance
RANK_LOST, RANK_LOW, LEAST_WIDTH = 0.4, 2.0, 4  # a rank that fell to this share of the first, and below this
STILL_LOSING = 0.9  # share of the first loss that counts as not having learned
LARGE_UPDATE, SMALL_UPDATE, USUAL_UPDATE = 1e-2, 1e-5, 1e-3  # RMS of a step's change over RMS of the weights
NOT_DONE = 0.5  # share of the first loss: below it small updates are what is wanted


def worst_layer(story: Story, arm: int) -> tuple[int, float, float, float] | None:
    """Hidden layer with the smallest gradient of an arm: layer, its RMS of dL/dz, the last layer's, last / its."""
    sizes = story.last.typical(story.last.gradient_z)[arm]
    hidden, final = sizes[:-1], sizes[-1]
    if not np.isfinite(sizes).all() or final <= 0:
        return None
    layer = int(np.argmin(hidden))
    return layer, float(hidden[layer]), float(final), float(final / hidden[layer]) if hidden[layer] > 0 else np.inf


def vanishing(story: Story) -> list[Insight]:
    """A gradient that hardly arrives, with the saturation that explains it where there is."""
    found, last = [], story.last
    saturated = last.averaged(last.saturated)
    for arm in story.arms:
        worst = worst_layer(story, arm)
        if worst is None:
            continue
        layer, size, final, ratio = worst
        share = float(saturated[arm, layer])
        numbers = {"gradient": size, "last_gradient": final, "ratio": ratio if np.isfinite(ratio) else None}
        numbers["saturated"] = share
        small = (
            f"its gradient is {times(ratio)} smaller than the last layer's"
            if np.isfinite(ratio)
            else "no gradient arrives there at all"
        )
        where = f"Layer {layer + 1} of {story.name(arm)}"
        if share >= SATURATED_SHARE and ratio >= SATURATED_RATIO:
            kind, sentence = "saturated", f"{where}: {percent(share)} saturated, {small}."
        elif ratio >= VANISHING:
            slopes = last.peak_slope[arm][last.live[arm]][:, last.exists[arm]]
            numbers["largest_slope"] = float(slopes.max())
            kind = "vanishing"
            sentence = (
                f"{where}: {small}, though only {percent(share)} saturated. On the way down every layer multiplies it "
                f"by a slope, the largest of all being {brief(float(slopes.max()))}, and by its weights."
            )
        else:
            continue
        suggestion, action = better_signal(story, arm)
        found.append(
            Insight(
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
        )
    return found


def better_signal(story: Story, arm: int) -> tuple[str, dict]:
    """What keeps the signal's size from layer to layer, the first that is not done yet."""
    experiment = story.experiment
    if experiment.init != "matched":
        return "Start from weights matched to each activation's own gain.", {"set": {"init": "matched"}}
    if experiment.norm == "none":
        return "Start again with batch normalisation, which keeps pre-activations in range.", {"set": {"norm": "batch"}}
    other = story.swap(arm, "relu", "leaky_relu")
    if other:
        return f"Swap it for {other[0]}, weights kept.", other[1]
    if not experiment.residual:
        return "Start again with residual connections, which carry the gradient past the units.", RESIDUAL
    return slower(story)


RESIDUAL = {"set": {"residual": True}}


def slower(story: Story) -> tuple[str, dict]:
    rate = nice(story.rate / 3)
    return f"Set the learning rate to {rate:g} instead of {story.rate:g}.", {"do": "rate", "value": rate}


def exploding(story: Story) -> list[Insight]:
    found, last = [], story.last
    sizes = last.typical(last.gradient_z)
    for arm in story.arms:
        final = sizes[arm, -1]
        if not np.isfinite(sizes[arm]).all() or final <= 0:
            continue
        layer = int(np.argmax(sizes[arm, :-1]))
        ratio = float(sizes[arm, layer] / final)
        if ratio < EXPLODING:
            continue
        suggestion, action = "Start again with gradients clipped to a norm of 1.", {"set": {"clip": 1.0}}
        if story.experiment.clip:
            suggestion, action = slower(story)
        found.append(
            Insight(
                kind="exploding",
                sentence=f"Layer {layer + 1} of {story.name(arm)}: its gradient is {times(ratio)} larger than the last "
                "layer's. It grows on its way down.",
                numbers={"gradient": float(sizes[arm, layer]), "last_gradient": float(final), "ratio": ratio},
                chart="gradients",
                arm=arm,
                layer=layer,
                suggestion=suggestion,
                action=action,
                importance=80 + min(8.0, np.log10(ratio)),
            )
        )
    return found


def off_centre(story: Story) -> list[Insight]:
    """Outputs far from 0 on average, where the layer above shows the price: gradients of one sign."""
    found, last = [], story.last
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
            if ratio >= OFF_CENTRE and signs >= SAME_SIGN and (best is None or ratio > best[1]):
                mean = float(last.of_layer(last.mean, layer)[arm][there].mean())
                best = layer, ratio, signs, mean
        if best is None:
            continue
        layer, ratio, signs, mean = best
        above = "the output layer" if layer + 1 == len(last.widths) else f"layer {layer + 2}"
        other = None if last.arms[arm].at(layer).entry.zero_centred else story.swap(arm, "tanh")
        found.append(
            Insight(
                kind="off_centre",
                sentence=f"Layer {layer + 1} of {story.name(arm)} gives {brief(mean)} on average; its units lie "
                f"{ratio:.2g} of their own spread off 0. So in {above} a sample pushes the weights of a unit "
                f"{'all' if signs > 0.9995 else 'nearly all'} the same way: the signs agree to {signs:.2f}.",
                numbers={"mean": mean, "off_centre": ratio, "agreement": signs},
                chart="centre",
                arm=arm,
                layer=layer,
                suggestion=f"Swap it for {other[0]}, whose range is centred on 0."
                if other
                else "Start again with batch normalisation, which centres what the next units see.",
                action=other[1] if other else {"set": {"norm": "batch"}},
                importance=35 + min(4.0, ratio),
            )
        )
    return found


def first_and_now(story: Story, arm: int) -> tuple[float, float] | None:
    """The arm's first and latest loss; None if unknown."""
    _, values = story.losses.of(arm)
    return (float(values[0]), float(values[-1])) if len(values) > 1 else None


def rank_collapse(story: Story) -> list[Insight]:
    """Layers that answer in far fewer dimensions than at the start, in arms that have not learned."""
    found, last = [], story.last
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
        found.append(
            Insight(
                kind="rank",
                sentence=f"Layer {layer + 1} of {story.name(arm)} answers in {now[arm, layer]:.1f} effective "
                f"dimensions of {width}, down from {start[arm, layer]:.1f} at step {story.observations[0].step:,}, "
                f"and the loss went from {brief(losses[0])} to {brief(losses[1])} only.",
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
        )
    return found


def updates(story: Story) -> list[Insight]:
    """Steps that are far from a thousandth of the weights."""
    found, last = [], story.last
    if not last.update_steps:
        return []
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
            what = f"{times(ratio / USUAL_UPDATE)} the usual thousandth"
        elif 0 < known.max() <= SMALL_UPDATE and last.update_steps == 1 and losses and losses[1] > NOT_DONE * losses[0]:
            layer, ratio = smallest, float(known.min())
            if ratio <= 0:
                continue
            what = f"{times(USUAL_UPDATE / ratio)} less than the usual thousandth"
        else:
            continue
        factor = min(max(USUAL_UPDATE / ratio, 0.1), 10.0)
        rate = nice(story.rate * factor)
        layer_name = "The output layer" if layer == len(last.widths) else f"Layer {layer + 1}"
        steps = "a step" if last.update_steps == 1 else f"a step (over {last.update_steps:,} steps)"
        found.append(
            Insight(
                kind="update",
                sentence=f"{layer_name} of {story.name(arm)} changes by {percent(ratio)} of its weights {steps}, "
                f"{what}.",
                numbers={"update_ratio": ratio, "usual": USUAL_UPDATE, "update_steps": last.update_steps},
                chart="updates",
                arm=arm,
                layer=layer,
                suggestion=f"Set the learning rate to {rate:g} instead of {story.rate:g}.",
                action={"do": "rate", "value": rate},
                importance=40 + min(4.0, abs(np.log10(ratio / USUAL_UPDATE))),
            )
        )
    return found


def calm(story: Story) -> Insight:
    """What can be said when nothing stands out."""
    last = story.last
    dead, units = int(last.counted(last.dead()).sum()), int(last.units.sum())
    shares = last.averaged(last.saturated)
    worst = [found[3] for arm in story.arms if (found := worst_layer(story, arm)) and np.isfinite(found[3])]
    numbers = {"step": last.step, "dead": dead, "units": units}
    sentence = f"Nothing stands out at step {last.step:,}: {dead or 'none'} of {units:,} units dead"
    if np.isfinite(shares).any():
        numbers["most_saturated"] = float(np.nanmax(shares))
        sentence += f", at most {percent(numbers['most_saturated'])} of a layer saturated"
    if worst:
        numbers["largest_ratio"] = max(worst)
        sentence += f", no layer's gradient more than {times(max(1.0, *worst))} smaller than the last one's"
    return Insight(
        kind="calm",
        sentence=f"{sentence}.",
        numbers=numbers,
        chart="health",
        suggestion="Send one huge gradient through all arms and see which of them get over it.",
        action={"do": "spike", "arms": list(story.arms), "value": 100.0},
    )
