"""Sentences on what is observed inside the networks: what happened, why, and what to try."""

from activations.insights.insight import Insight, Losses
from activations.insights.rules import insights

__all__ = ["Insight", "Losses", "insights"]
