"""What a trial finds: estimates with intervals, and the verdict that they allow. All of it goes through JSON."""

import math
from dataclasses import asdict, dataclass

from activations.language import marked as N_
from activations.language.text import Text
from activations.training.sweep import Curve

CHECKING, LOOKING = Text(N_("Checking")), Text(N_("Looking inside the networks"))  # what a measurement is doing
VERDICTS = ("holds", "does not hold", "depends", "no verdict")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One measured quantity with its 95 % interval, and what it says of the claim."""

    label: Text
    value: float
    low: float  # equal to `value` where nothing is random
    high: float
    decision: str = ""  # "holds", "fails", "undecided"; "": shown beside the others and decides nothing
    case: str = ""  # name of the Case, marked
    arm: str = ""  # key of the activation, for the colour
    x: float | str | None = None  # value of the trial's flip knob: rows with an x make the small sweep
    seeds: int = 0  # that the estimate rests on
    diverged: int = 0  # networks left out
    at_least: bool = False  # a network never reached the target: the value is a bound, printed as "≥"
    at_most: bool = False
    grid_edge: bool = False  # a chosen learning rate lies at the end of the grid
    note: Text | None = None  # why there is no number, or what else to know

    @property
    def known(self) -> bool:
        return math.isfinite(self.value)

    def to_plain(self) -> dict:
        plain = dict(vars(self))
        plain["label"] = self.label.to_plain()
        plain["note"] = self.note.to_plain() if self.note else None
        for name in ("value", "low", "high"):  # NaN and infinity are not JSON
            plain[name] = float(plain[name]) if math.isfinite(plain[name]) else None
        return plain

    @classmethod
    def from_plain(cls, plain: dict) -> "Estimate":
        values = dict(plain)
        values["label"] = Text.from_plain(plain["label"])
        values["note"] = Text.from_plain(plain["note"]) if plain["note"] else None
        for name in ("value", "low", "high"):
            values[name] = math.nan if plain[name] is None else plain[name]
        return cls(**values)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a running trial is."""

    done: float  # 0 to 1, of the whole trial once `engine.run` passes it on, of one case where a measurement yields it
    doing: Text
    rows: tuple[Estimate, ...] = ()
    curves: tuple[Curve, ...] = ()
    curves_axis: str = ""  # marked: what y is


@dataclass(frozen=True, kw_only=True)
class Result:
    """A trial that was carried out."""

    trial: str
    verdict: str  # one of VERDICTS
    sentence: Text  # the verdict in words, from the numbers
    rows: tuple[Estimate, ...]
    settings: dict  # all of them, as used; of the standard trial the knobs' defaults
    standard: bool  # as defined, all cases; else one case with the reader's settings
    flip: tuple[float | str, float | str] | None  # between which values of the flip knob the decision changes
    first_seed: int
    seeds: int
    device: str
    versions: dict[str, str]
    seconds: float
    created: str  # ISO 8601, UTC

    def to_plain(self) -> dict:
        """As JSON can hold it."""
        plain = asdict(self)
        plain["sentence"] = self.sentence.to_plain()
        plain["rows"] = [row.to_plain() for row in self.rows]
        return plain

    @classmethod
    def from_plain(cls, plain: dict) -> "Result":
        """Inverse of `to_plain`."""
        values = dict(plain)
        values["sentence"] = Text.from_plain(plain["sentence"])
        values["rows"] = tuple(Estimate.from_plain(row) for row in plain["rows"])
        values["flip"] = tuple(plain["flip"]) if plain["flip"] else None
        return cls(**values)
