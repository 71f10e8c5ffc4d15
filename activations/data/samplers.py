"""How the data sets are drawn: draw(samples, noise, generator) gives inputs [samples, dimension], targets [samples]."""

import numpy as np

from activations.data.expression import HIGH, LOW, typed_function
from activations.libraries import sample_sets

DEFAULT_FORMULA = "sin(3*x)"
ROLL_STRETCHES = 4  # of the swiss roll, of equally many points, alternating between the classes
TEACHER_INPUTS, TEACHER_WAVES, TEACHER_FREQUENCY = 8, 8, 2.0  # radians a unit of input, along a wave
SQUARES = 4  # of the checkerboard, along each side


def circle(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x, y = sample_sets().make_circles(samples, noise=noise or None, factor=0.45, random_state=generator)
    return 1.3 * x, y


def xor(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x = generator.uniform(-1.5, 1.5, (samples, 2))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    return x + noise * generator.standard_normal(x.shape), y


def spirals(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    y = np.arange(samples) % 2
    along = np.sqrt(generator.uniform(0.01, 1.0, samples))  # the square root spreads the points evenly over the plane
    angle = 2 * np.pi * 1.25 * along + np.pi * y
    x = 1.8 * along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * generator.standard_normal(x.shape), y


def gaussians(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x, y = sample_sets().make_blobs(
        samples, centers=np.array([[-1.0, -1.0], [1.0, 1.0]]), cluster_std=0.3 + 2 * noise, random_state=generator
    )
    return x, y


def moons(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x, y = sample_sets().make_moons(samples, noise=noise or None, random_state=generator)
    return 1.2 * (x - np.array([0.5, 0.25])), y


def swiss_roll(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    roll, angle = sample_sets().make_swiss_roll(samples, random_state=generator)
    along = angle / (1.5 * np.pi)  # 1 to 3, spread evenly by scikit-learn
    y = np.floor((along - 1) / 2 * ROLL_STRETCHES).astype(int) % 2
    x = roll[:, [0, 2]] / 7  # the axis across the roll tells nothing; 7 is about one standard deviation
    return x + noise * generator.standard_normal(x.shape), y


def checkerboard(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x = generator.uniform(-1.5, 1.5, (samples, 2))
    y = np.floor((x + 1.5) / 3.0 * SQUARES).astype(int).sum(axis=1) % 2
    return x + noise * generator.standard_normal(x.shape), y


def sine(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x = generator.uniform(-2.0, 2.0, (samples, 1))
    return x, np.sin(3 * x[:, 0]) + noise * generator.standard_normal(samples)


def typed(
    samples: int, noise: float, generator: np.random.RandomState, formula: str = DEFAULT_FORMULA
) -> tuple[np.ndarray, np.ndarray]:
    x = generator.uniform(LOW, HIGH, (samples, 1))
    return x, typed_function(formula).standardised(x[:, 0]) + noise * generator.standard_normal(samples)


def teacher(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x = generator.standard_normal((samples, TEACHER_INPUTS))
    directions = generator.standard_normal((TEACHER_INPUTS, TEACHER_WAVES))
    directions *= TEACHER_FREQUENCY / np.linalg.norm(directions, axis=0)
    waves = np.sin(x @ directions + generator.uniform(-np.pi, np.pi, TEACHER_WAVES))
    y = waves @ generator.choice([-1.0, 1.0], TEACHER_WAVES)
    return x, (y - y.mean()) / y.std() + noise * generator.standard_normal(samples)


def digits(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    return sample_sets().load_digits(return_X_y=True)
