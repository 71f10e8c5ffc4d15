"""A short list of what is worth knowing of a run, in plain words, each with its numbers and something to try."""

from collections.abc import Sequence

from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.insights import dead, deaths, learning, signal, spared
from activations.insights.insight import Insight, Losses, Story
from activations.observation.observation import Observation

MAX_INSIGHTS, MAX_OF_A_KIND = 6, 2
RULES = (
    deaths.diverged,
    deaths.died,
    spared.spared,
    dead.moving_again,
    dead.frozen,
    dead.revived,
    deaths.standing_dead,
    signal.exploding,
    signal.vanishing,
    learning.rank_collapse,
    learning.updates,
    signal.off_centre,
)


def insights(
    experiment: Experiment,
    observations: Sequence[Observation],
    losses: Losses | None = None,
    interventions: Sequence[Intervention] = (),
) -> list[Insight]:
    """At most six, the most important first; one calm sentence if nothing stands out, none without an observation.

    `observations` ascend by step: those since the start, or some of them, the latest last. Two of a kind at most.
    """
    if not observations:
        return []
    story = Story(
        experiment=experiment,
        observations=observations,
        losses=losses or Losses(),
        interventions=[one for one in interventions if one.step <= observations[-1].step],
    )
    found = sorted((one for rule in RULES for one in rule(story)), key=lambda one: -one.importance)
    told_dead = {one.arm for one in found if one.kind == "died"}
    chosen: list[Insight] = []
    for one in found:
        if one.kind == "dead" and one.arm in told_dead:
            continue
        if sum(other.kind == one.kind for other in chosen) < MAX_OF_A_KIND and len(chosen) < MAX_INSIGHTS:
            chosen.append(one)
    return chosen or [signal.calm(story)]
