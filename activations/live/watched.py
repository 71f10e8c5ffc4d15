"""What the web server knows of one run: its settings, what the trainer process reported of it, and who watches."""

import time
from dataclasses import dataclass, field, replace

import numpy as np

from activations.live.inside import PREFIX
from activations.live.learned import LEARNED
from activations.live.rows import Rows
from activations.live.run import BY_SEED
from activations.training.experiment import Experiment
from activations.training.intervention import Intervention
from activations.training.trainer import Snapshot

# Commands that say how a run is shown, and the field of Run that keeps what was said: a new process is told again.
SETTINGS = {
    "speed": "speed",
    "inside": "looking",
    "seed": "seed_shown",
    "closer": "closer",
    "watch": "watch",
}


@dataclass
class Run:
    """What the web server knows of one run. Guarded by the supervisor's lock."""

    token: str
    experiment: Experiment
    device: str
    header: dict = field(default_factory=lambda: {"status": "starting", "step": 0, "generation": 0, "message": ""})
    pictures: dict[str, np.ndarray] = field(default_factory=dict)
    evaluated: Rows = field(default_factory=lambda: Rows("steps"))
    observed: Rows = field(default_factory=lambda: Rows(f"{PREFIX}steps"))
    learned: Rows = field(default_factory=lambda: Rows(f"{LEARNED}steps"))
    wanted: str = "paused"  # what the page asked for last: its buttons need not wait for the trainer process
    version: int = 0  # grows with every frame
    life: int = 0  # grows when the trainer process was restarted under the run
    notice: str = ""  # what the server has to say about the run, in plain words
    watchers: int = 0
    unwatched_since: float = field(default_factory=time.monotonic)
    ever_watched: bool = False
    speed: float | None = None
    seed_shown: int = 0
    looking: bool = False  # whether the inside of the networks is observed
    closer: dict | None = None  # which layer's units, and which unit, are looked at: see live.closer
    watch: dict | None = None  # what is recorded beside for the view that is open: see LiveRun.watch
    resets: int = 0  # asked for in this life: a frame of an earlier generation is not the news of now
    deaths: int = 0  # of the trainer process while it trained this run

    @property
    def status(self) -> str:
        return self.header["status"]

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
            return "This run has ended with an error, and there are no networks to operate on: press Reset."
        marks = self.pictures.get("diverged_at", np.full((len(self.experiment.arms), 1), -1))
        return act.refusal(self.header.get("step", 0), self.experiment.steps, marks, self.labels)

    def is_of(self, experiment: Experiment, device: str) -> bool:
        """Whether a page with this experiment may show this run: equal, but for what was done while it ran."""
        if self.device != device or replace(self.experiment, interventions=()) != replace(experiment, interventions=()):
            return False
        asked, planned, done = experiment.interventions, self.experiment.interventions, self.interventions
        return asked in (planned, done) or (len(asked) >= len(planned) and done[: len(asked)] == asked)

    def forget(self) -> None:
        self.pictures = {}
        self.evaluated.clear()
        self.observed.clear()
        self.learned.clear()
