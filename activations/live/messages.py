"""Messages between the web server and the trainer process: their types, and the names that stand in frames.

Every message carries the version of this file. `protocol` says how one is laid out in bytes, in all versions alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypedDict

import numpy as np

from activations.language import marked as N_
from activations.language.text import Text
from activations.live import protocol

VERSION = 2  # grows when a message, or a key of a header, changes its meaning

# -- from the web server to the trainer process ---------------------------------------------------------------------


@dataclass(frozen=True)
class Create:
    """Make a run. `job` names what makes it in the trainer process, "module:function", and is chosen by the server."""

    run: str  # its token
    job: str
    values: dict[str, Any]  # arguments of that function, as JSON can hold them
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict, compare=False)  # if any: the argument `arrays`


@dataclass(frozen=True)
class Command:
    """Something for a run to do, by a name among its job's commands."""

    run: str
    do: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drop:
    """Forget a run."""

    run: str


# -- from the trainer process to the web server ---------------------------------------------------------------------


@dataclass(frozen=True)
class Started:
    """The first message of a process: it tells which version it speaks."""


@dataclass(frozen=True, eq=False)
class Frame:
    """How a run is now. Of a race the header is a RaceHeader, of a trial a TrialHeader; every Text in it is plain."""

    run: str
    header: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A command was not carried out, and why. The run goes on."""

    run: str
    text: Text


@dataclass(frozen=True)
class Failed:
    """A run has ended and was forgotten. `refused`: it could not even be made; else an exception ended it."""

    run: str
    why: Text
    refused: bool = False


Message = Create | Command | Drop | Started | Frame | Answer | Failed
TYPES: dict[str, type[Message]] = {
    "create": Create,
    "command": Command,
    "drop": Drop,
    "started": Started,
    "frame": Frame,
    "answer": Answer,
    "failed": Failed,
}
FROM_TRAINER = (Frame, Answer, Failed)  # about a run
NAMES = {kind: name for name, kind in TYPES.items()}


class OtherVersionError(ValueError):
    """A message of another version; `text` says so."""

    def __init__(self, version: object) -> None:
        self.text = Text(
            N_(
                "The trainer process speaks version {theirs} of the messages, this server version {ours}: restart "
                "the app."
            ),
            theirs=str(version),
            ours=str(VERSION),
        )
        super().__init__(str(self.text))


def pack(message: Message) -> bytes:
    """As bytes for a pipe. Raises ValueError if a frame holds what a browser could not read (see protocol.pack)."""
    plain: dict[str, Any] = {"version": VERSION, "message": NAMES[type(message)]}
    for one in fields(message):
        value = getattr(message, one.name)
        if one.name != "arrays":
            plain[one.name] = value.to_plain() if isinstance(value, Text) else value
    if isinstance(message, Frame):
        return protocol.pack(plain, message.arrays)
    arrays = message.arrays if isinstance(message, Create) else {}
    return protocol.pack(plain, arrays, allow_nan=True)  # a command with a NaN in it is refused in words by who gets it


def unpack(data: bytes) -> Message:
    """Inverse of `pack`. Raises OtherVersionError on a message of another version, ValueError on what is none."""
    try:
        plain, arrays = protocol.unpack(data)
        version, name = plain.pop("version"), plain.pop("message")
    except (KeyError, TypeError, AttributeError, protocol.struct.error) as error:
        raise ValueError("This is not a message of the lab.") from error
    if version != VERSION:
        raise OtherVersionError(version)
    kind = TYPES.get(name)
    if kind is None or set(plain) != {one.name for one in fields(kind)} - {"arrays"}:
        raise ValueError(f"There is no message {name!r} with {', '.join(plain)}.")
    values = {one.name: Text.from_plain(plain[one.name]) for one in fields(kind) if one.type is Text}
    return kind(**{**plain, **values, **({"arrays": arrays} if kind in (Frame, Create) else {})})


# -- frames of a race -----------------------------------------------------------------------------------------------

EVALUATED = ("train_loss", "test_loss", "test_accuracy")  # [n, 3, arms]: median, lowest, highest over live seeds
BY_SEED = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")  # "<name>_by_seed", [arms, seeds]
INSIDE = "inside."  # rows of observations: "inside.steps" and "inside.<name>"
CHECKPOINT = "checkpoint"  # uint8, see RaceHeader.checkpoint
LEARNED = "learned."  # rows of learnable parameters: "learned.steps" and "learned.<arm>.<name>"


class RaceStart(TypedDict):
    """What the header of a race says from the start."""

    status: str  # starting, paused, playing, stepping, finished, failed
    step: int
    generation: int  # counts resets: a browser forgets its curves when it changes


class RaceHeader(RaceStart, total=False):
    """And since its first frame."""

    evaluated_at: int
    steps_a_second: float
    learning_rate: float
    interventions: list[dict]  # Intervention.to_plain: those done, in order, and then those planned
    done: int  # how many of them are done
    seed_shown: int
    device: str
    arms: list[str]  # labels, as they are now: a swap changes them
    insights: list[dict]  # kind, sentence and suggestion (Texts), action, chart, arm, layer
    path: dict  # see WeightPathRecorder.frame
    raster: dict  # see Looks.raster
    closer: dict | None  # see UnitInspector.header
    past: dict | None  # "after": the rows of the inside are all that there are later than this step; see Past
    filling: float | None  # how much of the past is filled in, 0 to 1, while that goes on
    checkpoint: dict | None  # Checkpoint.plain; the array CHECKPOINT has its data: for the server alone


# -- frames of a trial ----------------------------------------------------------------------------------------------


class TrialHeader(TypedDict):
    status: str  # starting, running, then finished, stopped or failed
    done: float  # 0 to 1
    doing: dict | None  # a Text
    rows: list[dict]  # Estimate.to_plain
    curves: list[dict]  # arm, label, x, y
    curves_axis: str  # marked: what y is
    elapsed: float  # seconds
    result: dict | None  # Result.to_plain
