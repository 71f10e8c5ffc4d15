"""How far apart colours look, to readers with and without a colour vision deficiency."""

import numpy as np

# Linear RGB as seen with full deficiency. Machado, Oliveira and Fernandes, "A physiologically-based model for
# simulation of color vision deficiency", 2009, severity 1.0.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    """Red, green and blue of a hex colour, linear in light, 0 to 1."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, 0 to 1 (WCAG 2)."""
    return float(linear(colour) @ (0.2126, 0.7152, 0.0722))


def oklab(colour: str, vision: str = "normal") -> np.ndarray:
    """A hex colour as [lightness, green to red, blue to yellow], as one of VISIONS sees it.

    Ottosson, "A perceptual color space for image processing", 2020."""
    to_cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
    to_cones.append([0.0883024619, 0.2817188376, 0.6299787005])
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
    to_lab.append([0.0259040371, 0.7827717662, -0.8086757660])
    seen = np.clip(VISIONS[vision] @ linear(colour), 0, 1)
    return np.array(to_lab) @ np.cbrt(np.array(to_cones) @ seen)


def distance(one: str, other: str) -> float:
    """Distance of two hex colours in OKLab, in that of VISIONS which sees them closest together.

    From about 0.05 on they differ clearly: chosen here after the palette's distances were seen.
    """
    return min(float(np.linalg.norm(oklab(one, vision) - oklab(other, vision))) for vision in VISIONS)
