"""Who was dead when: the units of all hidden layers over a run, in bounded memory."""

from itertools import pairwise

import numpy as np

from activations.language import translate as _
from activations.observation.history import kept_places, largest
from activations.observation.observation import GENTLE, Observation

MAX_ROWS = 400  # observations kept
MAX_EVENTS = 20  # observations with most deaths or revivals: around them none is let go
MAX_BYTES = 2**22  # of the record of single units: fewer rows of it are kept where there are many units


class DeathRecord:
    """`add` every observation of a run in order; a reset of the run needs a new record.

    Networks that have diverged are in no count from then on. Deaths and revivals are changes between two observations
    one after the other, of networks that live at both: a unit may die and revive several times.
    """

    def __init__(self) -> None:
        self.steps: list[int] = []
        # Rows [arms, layers], int32: units there are, dead, dead by the gentler threshold, off (-1: not defined), and
        # how many died and how many revived since the row before.
        self.rows: dict[str, list[np.ndarray]] = {
            name: [] for name in ("units", "dead", "gently_dead", "off", "died", "revived")
        }
        self._totals: dict[str, np.ndarray] = {}
        self._packed: list[np.ndarray | None] = []  # who was dead, as bits
        self._last: Observation | None = None

    def add(self, observation: Observation) -> None:
        """Count one observation. Raises ValueError if its step is not after the last one's."""
        last = self._last
        if last is not None and observation.step <= last.step:
            said = _("The record of deaths has seen step {step:,}; step {later:,} cannot follow it.")
            raise ValueError(said.format(step=last.step, later=observation.step))
        dead = observation.dead()
        off = observation.counted(observation.off())
        died, revived = changes(last, observation) if last is not None else (np.zeros_like(off),) * 2
        row = {
            "units": observation.units,
            "dead": observation.counted(dead),
            "gently_dead": observation.counted(observation.dead(GENTLE)),
            "off": np.where(observation.off_defined, off, -1),
            "died": died,
            "revived": revived,
        }
        self.steps.append(observation.step)
        for name, values in row.items():
            self.rows[name].append(values.astype(np.int32))
        for name in ("died", "revived"):
            self._totals[name] = self._totals.get(name, 0) + row[name]
        packed = np.packbits(dead)
        self._packed.append(packed)
        self._shape, self._starts, self._widths = dead.shape, observation.starts, observation.widths
        self._last = observation
        if len(self.steps) > MAX_ROWS:
            self._thin()
        most = max(2, MAX_BYTES // max(1, packed.nbytes))
        kept = [place for place, one in enumerate(self._packed) if one is not None]
        if len(kept) > most:
            stay = kept_places([self.steps[place] for place in kept], most, self.event_steps())
            for place in set(kept) - {kept[one] for one in stay}:
                self._packed[place] = None

    def _thin(self) -> None:
        """Let rows go; what died and revived at one of them is counted at the next row that stays."""
        places = kept_places(self.steps, MAX_ROWS, self.event_steps())
        for before, place in pairwise(places):
            for name in ("died", "revived") if place > before + 1 else ():
                self.rows[name][place] = np.sum(self.rows[name][before + 1 : place + 1], axis=0)
        self.steps = [self.steps[place] for place in places]
        self._packed = [self._packed[place] for place in places]
        self.rows = {name: [rows[place] for place in places] for name, rows in self.rows.items()}

    def event_steps(self) -> list[int]:
        """The steps just before the observations that found most deaths and revivals, ascending."""
        found = np.add(self.rows["died"], self.rows["revived"]).sum(axis=(1, 2))
        return largest(self.steps[:-1], found[1:], MAX_EVENTS)

    def total(self, name: str) -> np.ndarray:
        """How many died ("died") or revived ("revived") since the start: int [arms, layers]."""
        return self._totals[name]

    def dead_by_seed(self, arm: int, layer: int) -> np.ndarray:
        """How many units of the layer are dead at the last observation, in each network of an arm: int [seeds]."""
        last = self._last
        if last is None:
            raise ValueError(_("Nothing has been observed yet."))
        dead = last.of_layer(last.dead()[arm], layer)
        return dead.sum(axis=1)

    def raster(self, arm: int, layer: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Steps [rows], and who of the layer was dead then, bool [rows, units]."""
        kept = [(step, packed) for step, packed in zip(self.steps, self._packed, strict=True) if packed is not None]
        width = self._widths[layer]
        first = int(np.ravel_multi_index((arm, seed, self._starts[layer]), self._shape))
        skipped = first % 8  # bits of the first byte that are other units'
        packed = np.stack([packed[first // 8 : (first + width + 7) // 8] for _step, packed in kept])
        found = np.unpackbits(packed, axis=1)[:, skipped : skipped + width].astype(bool)
        return np.array([step for step, _packed in kept]), found


def changes(before: Observation, after: Observation) -> tuple[np.ndarray, np.ndarray]:
    """How many units died and how many revived between two observations, [arms, layers], of networks alive at both."""
    both = (before.live & after.live)[..., None]
    then, now = before.dead() & both, after.dead() & both
    return tuple(after.by_layer(which.astype(np.int64)).sum(1) for which in (now & ~then, then & ~now))
