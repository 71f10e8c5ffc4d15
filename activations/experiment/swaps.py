"""Which activation an arm had when: what swaps make of the arms of an experiment, and the words for it."""

from collections.abc import Iterable, Sequence

from activations.experiment.arm import Arm
from activations.experiment.intervention import Intervention
from activations.language import translate as _

TOLD = 2  # swaps of one arm that its words list; of more, the last alone


def turns(arm: Arm, place: int, acts: Iterable[Intervention]) -> list[tuple[int, Arm]]:
    """The swaps among `acts` that changed the arm at `place`: (step, what it became). Of one step, the last counts."""
    found: list[tuple[int, Arm]] = []
    for act in acts:
        if act.to is None or place not in act.arms:
            continue
        if found and found[-1][0] == act.step:
            found.pop()
        if act.to != (found[-1][1] if found else arm):
            found.append((act.step, act.to))
    return found


def story(arm: Arm, place: int, done: Iterable[Intervention]) -> str:
    """The arm's label, and what swaps have made of it: 'ReLU (Leaky ReLU from step 600)'."""
    swaps = turns(arm, place, done)
    if not swaps:
        return arm.label
    told = [_("{arm} from step {step:,}", arm=to.label, step=step) for step, to in swaps]
    if len(told) > TOLD:
        told = [_("after {count} swaps {last}", count=len(told) - 1, last=told[-1])]
    return f"{arm.label} ({', '.join(told)})"


def all_of(arms: Sequence[Arm], acts: Iterable[Intervention]) -> tuple[tuple[Arm, ...], ...]:
    """For each arm everything that it is or becomes, each once, its start first."""
    acts = tuple(acts)
    return tuple(
        tuple(dict.fromkeys([arm, *(to for _step, to in turns(arm, place, acts))])) for place, arm in enumerate(arms)
    )
