"""What the web server knows of one run: its settings, what the trainer process reported of it, and who watches."""

import time
from dataclasses import dataclass, field, replace

import numpy as np

from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import SOURCE
from activations.language import translate as _
from activations.live.server.moments import Moments
from activations.live.server.rows import Rows
from activations.live.trainer.learned import LEARNED
from activations.live.trainer.looks import PREFIX
from activations.live.trainer.race import BY_SEED
from activations.training.trainer import Snapshot

DEATHS_AT_MOST = 2  # of the trainer process while it trained a run: the run is probably why
EVALUATED = ("steps", "train_loss", "test_loss", "test_accuracy")

# What a browser has: life, generation, and the last step of what was evaluated, observed and learned.
Seen = tuple[int, int, int, int, int]
NOTHING_SEEN: Seen = (-1, -1, -1, -1, -1)

# Commands that say how a run is shown, and the field of Run that keeps what was said: a new process is told again.
SETTINGS = {
    "speed": "speed",
    "inside": "looking",
    "seed": "seed_shown",
    "closer": "closer",
    "watch": "watch",
    "language": "language",
}


def at_start(status: str) -> dict:
    """Header of a run before its first frame."""
    return {"status": status, "step": 0, "generation": 0, "message": ""}


@dataclass(kw_only=True)
class Watched:
    """Something that the trainer process carries out and a page watches. Guarded by the supervisor's lock."""

    header: dict = field(default_factory=dict)
    wanted: str = ""  # what the page asked for last: its buttons need not wait for the trainer process
    version: int = 0  # grows with every frame
    life: int = 0  # grows when the trainer process was restarted under it
    watchers: int = 0
    unwatched_since: float = field(default_factory=time.monotonic)
    ever_watched: bool = False

    @property
    def status(self) -> str:
        return self.header["status"]

    def past(self, seen: Seen) -> tuple[bytes, ...]:
        """Messages of earlier moments, for a browser that had `seen` before `news` told it everything anew."""
        return ()


