"""From an experiment back to the Race page's controls: how other pages open a race."""

from activations.experiment.arm_text import arm_text
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import to_text

# Fields of Experiment that a control of the same name holds as it is.
PLAIN = (
    *(
        "data",
        "noise",
        "samples",
        "init",
        "init_std",
        "init_gain",
        "match",
        "norm",
        "residual",
        "learnable_per_unit",
        "optimizer",
    ),
    *(
        "learning_rate",
        "momentum",
        "weight_decay",
        "clip",
        "schedule",
        "schedule_steps",
        "batch_size",
        "seeds",
        "steps",
    ),
    *("formula",),
)
FIXED = {"first_seed": 0, "data_seed": 0, "dtype": "float32"}  # what a race cannot be told


def controls_of(experiment: Experiment) -> dict[str, object]:
    """The state of every control of the Race page that together make this experiment, but for what is in FIXED."""
    state: dict[str, object] = {name: getattr(experiment, name) for name in PLAIN}
    state["arms"] = [arm_text(arm) for arm in experiment.arms]
    state["widths"] = ", ".join(map(str, experiment.widths))
    state["changes"] = to_text(experiment.interventions)
    return state
