"""Per-unit data of one layer and of the selected unit of a race, sent only while a page shows it."""

from collections.abc import Mapping

import numpy as np

from activations.functions.properties import DEAD
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.numbers import general
from activations.language.text import Text
from activations.live.trainer.job import wrong_values
from activations.observation.measures import BINS, HIGH, LOW
from activations.observation.observation import GENTLE, Observation
from activations.observation.observer import Observer
from activations.observation.unit_view import (
    busiest_unit,
    check,
    checked,
    function_now,
    look_at_unit,
    over_inputs,
    reach_of,
)
from activations.observation.workspace import Workspace

NUMBERS = ("peak_slope", "saturated", "silent", "mean", "deviation")  # of each unit, rows of "units"
IS_DEAD, IS_GENTLY_DEAD, IS_OFF, IS_LOST, IS_ABSENT, IS_SWITCHED_OFF = 1, 2, 4, 8, 16, 32  # added up in "unit_state"


class UnitInspector:
    """Looks at the units of one layer, and at one unit, whenever the networks are observed."""

    def __init__(self, observer: Observer, points: np.ndarray | None) -> None:
        """`points` [n, inputs]: where a unit's output is drawn; None: nowhere."""
        self.observer, self.points = observer, points
        self.layer: int | None = None
        self.unit: tuple[int, int, int] | None = None  # arm, layer, unit
        self.seed = 0
        self._space = Workspace()
        self._serial = 0
        self.forget()

    def forget(self) -> None:
        """After a reset: what was seen is of another start."""
        self.stale = True  # whether there is something to look at again, although no step was taken
        self.found: dict | None = None
        self._header: dict = {}
        self._arrays: dict[str, np.ndarray] = {}

    # -- what the page asks for ---------------------------------------------------------------------------------------

    def choose(self, wanted: Mapping | None) -> None:
        """{"layer": number or None, "unit": [arm, layer, unit] or None}, counted from 0; None: nothing any more.

        Raises ValueError, and leaves all as it was, if there is no such layer or unit.
        """
        wanted = wanted or {}
        if not isinstance(wanted, Mapping):
            raise wrong_values("closer", wanted)
        layer, unit = wanted.get("layer"), wanted.get("unit")
        if layer is not None:
            check("layer", layer, len(self.observer.trainer.experiment.widths))
        if unit is not None:
            if not isinstance(unit, (list, tuple)) or len(unit) != 3:
                said = _("unit = {unit!r} is not a unit: give its arm, its layer and its number.")
                raise ValueError(said.format(unit=unit))
            arm, of_layer, number = unit
            checked(self.observer, arm, 0, of_layer, number)
            unit = arm, of_layer, number
        self.layer, self.unit = layer, unit
        self.stale = True

    def of_seed(self, seed: int) -> None:
        """Whose networks are shown."""
        if seed != self.seed:
            self.seed, self.stale = seed, True

    def find(self, seed: int, wanted: Mapping) -> None:
        """Name, in the next header, the unit with most samples in a bin of a histogram: {"arm", "layer", "bin"}.

        Raises ValueError if there is no such place.
        """
        if not isinstance(wanted, Mapping):
            raise wrong_values("in_bin", wanted)
        experiment = self.observer.trainer.experiment
        arm = check("arm", wanted.get("arm"), len(experiment.arms))
        layer = check("layer", wanted.get("layer"), len(experiment.widths))
        place = check("bin", wanted.get("bin"), BINS)
        low, high = (LOW + (HIGH - LOW) / BINS * edge for edge in (place, place + 1))
        unit, count = busiest_unit(self.observer, arm, seed, layer, low, high)
        label, samples = self.observer.trainer.arms[arm].label, self.observer.samples
        if count:
            said = N_(
                "Of this layer's units it has the most samples with z from {low} to {high}: {count} of {samples}."
            )
        else:
            said = N_(
                "No unit of {label}, layer {layer}, seed {seed} has a sample with z from {low} to {high}: "
                "click elsewhere."
            )
        where = {"low": general(low), "high": general(high), "count": count, "samples": samples}
        sentence = Text(said, label=label, layer=layer + 1, seed=seed, **where)
        self._serial += 1
        chosen = [arm, layer, unit] if count else None
        self.found = {"serial": self._serial, "unit": chosen, "sentence": sentence.to_plain()}

    # -- looking ------------------------------------------------------------------------------------------------------

    def look(self, observation: Observation) -> None:
        """At the networks as they are now; `observation` is of the same step."""
        self.stale = False
        self._header, self._arrays = {"seed": self.seed, "step": observation.step}, {}
        if self.layer is not None:
            self._header["layer"] = self.layer
            self._arrays |= self._units(observation, self.layer)
        if self.unit is not None:
            self._look_at_unit(observation, self.unit)

    def _units(self, observation: Observation, layer: int) -> dict[str, np.ndarray]:
        """ "units" float32 [NUMBERS, arms, units of the widest] and "unit_state" uint8 [arms, units of the widest]."""

        def of(values: np.ndarray) -> np.ndarray:
            return observation.of_layer(values[:, self.seed], layer)

        values = np.stack([of(getattr(observation, name)) for name in NUMBERS]).astype(np.float32)
        peak, highest = of(observation.peak_slope), of(observation.highest)
        lost = ~observation.live[:, self.seed, None]
        state = IS_DEAD * (peak <= DEAD) + IS_GENTLY_DEAD * (peak <= GENTLE) + IS_OFF * (highest <= 0)
        state = np.where(lost, IS_LOST, state).astype(np.uint8)
        state[~observation.of_layer(observation.exists, layer)] = IS_ABSENT
        for numbers, stack in self.observer.trainer.stacks:
            for number, arm in enumerate(numbers):
                state[arm, list(stack.layers[layer].slices[number].off)] |= IS_SWITCHED_OFF
        return {"units": values, "unit_state": state}

    def _look_at_unit(self, observation: Observation, chosen: tuple[int, int, int]) -> None:
        arm, layer, unit = chosen
        place = arm, self.seed, layer, unit
        view = look_at_unit(self.observer, *place, self._space)
        reach = reach_of(view.pre_activations)
        of_layer = self._units(observation, layer)
        self._arrays |= view.arrays()
        del self._arrays["unit.gradients"]
        self._arrays["unit.numbers"] = of_layer["units"][:, arm, unit].copy()
        if self.points is not None:
            self._arrays["unit.map"] = over_inputs(self.observer, self.points, *place).astype(np.float32)
        if len(view.pre_activations) == 1:
            self._arrays["unit.curve"] = function_now(self.observer, reach, *place).astype(np.float32)
        self._header["unit"] = {
            "place": list(chosen),
            "state": int(of_layer["unit_state"][arm, unit]),
            "reach": reach,
        }

    # -- what goes into a frame ---------------------------------------------------------------------------------------

    def header(self) -> dict:
        """seed, step, layer of "units" and unit, as far as they were looked at; "found": see `find`."""
        return {**self._header, "found": self.found}

    def arrays(self) -> dict[str, np.ndarray]:
        """ "units", "unit_state" and "unit.<name>" of what was looked at last."""
        return self._arrays
