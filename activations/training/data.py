"""The data sets: small, bundled or drawn from a seed, inputs of about unit scale, split for training and testing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn import datasets
from sklearn.model_selection import train_test_split

DIGITS_TRAIN, DIGITS_TEST = 1437, 360


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One kind of data. `draw(samples, noise, generator)` gives inputs [samples, dimension] and targets [samples]."""

    key: str
    name: str
    kind: str  # "binary": BCE with logits, 1 output; "classes": cross-entropy, 10 outputs; "regression": MSE, 1 output
    dimension: int  # inputs
    noise: str  # what the noise setting means, one sentence
    description: str
    draw: Callable[[int, float, np.random.RandomState], tuple[np.ndarray, np.ndarray]]
    fixed_size: bool = False  # the setting `samples` has no effect

    @property
    def outputs(self) -> int:
        return 10 if self.kind == "classes" else 1

    def training_size(self, samples: int) -> int:
        """Training samples when `samples` are asked for: half of them, or the bundled set's own split."""
        return DIGITS_TRAIN if self.fixed_size else samples // 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """What one experiment trains and tests on. float64; do not write into the arrays, they are shared."""

    dataset: Dataset
    x_train: np.ndarray  # [training samples, dimension]
    y_train: np.ndarray  # [training samples]: 0 or 1, a class 0..9, or the target
    x_test: np.ndarray
    y_test: np.ndarray

    @property
    def kind(self) -> str:
        return self.dataset.kind

    @property
    def window(self) -> tuple[tuple[float, float], ...] | None:
        """(low, high) for each input, all samples and a margin of 8 % inside: where to draw. None beyond 2 inputs."""
        if self.dataset.dimension > 2:
            return None
        inputs = np.concatenate([self.x_train, self.x_test])
        low, high = inputs.min(axis=0), inputs.max(axis=0)
        if self.dataset.dimension == 2:  # a square around the centre, so that a picture keeps its proportions
            centre, half = (low + high) / 2, (high - low).max() / 2
            low, high = centre - half, centre + half
        margin = 0.08 * (high - low)
        return tuple((float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True))


def circle(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x, y = datasets.make_circles(samples, noise=noise or None, factor=0.45, random_state=generator)
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
    x, y = datasets.make_blobs(
        samples, centers=np.array([[-1.0, -1.0], [1.0, 1.0]]), cluster_std=0.3 + 2 * noise, random_state=generator
    )
    return x, y


def moons(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x, y = datasets.make_moons(samples, noise=noise or None, random_state=generator)
    return 1.2 * (x - np.array([0.5, 0.25])), y


def sine(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    x = generator.uniform(-2.0, 2.0, (samples, 1))
    return x, np.sin(3 * x[:, 0]) + noise * generator.standard_normal(samples)


def digits(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    return datasets.load_digits(return_X_y=True)


ENTRIES = (
    Dataset(
        key="circle",
        name="Circle",
        kind="binary",
        dimension=2,
        noise="Standard deviation of the normal shift of every point, before a scaling by 1.3.",
        description="A ring around a ring: no straight line separates them.",
        draw=circle,
    ),
    Dataset(
        key="xor",
        name="XOR",
        kind="binary",
        dimension=2,
        noise="Standard deviation of the normal shift of every point after it got its class.",
        description="The class is the sign of the product of both inputs, drawn from a square.",
        draw=xor,
    ),
    Dataset(
        key="spirals",
        name="Two spirals",
        kind="binary",
        dimension=2,
        noise="Standard deviation of the normal shift of every point.",
        description="Two arms of 1.25 turns each: the hardest of the toy sets.",
        draw=spirals,
    ),
    Dataset(
        key="gaussians",
        name="Gaussians",
        kind="binary",
        dimension=2,
        noise="Each cloud's standard deviation is 0.3 plus twice this.",
        description="Two round clouds, which a straight line separates.",
        draw=gaussians,
    ),
    Dataset(
        key="moons",
        name="Moons",
        kind="binary",
        dimension=2,
        noise="Standard deviation of the normal shift of every point, before a scaling by 1.2.",
        description="Two half circles that reach into each other.",
        draw=moons,
    ),
    Dataset(
        key="sine",
        name="Sine (regression)",
        kind="regression",
        dimension=1,
        noise="Standard deviation of the normal error added to every target.",
        description="Learn sin(3x) on [−2, 2] from samples.",
        draw=sine,
    ),
    Dataset(
        key="digits",
        name="Handwritten digits",
        kind="classes",
        dimension=64,
        noise="Standard deviation of the normal error added to every scaled pixel.",
        description=(
            f"scikit-learn's 1,797 digits of 8 × 8 pixels, {DIGITS_TRAIN:,} to train and {DIGITS_TEST} to test; each "
            "pixel centred on its training mean, all divided by one scale."
        ),
        draw=digits,
        fixed_size=True,
    ),
)
DATASETS = {entry.key: entry for entry in ENTRIES}


@lru_cache(maxsize=32)
def make_data(key: str, samples: int, noise: float, data_seed: int) -> Data:
    """The data of an experiment, drawn and split from `data_seed`; equal arguments give equal data.

    Half of the samples train and half test (digits: their own split), stratified by class where there are classes.
    """
    dataset = DATASETS[key]
    generator = np.random.RandomState(data_seed)
    x, y = dataset.draw(samples, noise, generator)
    x_train, x_test, y_train, y_test = train_test_split(
        x,
        y,
        train_size=dataset.training_size(samples),
        stratify=None if dataset.kind == "regression" else y,
        random_state=data_seed,
    )
    if dataset.kind == "classes":  # pixels: what is centred and scaled on comes from the training split alone
        centre = x_train.mean(axis=0)
        scale = (x_train - centre).std()
        x_train, x_test = (
            (part - centre) / scale + noise * generator.standard_normal(part.shape) for part in (x_train, x_test)
        )
    parts = [np.ascontiguousarray(part, dtype=np.float64) for part in (x_train, y_train, x_test, y_test)]
    for part in parts:
        part.setflags(write=False)
    return Data(dataset=dataset, **dict(zip(("x_train", "y_train", "x_test", "y_test"), parts, strict=True)))
