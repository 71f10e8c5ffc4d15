"""Activation Lab: see what an activation function does to a network. Plain Python; nothing in here needs a web page."""

from activations.experiment.arm import Arm
from activations.experiment.experiment import Experiment
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve
from activations.training.trainer import Trainer

__all__ = ["CATALOGUE", "Arm", "Experiment", "Trainer", "curve"]
