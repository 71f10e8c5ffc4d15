"""The data sets: small, bundled or drawn from a seed, inputs of about unit scale, split for training and testing.

The reader's own tables are in `data.table.split`, which gives the same two things: a `Dataset` and its `Data`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from activations.data import samplers
from activations.data.expression import typed_function
from activations.data.samplers import DEFAULT_FORMULA
from activations.language import marked as N_
from activations.libraries import train_test_split

DIGITS_TRAIN, DIGITS_TEST = 1437, 360


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One kind of data. `draw(samples, noise, generator)` gives inputs [samples, dimension] and targets [samples]."""

    key: str
    name: str
    kind: str = "binary"  # BCE with logits, 1 output; or "classes": cross-entropy, 1 each; "regression": MSE, 1 output
    dimension: int = 2  # inputs
    noise: str  # what the noise setting means, one sentence
    draw: Callable[[int, float, np.random.RandomState], tuple[np.ndarray, np.ndarray]]
    fixed_training_size: int | None = None  # training samples whatever is asked for
    labels: tuple[str, ...] = ()  # what the targets 0, 1, ... are called; always given for "classes"
    inputs: tuple[str, ...] = ()  # what the inputs are called, where they have names

    @property
    def outputs(self) -> int:
        """Output units: one a class, or 1."""
        return len(self.labels) if self.kind == "classes" else 1

    @property
    def fixed_size(self) -> bool:
        """Whether the setting `samples` has no effect."""
        return self.fixed_training_size is not None

    def training_size(self, samples: int) -> int:
        """Training samples when `samples` are asked for: half of them, or what the set itself has."""
        return samples // 2 if self.fixed_training_size is None else self.fixed_training_size


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """What one experiment trains and tests on. float64; do not write into the arrays, they are shared."""

    dataset: Dataset
    x_train: np.ndarray  # [training samples, dimension]
    y_train: np.ndarray  # [training samples]: 0 or 1, a class 0, 1, ..., or the target
    x_test: np.ndarray
    y_test: np.ndarray
    target_centre: float = 0.0  # a regression's target in its own units is target_centre + target_scale * y
    target_scale: float = 1.0
    words: tuple[str, ...] = ()  # sentences: everything that was done to a table

    @property
    def kind(self) -> str:
        return self.dataset.kind

    @property
    def dimension(self) -> int:
        return self.dataset.dimension

    @property
    def outputs(self) -> int:
        return self.dataset.outputs

    @property
    def window(self) -> tuple[tuple[float, float], ...] | None:
        """(low, high) for each input, all samples and a margin of 8 % inside: where to draw.

        None where no picture is made: it takes two inputs and two classes, or one input and a regression.
        """
        return self.span if (self.dimension, self.kind) in ((2, "binary"), (1, "regression")) else None

    @property
    def span(self) -> tuple[tuple[float, float], ...] | None:
        """The same of any targets: over what a unit of a network is drawn. None with more than two inputs."""
        if self.dimension > 2:
            return None
        inputs = np.concatenate([self.x_train, self.x_test])
        low, high = inputs.min(axis=0), inputs.max(axis=0)
        if self.dataset.dimension == 2:  # a square around the centre, so that a picture keeps its proportions
            centre, half = (low + high) / 2, (high - low).max() / 2
            low, high = centre - half, centre + half
        margin = 0.08 * (high - low)
        return tuple((float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True))


