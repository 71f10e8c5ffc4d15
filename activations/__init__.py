"""Activation Lab: see what an activation function does to a network. Plain Python; nothing in here needs a web page."""

from activations.catalogue import CATALOGUE
from activations.curve import curve

__all__ = ["CATALOGUE", "curve"]
