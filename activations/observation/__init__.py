"""See inside the networks: what their units do over a fixed set of samples, and what dies."""

from activations.observation.death_record import DeathRecord
from activations.observation.observation import Observation
from activations.observation.observer import Observer
from activations.observation.unit_view import UnitView, look_at_unit
from activations.observation.weight_path import WeightPath

__all__ = ["DeathRecord", "Observation", "Observer", "UnitView", "WeightPath", "look_at_unit"]