ENTRIES = (
    Dataset(
        key="circle",
        name=N_("Circle"),
        noise=N_("Standard deviation of the normal shift of every point, before a scaling by 1.3."),
        draw=samplers.circle,
    ),
    Dataset(
        key="xor",
        name=N_("XOR"),
        noise=N_("Standard deviation of the normal shift of every point after it got its class."),
        draw=samplers.xor,
    ),
    Dataset(
        key="spirals",
        name=N_("Two spirals"),
        noise=N_("Standard deviation of the normal shift of every point."),
        draw=samplers.spirals,
    ),
    Dataset(
        key="gaussians",
        name=N_("Gaussians"),
        noise=N_("Each cloud's standard deviation is 0.3 plus twice this."),
        draw=samplers.gaussians,
    ),
    Dataset(
        key="moons",
        name=N_("Moons"),
        noise=N_("Standard deviation of the normal shift of every point, before a scaling by 1.2."),
        draw=samplers.moons,
    ),
    Dataset(
        key="swiss_roll",
        name=N_("Swiss roll"),
        noise=N_("Standard deviation of the normal shift of every point after it got its class."),
        draw=samplers.swiss_roll,
    ),
    Dataset(
        key="checkerboard",
        name=N_("Checkerboard"),
        noise=N_("Standard deviation of the normal shift of every point after it got its class."),
        draw=samplers.checkerboard,
    ),
    Dataset(
        key="sine",
        name=N_("Sine (regression)"),
        kind="regression",
        dimension=1,
        noise=N_("Standard deviation of the normal error added to every target."),
        draw=samplers.sine,
    ),
    Dataset(
        key="function",
        name=N_("Your function (regression)"),
        kind="regression",
        dimension=1,
        noise=N_(
            "Standard deviation of the normal error added to every target, in standard deviations of the function."
        ),
        draw=samplers.typed,
    ),
    Dataset(
        key="teacher",
        name=N_("Sine teacher (regression)"),
        kind="regression",
        dimension=samplers.TEACHER_INPUTS,
        noise=N_("Standard deviation of the normal error added to every target."),
        draw=samplers.teacher,
    ),
    Dataset(
        key="digits",
        name=N_("Handwritten digits"),
        kind="classes",
        dimension=64,
        noise=N_("Standard deviation of the normal error added to every scaled pixel."),
        draw=samplers.digits,
        fixed_training_size=DIGITS_TRAIN,
        labels=tuple("0123456789"),
    ),
)
DATASETS = {entry.key: entry for entry in ENTRIES}


def dataset_of(key: str, formula: str = DEFAULT_FORMULA) -> Dataset:
    """The data set of this key in DATASETS; "function" draws from `formula`, which it checks (ValueError)."""
    if key != "function":
        return DATASETS[key]
    function = typed_function(formula)

    def draw(samples: int, noise: float, generator: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        return samplers.typed(samples, noise, generator, function.text)

    return replace(DATASETS[key], draw=draw)


@lru_cache(maxsize=32)
def make_data(key: str, samples: int, noise: float, data_seed: int, formula: str = DEFAULT_FORMULA) -> Data:
    """The data of an experiment, drawn and split from `data_seed`; equal arguments give equal data.

    Half of the samples train and half test (digits: their own split), stratified by class where there are classes.
    `formula` is used by the key "function" alone.
    """
    dataset = dataset_of(key, formula)
    generator = np.random.RandomState(data_seed)
    x, y = dataset.draw(samples, noise, generator)
    x_train, x_test, y_train, y_test = train_test_split(
        x,
        y,
        train_size=dataset.training_size(samples),
        stratify=None if dataset.kind == "regression" else y,
        random_state=data_seed,
    )
    if key == "digits":  # pixels: what is centred and scaled on comes from the training split alone
        centre = x_train.mean(axis=0)
        scale = (x_train - centre).std()
        x_train, x_test = (
            (part - centre) / scale + noise * generator.standard_normal(part.shape) for part in (x_train, x_test)
        )
    function = typed_function(formula) if key == "function" else None
    return Data(
        dataset=dataset,
        target_centre=function.centre if function else 0.0,
        target_scale=function.scale if function else 1.0,
        **read_only(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test),
    )


def read_only(**arrays: np.ndarray) -> dict[str, Any]:
    """The arrays as contiguous float64 that nobody can write to, since all who ask share them."""
    made = {name: np.ascontiguousarray(array, dtype=np.float64) for name, array in arrays.items()}
    for array in made.values():
        array.setflags(write=False)
    return made
