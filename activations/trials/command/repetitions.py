"""Whether a trial says the same on other seeds: the verdicts of independent repetitions, side by side."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from activations.trials.result import Result
from activations.trials.trial import Trial

Repeated = Mapping[str, Mapping[int, Result]]  # by trial and number of the repetition; what failed is not there


def summary(repeated: Repeated) -> str:
    """How far the repetitions of all trials agree, in two sentences."""
    trials = [{number: one.verdict for number, one in results.items()} for results in repeated.values()]
    trials = [verdicts for verdicts in trials if len(verdicts) > 1]
    if not trials:
        return "No trial was repeated."
    agreeing = [Counter(verdicts.values()).most_common(1)[0][1] for verdicts in trials]
    every = sum(len(verdicts) for verdicts in trials)
    alike = sum(len(set(verdicts.values())) == 1 for verdicts in trials)
    numbers = sorted({number for verdicts in trials for number in verdicts})
    shares = []
    for first, second in combinations(numbers, 2):
        both = [verdicts for verdicts in trials if first in verdicts and second in verdicts]
        if both:
            shares.append(sum(verdicts[first] == verdicts[second] for verdicts in both) / len(both))
    return (
        f"{len(numbers)} repetitions on different seeds: {sum(agreeing):,} of {every:,} verdicts "
        f"({sum(agreeing) / every:.1%}) are their trial's most frequent one, and {alike} of {len(trials)} trials "
        f"gave the same verdict every time. Any two repetitions agree on {sum(shares) / len(shares):.1%} of the "
        f"trials, the two least alike on {min(shares):.1%}."
    )


def markdown(trials: Iterable[Trial], repeated: Repeated) -> str:
    """The summary and one line per trial: its verdicts, the most frequent first, and how many are that one."""
    lines = [summary(repeated), "", "| Trial | Verdicts | The most frequent one |", "|---|---|---:|"]
    for trial in trials:
        counts = Counter(result.verdict for result in repeated.get(trial.id, {}).values()).most_common()
        if counts:
            every = sum(count for _, count in counts)
            said = ", ".join(f"{verdict} × {count}" for verdict, count in counts)
            lines.append(f"| `{trial.id}` | {said} | {counts[0][1]} of {every} |")
    return "\n".join(lines) + "\n"
