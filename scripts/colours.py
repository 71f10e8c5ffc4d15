"""Colours for functions that have none yet: `python -m scripts.colours` from the project's root lists what to write.

Each gets the colour that is furthest from all that are taken, in OKLab, where distances are those that are seen.
"""

import colorsys

import numpy as np

from activations.functions.catalogue import CATALOGUE
from activations.functions.entries.variants import VARIANTS

HUES, SATURATIONS, LIGHTNESSES = 48, (0.4, 0.6, 0.8), range(24, 74, 6)  # what is chosen from; the last in per cent
LUMINANCES = (0.15, 0.33)  # relative, as WCAG defines it: between these a colour stands out on both backgrounds


def linear(colour: str) -> np.ndarray:
    """Red, green and blue of a hex colour, linear in light, 0 to 1."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2)."""
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def oklab(colour: str) -> np.ndarray:
    """A hex colour as [lightness, green to red, blue to yellow].

    Ottosson, "A perceptual color space for image processing", 2020."""
    to_cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
    to_cones.append([0.0883024619, 0.2817188376, 0.6299787005])
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
    to_lab.append([0.0259040371, 0.7827717662, -0.8086757660])
    return np.array(to_lab) @ np.cbrt(np.array(to_cones) @ linear(colour))


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