@dataclass
class Run(Watched):
    """A training run."""

    token: str
    experiment: Experiment
    device: str
    wanted: str = field(default="paused", kw_only=True)
    pictures: dict[str, np.ndarray] = field(default_factory=dict)
    evaluated: Rows = field(default_factory=lambda: Rows("steps"))
    observed: Rows = field(default_factory=lambda: Rows(f"{PREFIX}steps"))
    learned: Rows = field(default_factory=lambda: Rows(f"{LEARNED}steps"))
    moments: Moments = field(default_factory=Moments)
    notice: str = ""  # what the server has to say about the run, in plain words
    language: str = SOURCE  # of the page that shows it: what is said of it is said in it
    speed: float | None = None
    seed_shown: int = 0
    looking: bool = False  # whether the inside of the networks is observed
    closer: dict | None = None  # which layer's units, and which unit, are looked at: see live.closer
    watch: dict | None = None  # what is recorded beside for the view that is open: see LiveRun.watch
    resets: int = 0  # asked for in this life: a frame of an earlier generation is not the news of now
    deaths: int = 0  # of the trainer process while it trained this run

    def __post_init__(self) -> None:
        self.header = at_start("starting")

    def snapshot(self) -> Snapshot | None:
        """The last evaluation that the trainer process reported, or None before the first."""
        if "diverged_at" not in self.pictures:
            return None
        values = {name: self.pictures[f"{name}_by_seed"].astype(np.float64) for name in BY_SEED}
        marks = self.pictures["diverged_at"]
        return Snapshot(step=self.header["evaluated_at"], diverged=marks >= 0, diverged_at=marks, **values)

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """What was done in this run and what is still planned."""
        plain = self.header.get("interventions")
        if plain is None:
            return self.experiment.interventions
        return tuple(Intervention.from_plain(one) for one in plain)

    @property
    def labels(self) -> list[str]:
        """What the arms are called now: a swap changes them."""
        return self.header.get("arms") or [arm.label for arm in self.experiment.arms]

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

    # -- to the trainer process and from it -------------------------------------------------------------------------

    def creation(self) -> list[dict]:
        """The commands that make this run in a trainer process."""
        commands = [
            {"do": "language", "value": self.language},
            {"do": "create", "experiment": self.experiment.to_json(), "device": self.device},
        ]
        for do, name in SETTINGS.items():
            value = getattr(self, name)
            if value and do != "language":
                commands.append({"do": do, "value": value})
        return commands

    def asked(self, do: str, **values) -> bool:
        """Note a command of the page. True if the run has failed and must be made again before it is carried out."""
        if do in SETTINGS:
            setattr(self, SETTINGS[do], values["value"])
        if do in ("play", "step", "reset"):
            self.notice = ""
        if do in ("play", "pause", "step", "reset"):
            self.wanted = "playing" if do == "play" else "paused"
        if self.status == "failed" and do in ("play", "step", "reset"):
            self.begin_again()
            return True
        self.resets += do == "reset"
        return False

    def take(self, header: dict, arrays: dict[str, np.ndarray]) -> None:
        """A frame of the trainer process."""
        if header.get("generation", self.header.get("generation")) != self.header.get("generation"):
            self._forget()
        self.header = {**self.header, **header}
        self.evaluated.append({name: arrays.pop(name) for name in EVALUATED if name in arrays})
        self.observed.append({name: arrays.pop(name) for name in list(arrays) if name.startswith(PREFIX)})
        self.learned.append({name: arrays.pop(name) for name in list(arrays) if name.startswith(LEARNED)})
        self.pictures = arrays
        if "diverged_at" in arrays:  # evaluated, so that there is something to see
            self.moments.take(self.header, arrays)
        self.version += 1
        if self.status in ("finished", "failed") and self.header.get("generation", 0) >= self.resets:
            self.wanted = self.status

    def news(self, seen: Seen) -> tuple[dict, dict[str, np.ndarray], Seen]:
        """Header and arrays that a browser which has `seen` lacks, and what it has then."""
        current = (self.life, self.header.get("generation", 0))
        anew = seen[:2] != current
        evaluated, observed, learned = (-1, -1, -1) if anew else seen[2:]
        rows = self.evaluated.after(evaluated) | self.observed.after(observed) | self.learned.after(learned)
        header = {**self.header, "life": self.life, "anew": anew, "notice": self.notice}
        return header, rows | self.pictures, (*current, self.evaluated.last, self.observed.last, self.learned.last)

    def past(self, seen: Seen) -> tuple[bytes, ...]:
        return () if seen[:2] == (self.life, self.header.get("generation", 0)) else self.moments.messages()[:-1]

    def lost(self, why: str, again: bool) -> bool:
        """The trainer process has ended; `again`: another was started. True if this run is to be made there."""
        at = _(" at step {step:,}").format(step=self.header["step"]) if self.header.get("step") else ""
        self.deaths += self.wanted == "playing"
        if again and self.deaths < DEATHS_AT_MOST:
            self.notice = _(
                "The trainer process ended unexpectedly{at} ({why}). It has been started again, and your run is back "
                "at step 0: press Play, and equal settings give equal numbers."
            ).format(at=at, why=why)
            self.begin_again()
            return True
        self.notice = _(
            "The trainer process ended again{at} ({why}), and this run is not started by itself any more. It may need "
            "more memory than there is: take a smaller network or fewer seeds, then press Reset."
        ).format(at=at, why=why)
        self._start("failed", "failed")
        return False

    def begin_again(self) -> None:
        """Back at the start, to be made in the trainer process of now; what was done in it is planned in it."""
        self.experiment = replace(self.experiment, interventions=self.interventions)
        self.resets = 0
        self._start("starting", "paused")

    def _start(self, status: str, wanted: str) -> None:
        self._forget()
        self.life += 1
        self.version += 1
        self.wanted = wanted
        self.header = at_start(status)

    def _forget(self) -> None:
        self.pictures = {}
        self.moments.clear()
        self.evaluated.clear()
        self.observed.clear()
        self.learned.clear()
