"""Random arms, interventions and experiments, for Hypothesis."""

from hypothesis import assume
from hypothesis import strategies as st

from activations import CATALOGUE, Arm, Experiment
from activations.data.datasets import DATASETS
from activations.experiment.intervention import Intervention
from activations.experiment.setting import Choice, Number, Switch, Whole


@st.composite
def plain_arms(draw: st.DrawFn) -> Arm:
    """One activation with parameters of its own."""
    entry = CATALOGUE[draw(st.sampled_from(list(CATALOGUE)))]
    parameters = {}
    for one in entry.parameters:
        if draw(st.booleans()):
            numbers = st.integers(int(one.low), int(one.high)) if one.integer else st.floats(one.low, one.high)
            parameters[one.name] = draw(numbers)
    try:
        return Arm(entry.key, **parameters)
    except ValueError:  # two parameters bound each other
        return Arm(entry.key)


@st.composite
def arms(draw: st.DrawFn, most_layers: int = 4) -> Arm:
    """One activation, or one for each hidden layer."""
    first, *others = draw(st.lists(plain_arms(), min_size=1, max_size=most_layers))
    return Arm(first.key, layers=others, **first.parameters)


def interventions() -> st.SearchStrategy[Intervention]:
    """Acts that any experiment with steps enough takes."""
    steps = st.integers(0, 100)
    rates = st.floats(1e-6, 100)
    return st.one_of(
        st.builds(lambda step, value: Intervention(step=step, do="rate", value=value), steps, rates),
        st.builds(lambda step, value: Intervention(step=step, do="noise", value=value), steps, st.floats(0, 10)),
        st.builds(lambda step: Intervention(step=step, do="revive", arms=0), steps),
        st.builds(lambda step: Intervention(step=step, do="freeze", layer=0), steps),
    )


@st.composite
def experiments(draw: st.DrawFn, linked: bool = False) -> Experiment:
    """Any experiment on a bundled data set; `linked`: only what a link can say."""
    values: dict = {}
    for name, setting in Experiment.settings().items():
        kind = setting.kind
        if linked and setting.link is None:
            continue
        if name == "data":
            values[name] = draw(st.sampled_from([key for key in DATASETS if key != "function"]))
        elif isinstance(kind, Choice):
            values[name] = draw(st.sampled_from(list(kind.labels())))
        elif isinstance(kind, Switch):
            values[name] = draw(st.booleans())
        elif isinstance(kind, Number):
            ends = {"exclude_min": kind.above, "exclude_max": kind.below}
            values[name] = draw(st.floats(kind.low, kind.high, **ends))
        elif isinstance(kind, Whole):
            values[name] = draw(st.integers(kind.low, kind.high))
    values["widths"] = draw(st.lists(st.integers(1, 8), min_size=1, max_size=3))
    values["arms"] = draw(st.lists(arms(len(values["widths"])), min_size=1, max_size=3, unique=True))
    values["batch_size"] = draw(st.integers(2, 20))
    values["steps"] = draw(st.integers(100, 5000))
    values["interventions"] = sorted(draw(st.lists(interventions(), max_size=4)), key=lambda act: act.step)
    if linked:  # a link leaves out what no control shows
        hidden = [name for name, one in Experiment.settings().items() if one.label and not one.shown(values)]
        for name in hidden:
            values.pop(name, None)
    try:
        return Experiment(**values)
    except ValueError:
        assume(False)
        raise
