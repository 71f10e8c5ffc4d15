"""The median over seeds, with the lowest and the highest: what every curve of several networks is drawn from."""

import numpy as np


def medians(values: np.ndarray, axis: int = 1) -> np.ndarray:
    """Median along an axis of what is not NaN; NaN where all is. Faster than np.nanmedian, which loops in Python."""
    ordered = np.sort(values, axis=axis)  # what is not a number comes last
    count = (~np.isnan(ordered)).sum(axis, keepdims=True)
    below, above = (np.take_along_axis(ordered, np.maximum(place, 0), axis) for place in ((count - 1) // 2, count // 2))
    return (0.5 * below + 0.5 * above).squeeze(axis)


def spread(values: np.ndarray, live: np.ndarray | bool = True) -> np.ndarray:
    """Median, lowest and highest along the last axis of what is finite and `live`: [..., n] -> [3, ...], float64.

    NaN where there is none. `live` is bool, of the same shape or broadcast to it.
    """
    known = np.isfinite(values) & live
    some = known.any(-1)
    lowest = np.where(known, values, np.inf).min(-1, initial=np.inf)
    highest = np.where(known, values, -np.inf).max(-1, initial=-np.inf)
    middle = medians(np.where(known, values, np.nan), axis=-1)
    return np.stack([middle, np.where(some, lowest, np.nan), np.where(some, highest, np.nan)])
