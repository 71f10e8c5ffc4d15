"""See inside the networks: what their units do over a fixed set of samples, what dies, and why, in words."""

from activations.observation.census import Census
from activations.observation.insight import Insight, Losses
from activations.observation.insights import insights
from activations.observation.observation import Observation
from activations.observation.observer import Observer
from activations.observation.path import Path
from activations.observation.unit import UnitView, look_at_unit

__all__ = ["Census", "Insight", "Losses", "Observation", "Observer", "Path", "UnitView", "insights", "look_at_unit"]
