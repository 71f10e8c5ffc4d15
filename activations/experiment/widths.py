"""How many numbers a network trains, and the widths with which different kinds of unit train about as many."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, permutations

Units = tuple[tuple[int, int], ...]  # (pre-activations, outputs) of a unit, for each hidden layer


def count_weights(dimension: int, widths: tuple[int, ...], units: Units, outputs: int, norm: bool) -> int:
    """Weights and biases of one network, and scales and shifts if pre-activations are normalised."""
    inputs, total = dimension, 0
    for width, (pieces, blocks) in zip(widths, units, strict=True):
        total += (inputs + 1 + 2 * norm) * width * pieces
        inputs = width * blocks
    return total + (inputs + 1) * outputs


CLOSE = 0.01  # a difference of this share is near enough


@lru_cache(maxsize=256)
def matched_widths(dimension: int, widths: tuple[int, ...], units: Units, outputs: int, norm: bool) -> tuple[int, ...]:
    """Widths whose count is as near as possible to that of plain units (1, 1) with `widths`; those for plain units.

    All are scaled alike; then layers are widened or narrowed by a unit while that brings the count nearer and it is not
    close yet.
    """
    plain = ((1, 1),) * len(widths)
    if units == plain:
        return widths
    goal = count_weights(dimension, widths, plain, outputs, norm)

    def distance(candidate: tuple[int, ...]) -> int:
        return abs(count_weights(dimension, candidate, units, outputs, norm) - goal)

    def moves(candidate: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        places = range(len(candidate))
        pairs = permutations(places, 2) if len(candidate) <= 8 else ()  # in deep networks single layers are enough
        for changes in chain(({place: 1} for place in places), ({place: -1} for place in places),
                             ({more: 1, less: -1} for more, less in pairs)):  # fmt: skip
            moved = tuple(width + changes.get(place, 0) for place, width in enumerate(candidate))
            if min(moved) >= 1:
                yield moved

    scaled = (tuple(max(1, round(width * part / 200)) for width in widths) for part in range(1, 201))
    best = min(scaled, key=distance)
    while distance(best) > CLOSE * goal:
        nearer = min(moves(best), key=distance)
        if distance(nearer) >= distance(best):
            break
        best = nearer
    return best
