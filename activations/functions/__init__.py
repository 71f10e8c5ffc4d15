"""Activation functions: the catalogue, their curves, formulas, measured properties and facts in words."""
