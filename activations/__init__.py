"""Activation Lab: see what an activation function does to a network. Plain Python; nothing in here needs a web page."""

from activations.catalogue import CATALOGUE
from activations.curve import curve
from activations.training.arm import Arm
from activations.training.experiment import Experiment
from activations.training.trainer import Trainer

__all__ = ["CATALOGUE", "Arm", "Experiment", "Trainer", "curve"]
