"""What the web server knows of one race: its settings, and what the trainer process reported of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NamedTuple

import numpy as np

from activations import language
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.experiment.swaps import story
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.text import Text
from activations.live import protocol
from activations.live.messages import BY_SEED, CHECKPOINT, EVALUATED, INSIDE, LEARNED, Command, Create, RaceStart
from activations.live.server.history import Moments, Rows
from activations.live.server.run import Run
from activations.observation.death_record import MAX_EVENTS
from activations.observation.history import largest
from activations.training.checkpoint import Checkpoint
from activations.training.trainer import Snapshot

MAX_DEATHS = 2  # of the trainer process while it trained a run: the run is probably why

# Commands that say how a run is shown, and the field of RaceRun that keeps what was said: a new process is told again.
SETTINGS = {"speed": "speed", "inside": "looking", "seed": "seed_shown", "closer": "inspected", "watch": "watch"}


class ClientPosition(NamedTuple):
    """How far a browser is: which life and generation it knows, and the last step of each kind of rows."""

    life: int = -1
    generation: int = -1
    evaluated: int = -1
    observed: int = -1
    learned: int = -1
    filled: tuple[int, int] = (0, -1)  # see RaceRun.filled


@dataclass(eq=False)
class RaceRun(Run):
    """A training run."""

    job: ClassVar[str] = "activations.live.trainer.race:create"

    experiment: Experiment
    device: str = "cpu"
    wanted: str = field(default="paused", kw_only=True)
    pictures: dict[str, np.ndarray] = field(default_factory=dict, init=False)
    evaluated: Rows = field(default_factory=lambda: Rows("steps"), init=False)
    observed: Rows = field(default_factory=lambda: Rows(f"{INSIDE}steps"), init=False)
    learned: Rows = field(default_factory=lambda: Rows(f"{LEARNED}steps"), init=False)
    moments: Moments = field(default_factory=Moments, init=False)
    # How often rows of the inside have been put in again from the start on, and up to which step the last time.
    filled: tuple[int, int] = field(default=(0, -1), init=False)
    speed: float | None = field(default=None, init=False)
    seed_shown: int = field(default=0, init=False)
    looking: bool = field(default=False, init=False)  # whether the inside of the networks is observed
    inspected: dict | None = field(default=None, init=False)  # see UnitInspector.choose
    watch: dict | None = field(default=None, init=False)  # what is recorded beside for the view that is open
    reached: int = field(default=0, init=False)  # the step that it is to be brought to when it is made again
    checkpoint: Checkpoint | None = field(default=None, init=False)  # the last one of this generation: from there
    resets: int = field(default=0, init=False)  # asked for in this life: an earlier generation is not the news of now
    rests: bool = field(default=False, init=False)  # paused because no page watched it
    trained_for: float = field(default=0.0, init=False)  # seconds, about
    _taken_at: float = field(default=0.0, init=False)
    deaths: int = field(default=0, init=False)  # of the trainer process while it trained this run

    def __post_init__(self) -> None:
        self.header = RaceStart(status="starting", step=0, generation=0)

    def snapshot(self) -> Snapshot | None:
        """The last evaluation that the trainer process reported, or None before the first."""
        with self.lock:
            header, pictures = self.header, self.pictures
        if "diverged_at" not in pictures:
            return None
        values = {name: pictures[f"{name}_by_seed"].astype(np.float64) for name in BY_SEED}
        marks = pictures["diverged_at"]
        return Snapshot(step=header["evaluated_at"], diverged=marks >= 0, diverged_at=marks, **values)

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """What was done in this run and what is still planned; after Reset, what is planned."""
        plain = self.header.get("interventions")
        if plain is None or self.header["generation"] < self.resets:
            return self.experiment.interventions
        return tuple(Intervention.from_plain(one) for one in plain)

    @property
    def found(self) -> Mapping[str, Any] | None:
        """The last answer to which unit has most samples in a bin, see UnitInspector.find."""
        return (self.header.get("closer") or {}).get("found")

    @property
    def labels(self) -> list[str]:
        """What the arms are called now: a swap changes them."""
        return self.header.get("arms") or [arm.label for arm in self.experiment.arms]

    @property
    def stories(self) -> list[str]:
        """What the arms are called, with what swaps have made of them, in the language of now."""
        return self._stories(self.header)

    def _stories(self, header: Mapping[str, Any]) -> list[str]:
        done = header.get("interventions", [])[: header.get("done", 0)]
        swaps = [Intervention.from_plain(one) for one in done if one["do"] == "swap"]
        return [story(arm, place, swaps) for place, arm in enumerate(self.experiment.arms)]

    def event_steps(self) -> list[int]:
        """Around which steps a reader will want to see everything: acts, divergences, most deaths. Ascending."""
        acts = [act["step"] for act in self.header.get("interventions", [])[: self.header.get("done", 0)]]
        diverged = self.pictures.get("diverged_at", np.empty(0, dtype=int))
        columns = self.observed.columns
        deaths: list[int] = []
        if len(self.observed) > 1:
            known = np.isfinite(columns[f"{INSIDE}died"]).any(axis=(1, 2))  # counted from the start
            totals = sum(np.nansum(columns[f"{INSIDE}{name}"][known], axis=(1, 2)) for name in ("died", "revived"))
            deaths = largest(columns[f"{INSIDE}steps"][known][:-1], np.diff(totals), MAX_EVENTS)
        return sorted({*acts, *deaths, *map(int, diverged[diverged >= 0])})

    def refusal(self, act: Intervention) -> str | None:
        """Why the act cannot be done now, as far as the run was heard of; the trainer process has the last word."""
        if self.status == "failed":
            return _("This run has ended with an error, and there are no networks to intervene in: press Reset.")
        marks = self.pictures.get("diverged_at", np.full((len(self.experiment.arms), 1), -1))
        return act.refusal(self.header.get("step", 0), self.experiment.steps, marks, self.labels)

    def is_of(self, experiment: Experiment, device: str) -> bool:
        """Whether a page with this experiment may show this run: equal, but for what was done while it ran."""
        if self.device != device or replace(self.experiment, interventions=()) != replace(experiment, interventions=()):
            return False
        asked, planned, done = experiment.interventions, self.experiment.interventions, self.interventions
        return asked in (planned, done) or (len(asked) >= len(planned) and done[: len(asked)] == asked)

    def goes_on_as(self, experiment: Experiment, device: str) -> bool:
        """Whether this run can go on as one of this experiment: only its number of steps is another, no step that was
        taken would have been another one, and it has not gone further."""
        mine, step = self.experiment, self.header.get("step", 0)
        if experiment.steps == mine.steps or experiment.steps < step or self.status == "failed":
            return False
        if not self.is_of(replace(experiment, steps=mine.steps), device):
            return False
        taken = range(0, step, max(1, step // 50))
        return all(mine.rate_factor(one) == experiment.rate_factor(one) for one in taken)

    # -- to the trainer process and from it -------------------------------------------------------------------------

    def creation(self) -> Create:
        values: dict[str, Any] = {"experiment": self.experiment.to_json(), "device": self.device}
        if self.reached:
            values |= {"reached": self.reached, "play": self.wanted == "playing"}
        if self.checkpoint is None:
            return Create(self.token, self.job, values)
        values["checkpoint"] = self.checkpoint.plain
        return Create(self.token, self.job, values, {CHECKPOINT: self.checkpoint.data})

    def is_setting(self, do: str) -> bool:
        return do in SETTINGS

    def settings(self) -> list[Command]:
        chosen = {do: getattr(self, name) for do, name in SETTINGS.items()}
        return [Command(self.token, do, {"value": value}) for do, value in chosen.items() if value]

    def asked(self, do: str, values: Mapping[str, Any]) -> bool:
        """Note a command of the page. True if the run has failed and must be made again before it is carried out."""
        if do in SETTINGS:
            setattr(self, SETTINGS[do], values["value"])
        if do == "steps":
            self.experiment = replace(self.experiment, steps=values["value"])
            if self.wanted == "finished" and self.header["step"] < values["value"]:
                self.wanted = "paused"
        if do in ("play", "step", "reset") and not self.queued:
            self.notice = None
        if do in ("play", "pause", "step", "reset"):
            self.rests = False
        if do in ("play", "pause", "step", "reset"):
            self.wanted = "playing" if do == "play" else "paused"
        if self.status == "failed" and do in ("play", "step", "reset"):
            self.begin_again()
            return True
        self.resets += do == "reset"
        return False

    def rest(self) -> str | None:
        """It pauses, and goes on when its page comes back."""
        if self.wanted != "playing":
            return None
        self.wanted, self.rests = "paused", True
        return "pause"

    def resume(self) -> str | None:
        if not self.rests:
            return None
        self.wanted, self.rests = "playing", False
        return "play"

    @property
    def stays(self) -> bool:
        return True

    @property
    def idle(self) -> bool:
        return self.wanted != "playing"

    def take(self, header: Mapping[str, Any], arrays: dict[str, np.ndarray]) -> None:
        if header["past"] is not None:
            self._fill(header, arrays)
            if header["filling"] is not None:  # it is of that step, else of now
                self.header = {**self.header, "filling": header["filling"]}
                return
        now = time.monotonic()
        if self.status in ("playing", "stepping") and header["generation"] == self.header["generation"]:
            self.trained_for += min(now - self._taken_at, 1.0)
        self._taken_at = now
        if header["generation"] != self.header["generation"]:
            self._forget()
        header = dict(header)
        if (kept := header.pop("checkpoint")) is not None:
            self.checkpoint = Checkpoint(kept, arrays.pop(CHECKPOINT).copy())  # not a view of the whole message
        self.header = {**self.header, **header}
        rows = {name: arrays.pop(name) for name in ("steps", *EVALUATED) if name in arrays}
        self.observed.append(
            {name: arrays.pop(name) for name in list(arrays) if name.startswith(INSIDE)}, self.event_steps
        )
        learned = {name: arrays.pop(name) for name in list(arrays) if name.startswith(LEARNED)}
        self.pictures = arrays
        self.evaluated.append(rows, self.event_steps)
        self.learned.append(learned, self.event_steps)
        self.moments.take(self.header, arrays, self.event_steps)
        if self.status == "finished" and self.header["generation"] >= self.resets:
            self.wanted = "finished"

    def _fill(self, header: Mapping[str, Any], arrays: dict[str, np.ndarray]) -> None:
        """Rows of the inside, and a moment, of before somebody looked, in the place of what is there of that time."""
        after = header["past"]["after"]
        rows = {name: arrays.pop(name) for name in list(arrays) if name.startswith(INSIDE)}
        self.observed.append(rows, self.event_steps, after)
        if header["filling"] is not None:
            self.moments.fill(after, header, arrays, self.event_steps)
        to = rows.get(f"{INSIDE}steps", self.filled[1:])[-1]
        self.filled = (self.filled[0] + (after < 0), int(to))

    def failed(self, why: Text, refused: bool) -> None:
        said = N_("This run ended with an error in the trainer process: {what}")
        self.answer = why if refused else Text(said, what=why)
        self.header, self.wanted, self.pictures = {**self.header, "status": "failed"}, "failed", {}

    def news(self, position: ClientPosition | None) -> tuple[dict[str, Any], dict[str, np.ndarray], ClientPosition]:
        """Header and arrays that a browser which is at `position` lacks, and its position then."""
        before = position or ClientPosition()
        with self.lock:
            header, life = self.header, self.life
            current = (life, header["generation"])
            restarted = before[:2] != current
            evaluated, observed, learned = (-1, -1, -1) if restarted else before[2:5]
            filled = self._filled_since(before)
            rows = self.evaluated.after(evaluated) | self.learned.after(learned)
            # The last row comes again: what is done to a paused run changes it.
            arrays = rows | self.observed.after(observed - 1, filled) | self.pictures
            has = ClientPosition(*current, self.evaluated.last, self.observed.last, self.learned.last, self.filled)
        told = {"life": life, "restarted": restarted, "filled": None if restarted else filled}
        return {**self._in_words(header), **told}, arrays, has

    def _filled_since(self, position: ClientPosition) -> tuple[int, int]:
        """The steps, later than the first and not later than the second, of which a browser has former rows."""
        times, to = position.filled
        return (to if times == self.filled[0] else -1, self.filled[1])

    def past(self, position: ClientPosition | None) -> list[bytes]:
        with self.lock:
            known = position is not None and position[:2] == (self.life, self.header["generation"])
            after, to = self._filled_since(position) if position is not None and known else (-1, float("inf"))
            kept = [protocol.unpack(one) for one in self.moments.messages(after, to)]
            if not known:
                kept = kept[:-1]  # the newest came with the news
            before = [self.moments.before(header["step"]) for header, _ in kept]
        return [
            protocol.pack({**self._in_words(header), "after": step}, arrays)
            for (header, arrays), step in zip(kept, before, strict=True)
        ]

    def _in_words(self, header: Mapping[str, Any]) -> dict[str, Any]:
        """A header with every Text in it as a sentence in the reader's language."""
        with language.use(self.language):
            found = {
                **header,
                "stories": self._stories(header),
                "message": said(self.answer),
                "notice": said(self.stalled or self.notice),
            }
            if "insights" in header:
                found["insights"] = [
                    {**one, "sentence": said(one["sentence"]), "suggestion": said(one["suggestion"])}
                    for one in header["insights"]
                ]
            closer = header.get("closer")
            if closer and closer["found"]:
                found["closer"] = {
                    **closer,
                    "found": {**closer["found"], "sentence": said(closer["found"]["sentence"])},
                }
        return found

    def lost(self, why: Text, again: bool, blamed: bool) -> bool:
        if self.status == "failed":
            return False
        step = self.header["step"] if self.header["generation"] >= self.resets else 0
        at = Text(N_(" at step {step:,}"), step=step) if step else ""
        self.deaths += blamed
        if again and self.deaths < MAX_DEATHS:
            template = N_(
                "The trainer process ended unexpectedly{at} ({why}). It has been started again, and your run is "
                "brought back to where it was, with the same numbers."
            )
            self.notice = Text(template, at=at, why=why)
            wanted = "playing" if self.wanted == "playing" else "paused"
            self.begin_again(step, wanted)
            return True
        template = N_(
            "The trainer process ended again{at} ({why}), and this run is not started by itself any more. It may need "
            "more memory than there is: take a smaller network or fewer seeds, then press Reset."
        )
        if self.deaths < MAX_DEATHS:
            template = N_(
                "The trainer process ended again{at} ({why}), and is not started by itself any more: press Reset to "
                "try again."
            )
        self.notice = Text(template, at=at, why=why)
        self._start("failed", "failed")
        return False

    def begin_again(self, reached: int = 0, wanted: str = "paused") -> None:
        """To be made in the trainer process of now; what was done in it is planned in it.

        There it goes on from its last checkpoint, or from the start, and takes the steps up to `reached` again: equal
        experiments give equal numbers.
        """
        self.experiment = replace(self.experiment, interventions=self.interventions)
        self.resets, self.reached = 0, reached
        kept = self.checkpoint if self.checkpoint is not None and self.checkpoint.step <= reached else None
        self._start("starting", wanted, kept)

    def _start(self, status: str, wanted: str, kept: Checkpoint | None = None) -> None:
        if kept is None:
            self._forget()
        else:
            for rows in (self.evaluated, self.observed, self.learned, self.moments):
                rows.keep_until(kept.step)
            self.pictures = {}
        self.life += 1
        self.wanted, self.answer = wanted, None
        self.header = RaceStart(status=status, step=kept.step if kept else 0, generation=0)
        self.changed()

    def _forget(self) -> None:
        self.trained_for, self.checkpoint = 0.0, None
        self.pictures = {}
        self.moments.clear()
        self.filled = (self.filled[0], -1)
        self.evaluated.clear()
        self.observed.clear()
        self.learned.clear()


def said(text: Text | Mapping | None) -> str:
    """A Text, or a plain one, as a sentence in the language of now; "" for None."""
    if text is None:
        return ""
    return str(text if isinstance(text, Text) else Text.from_plain(text))
