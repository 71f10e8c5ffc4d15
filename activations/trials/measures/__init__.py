# ruff: noqa: F401, the names below are for others
"""What trials measure with: networks trained over a grid of rates, a look inside them, censuses, timings, facts.

A trial's `measure` is a generator: it yields Progress and returns estimates. Most of these helpers are either
generators to `yield from`, or turn what was found into one Estimate. `decide` is what makes of a `intervals.Found`
"holds", "fails" or "undecided": `above(1.25)`, `below(0.1)`, `inside(0.1, 10)`; without it a row is only shown.
"""

from activations.trials.measures.deciding import Decide, above, below, fact, inside, known
from activations.trials.measures.layer_statistics import LayerStatistics, agreement, untrained_stack
from activations.trials.measures.training import (
    error_difference,
    follow,
    level_row,
    null_control,
    seeded,
    steps_ratio,
    trained,
)
