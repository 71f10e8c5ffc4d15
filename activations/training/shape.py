"""How many numbers a network trains, and the widths with which different kinds of unit train about as many."""

from functools import lru_cache

Units = tuple[tuple[int, int], ...]  # (pre-activations, outputs) of a unit, for each hidden layer


def count_weights(dimension: int, widths: tuple[int, ...], units: Units, outputs: int, norm: bool) -> int:
    """Weights and biases of one network, and scales and shifts if pre-activations are normalised."""
    inputs, total = dimension, 0
    for width, (pieces, blocks) in zip(widths, units, strict=True):
        total += (inputs + 1 + 2 * norm) * width * pieces
        inputs = width * blocks
    return total + (inputs + 1) * outputs


@lru_cache(maxsize=256)
def matched_widths(dimension: int, widths: tuple[int, ...], units: Units, outputs: int, norm: bool) -> tuple[int, ...]:
    """Widths whose count is as near as possible to that of plain units (1, 1) with `widths`; those for plain units.

    All are scaled alike; then single layers are widened or narrowed by a unit while that brings the count nearer.
    """
    plain = ((1, 1),) * len(widths)
    if units == plain:
        return widths
    goal = count_weights(dimension, widths, plain, outputs, norm)

    def distance(candidate: tuple[int, ...]) -> int:
        return abs(count_weights(dimension, candidate, units, outputs, norm) - goal)

    scaled = (tuple(max(1, round(width * part / 200)) for width in widths) for part in range(1, 201))
    best = min(scaled, key=distance)
    while True:
        near = (
            (*best[:place], best[place] + change, *best[place + 1 :])
            for place in range(len(best))
            for change in (-1, 1)
            if best[place] + change >= 1
        )
        nearer = min(near, key=distance)
        if distance(nearer) >= distance(best):
            return best
        best = nearer
