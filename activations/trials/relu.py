"""The trials of the claims on ReLU."""

from collections.abc import Mapping, Sequence

from activations.language import marked as _
from activations.training.arm import Arm
from activations.training.experiment import Experiment
from activations.trials.knob import Knob, Value
from activations.trials.measures import Seen, above, known, untrained
from activations.trials.measures.training import seeded
from activations.trials.result import Progress
from activations.trials.statistics import level
from activations.trials.text import Text
from activations.trials.trial import Chart, Measurement, Trial

ARMS = (Arm("relu"), Arm("sigmoid"), Arm("tanh"), Arm("centred_relu"))


def centring(settings: Mapping[str, Value]) -> Experiment:
    return Experiment(arms=ARMS, data="digits", noise=0.0, widths=(32,) * settings["depth"], batch_size=32)


def measure_centring(settings: Mapping[str, Value], seeds: Sequence[int]) -> Measurement:
    experiment = seeded(centring(settings), seeds)
    rows = []
    for place, arm in enumerate(ARMS):
        seen = Seen(untrained(experiment, place), experiment)
        found = level(seen.off_centre(settings["depth"] - 1))
        decide = above(0.3) if arm.key == "relu" else None
        rows.append(known(found, Text(arm.label), decide, arm=arm.key))
        yield Progress(done=(place + 1) / len(ARMS), doing=Text(_("Looking inside")), rows=tuple(rows))
    return tuple(rows)


TRIALS = (
    Trial(
        id="relu.not-centred",
        kind="statistic",
        prediction=_("The mean of a unit's output is more than 0.3 of its standard deviation away from 0."),
        method=_(
            "Networks with hidden layers of 32 units at their start, on the digits. Of every unit of the last hidden "
            "layer: |mean| / standard deviation of its output over the samples; the median over the units, the mean "
            "over the seeds."
        ),
        measure=measure_centring,
        chart=Chart(axis=_("|mean| / standard deviation of a unit's output")),
        knobs=(Knob(name="depth", label=_("hidden layers"), kind="whole", default=2, low=1, high=8),),
        flip_words=_("Take the mean of ReLU away from it (the arm ReLU − mean): its outputs are then centred."),
        least_seeds=4,
        seeds=12,
        experiment=centring,
        explains=_("The line of ReLU lies right of 0.3: all of its outputs are on one side of 0."),
    ),
)
