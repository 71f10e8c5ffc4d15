"""The description of an experiment: arms, settings and their limits, interventions. No engine."""
