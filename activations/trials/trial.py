"""What a trial is: one declarative definition, carried out by `engine.run`."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import KW_ONLY, dataclass, field

from activations.experiment.experiment import Experiment
from activations.trials.knob import Knob, Settings, Value, checked_settings
from activations.trials.result import Estimate, Progress

KINDS = ("identity", "property", "statistic", "training", "timing")
POLICIES = (
    "none",  # no learning rate is involved
    "shared",  # the claim is about what happens at one rate, the same for all arms
    "nested",  # the claim is about what an activation can do: each arm's rate is tuned inside the resampling
)
HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"

# A measurement: yields Progress now and then (a piece of work of some 30 ms between two), returns its estimates.
Measurement = Generator[Progress, None, tuple[Estimate, ...]]


@dataclass(frozen=True)
class Case:
    """One setting in which the claim is tried: what differs from the defaults of the knobs."""

    name: str  # marked; "" where there is only one
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """How the estimates are drawn: one row each with its interval, and lines at values that mean something."""

    axis: str  # marked: what the values are, with the unit
    _: KW_ONLY
    log: bool = False
    lines: tuple[tuple[float, str], ...] = ()  # (value, marked label)
    percent: bool = False  # values are shares


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A claim of the note with the experiment that tries it. The claim's words are in `note.claims.CLAIMS`, by id."""

    id: str  # as in the note: "relu.faster"
    kind: str  # one of KINDS
    prediction: str  # marked: what must be measured if the claim is true, with the margin
    method: str  # marked: what is done, in two or three sentences: setup, quantity, statistic
    measure: Callable[[Settings, "tuple[int, ...]"], Measurement]  # (settings, seeds)
    chart: Chart
    policy: str = "none"  # one of POLICIES
    knobs: tuple[Knob, ...] = ()
    cases: tuple[Case, ...] = (Case(""),)
    flip: str = ""  # name of the knob that flips the verdict, "" if none does
    flip_words: str = ""  # marked: what to turn, and what happens then
    seeds: int = 1  # networks an arm and case; 1 where nothing is random
    least_seeds: int = 4  # or `seeds`, where that is less
    experiment: Callable[[Settings], Experiment] | None = None  # the same in a race, where that is possible
    explains: str = ""  # marked: what the chart of the standard trial shows

    def __post_init__(self) -> None:
        object.__setattr__(self, "least_seeds", min(self.least_seeds, self.seeds))

    def checked(self, given: Mapping[str, object]) -> dict[str, Value]:
        """All settings; what is not given is at its default. Raises ValueError."""
        settings = checked_settings(self.knobs, given)
        if self.experiment is not None:
            self.experiment(settings)  # says what is impossible together
        return settings
