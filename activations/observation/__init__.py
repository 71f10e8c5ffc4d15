"""See inside the networks: what their units do over a fixed set of samples, what dies, and why, in words."""

from activations.observation.observation import Observation
from activations.observation.observer import Observer

__all__ = ["Observation", "Observer"]
