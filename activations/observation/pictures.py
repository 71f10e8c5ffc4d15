"""Where pictures of networks are drawn: the points of a decision boundary, of a fitted curve, of a unit's map."""

import numpy as np

GRID = 48  # points per side of the square on which a decision boundary is drawn
FIT_POINTS = 161  # points of a drawn regression curve


def picture_inputs(window: tuple[tuple[float, float], ...] | None) -> np.ndarray | None:
    """Inputs at which networks are drawn: [GRID^2, 2] of a square for 2-D data, [FIT_POINTS, 1] of a line for 1-D."""
    if window is None:
        return None
    if len(window) == 1:
        return np.linspace(*window[0], FIT_POINTS)[:, None]
    horizontal, vertical = (np.linspace(low, high, GRID) for low, high in window)
    return np.stack([axis.ravel() for axis in np.meshgrid(horizontal, vertical)], axis=1)
