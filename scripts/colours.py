"""Colours for functions that have none yet: `python -m scripts.colours` from the project's root lists what to write.

Each gets the colour that is furthest from all that are taken, in OKLab, where distances are those that are seen.
"""

import colorsys

import numpy as np

from activations.figures.colour_vision import luminance, oklab
from activations.functions.catalogue import CATALOGUE
from activations.functions.entries.variants import VARIANTS

HUES, SATURATIONS, LIGHTNESSES = 48, (0.4, 0.6, 0.8), range(24, 74, 6)  # what is chosen from; the last in per cent
LUMINANCES = (0.15, 0.33)  # relative, as WCAG defines it: between these a colour stands out on both backgrounds


def proposed(colours: dict[str, str]) -> dict[str, str]:
    """A colour for each key whose colour is "": in turn the shade furthest from all that are taken."""
    shades = [
        "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(hue / HUES, percent / 100, saturation))
        for hue in range(HUES)
        for percent in LIGHTNESSES
        for saturation in SATURATIONS
    ]
    shades = [shade for shade in shades if LUMINANCES[0] <= luminance(shade) <= LUMINANCES[1]]
    places = np.array([oklab(shade) for shade in shades])
    taken = [oklab(colour) for colour in colours.values() if colour]
    found = {}
    for key in (key for key, colour in colours.items() if not colour):
        nearest = np.min([np.linalg.norm(places - one, axis=1) for one in taken], axis=0)
        best = int(nearest.argmax())
        found[key] = shades[best]
        taken.append(places[best])
    return found


def written() -> dict[str, str]:
    """The colour of every function as its entry has it; "" where there is none yet."""
    return {key: entry.colour for key, entry in {**CATALOGUE, **VARIANTS}.items()}


if __name__ == "__main__":
    for key, colour in proposed(written()).items():
        print(f'{key}: colour="{colour}",')
