"""A race as a job of the trainer process: trained in small slices, reported in frames. No input or output."""

import math
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from activations import checks
from activations.experiment import limits
from activations.experiment.experiment import Experiment
from activations.experiment.intervention import Intervention
from activations.language import translate as _
from activations.live.messages import BY_SEED, CHECKPOINT, RaceHeader
from activations.live.trainer.job import wrong_values
from activations.live.trainer.looks import LOOK_SHARE, Looks
from activations.live.trainer.pace import Pace
from activations.live.trainer.past import SHARE, Past
from activations.live.trainer.recorded import Evaluations, LearnedParameters
from activations.live.trainer.weight_path import RECORD_SHARE, WeightPathRecorder
from activations.observation.pictures import picture_inputs
from activations.observation.unit_view import check
from activations.training import checkpoint as checkpoints
from activations.training.checkpoint import Checkpoint
from activations.training.trainer import Snapshot, Trainer

FRAMES_PER_SECOND = 20  # a browser draws 15 to 25; more would only be dropped
FRAME_SHARE = 0.15  # of the trainer's time at most goes into frames: an expensive frame comes less often
UNDEFINED = 255  # in a boundary: the network's output is not a number
CHUNK = 0.005  # seconds of training between looks at the clock
RATE_WINDOW = 1.0  # seconds over which steps a second are averaged
CHECKPOINT_EVERY = 5.0  # seconds of training between two, from which a run goes on if the process dies
MAX_CHECKPOINT = 8 * 2**20  # bytes, which the server keeps of each run; a larger one is taken there from its start


def create(
    experiment: str,
    device: str = "cpu",
    reached: int = 0,
    play: bool = False,
    checkpoint: dict | None = None,
    arrays: Mapping[str, np.ndarray] | None = None,
) -> "RaceJob":
    """What messages.Create asks for: `experiment` is its JSON. Raises ValueError.

    `reached`: of a run that was lost, the step where it was: it is taken there at once, from the `checkpoint` if there
    is one, and then plays if it did.
    """
    kept = Checkpoint(checkpoint, arrays[CHECKPOINT]) if checkpoint is not None and arrays else None
    job = RaceJob(Experiment.from_json(experiment), device, kept)
    if reached > job.trainer.step:
        job.step(reached - job.trainer.step)
        job.plays_then = play
    elif play:
        job.play()
    return job


class Choice(NamedTuple):
    """What is looked at more closely than all networks: a layer's units, one unit, a path, each of the seed shown."""

    seed: int
    layer: int | None
    unit: tuple[int, int, int] | None
    path: tuple | None

    def covers(self, other: "Choice") -> bool:
        """Whether nothing of the other is lacking where this was looked at."""
        if self.seed != other.seed:
            return False
        return all(its is None or its == mine for mine, its in zip(self[1:], other[1:], strict=True))


class RaceJob:
    """A trainer with play, pause, step and reset, a speed limit, and frames that say what changed."""

    def __init__(self, experiment: Experiment, device: str = "cpu", start: Checkpoint | None = None) -> None:
        """`start`: where it goes on; a reset takes it to step 0 as always."""
        self.experiment = experiment
        self.trainer = Trainer(experiment, device=device)
        if start is not None:
            checkpoints.go_on(self.trainer, start)
        self.data = self.trainer.data
        self.status = "paused"
        self.generation = 0  # counts resets: a browser forgets its curves when it changes
        self.seed_shown = 0
        self.speed: float | None = None  # steps per second at most; None: as fast as the machine can
        self.looks: Looks | None = None  # made when a page first asks to see inside
        self.looking = False
        self.watched: dict = {}
        self.past: Past | None = None  # while the time before somebody looked is filled in
        self.weight_path = WeightPathRecorder(self.trainer)
        self.learned = LearnedParameters(self.trainer)
        self._grid = picture_inputs(self.data.window)
        self._restart()

    def _restart(self) -> None:
        self._chunk = 1
        self.plays_then = False  # when it has taken the steps that it is to take
        self._stop_at = self.experiment.steps
        self._looked_at: tuple | None = None
        self._first, self._lengths = self.experiment, []  # as it started; when it was given more steps, and how many
        self._past_of: Choice | None = None
        self._told_to = -1  # the step up to which the past was filled in, until that is told
        self.past = None
        self.changed = True
        self.recorded = Evaluations()
        self._pace = Pace()
        self._checkpoint: Checkpoint | None = None  # until it is sent
        self._checkpoint_due = time.perf_counter() + CHECKPOINT_EVERY
        self._marks: list[tuple[float, int]] = []
        self._credit = 0.0
        self._credit_at, self._used = time.perf_counter(), time.thread_time()  # when it was counted up last
        self.learned.forget()
        self.snapshot: Snapshot = self._record()
        self.weight_path.forget()
        if self.looks is not None:
            self.looks.forget()

    # -- commands ---------------------------------------------------------------------------------------------------

    @property
    def commands(self) -> Mapping[str, Callable[..., None]]:
        return {
            "play": self.play,
            "pause": self.pause,
            "step": self.step,
            "steps": self.set_steps,
            "reset": self.reset,
            "learning_rate": self.set_learning_rate,
            "intervene": self.intervene,
            "speed": self.set_speed,
            "seed": self.show_seed,
            "inside": self.look_inside,
            "closer": self.inspect,
            "in_bin": self.find_in_bin,
            "watch": self.watch,
        }

    def play(self) -> None:
        self.plays_then = False
        self._stop_at = self.experiment.steps
        if self.trainer.step < self.experiment.steps:
            self.status = "playing"
            self._credit, self._credit_at, self._used = 0.0, time.perf_counter(), time.thread_time()
            self._marks = [(self._credit_at, self.trainer.step)]
        self.changed = True

    def pause(self) -> None:
        self.plays_then = False
        if self.training:
            self.status = "paused"
            self._evaluate_here()
        self.changed = True

    def step(self, count: int = 1) -> None:
        """`count` optimiser steps as fast as can be, then pause there. They are taken in slices, as when playing."""
        count = checks.whole("count", count, 0, limits.MAX_STEPS)
        self.plays_then = False
        start = max(self._stop_at, self.trainer.step) if self.status == "stepping" else self.trainer.step
        self._stop_at = min(start + count, self.experiment.steps)
        if self._stop_at > self.trainer.step:
            self.status = "stepping"
        self.changed = True

    def set_steps(self, value: int) -> None:
        """How many steps the run has: what was done so far stays. Raises ValueError."""
        value = checks.whole("steps", value, max(1, self.trainer.step), limits.MAX_STEPS)
        if self._stop_at == self.experiment.steps:
            self._stop_at = value
        self._lengths.append((self.trainer.step, value))
        self.trainer.set_steps(value)
        self.experiment = self.trainer.experiment
        if self.status == "finished" and self.trainer.step < value:
            self.status = "paused"
        self.changed = True

    def reset(self) -> None:
        self.trainer.reset()
        self.status = "paused"
        self.generation += 1
        self._restart()

    def set_learning_rate(self, value: float) -> None:
        """From the next step on. Raises ValueError on a value that is not allowed."""
        limits.learning_rate(value)
        if value != self.trainer.learning_rate:
            self.trainer.set_learning_rate(value)
        self.changed = True

    def set_speed(self, value: float | None) -> None:
        """Steps per second at most; None: as fast as the machine can. Raises ValueError."""
        self.speed = None if value is None else checks.number("speed", value, 0.0, math.inf, above=True)

    def intervene(self, intervention: dict) -> None:
        """Do what a plain Intervention says, at the step where the run is. Raises ValueError if that makes no sense."""
        plain = {**intervention, "step": self.trainer.step} if isinstance(intervention, Mapping) else intervention
        act = Intervention.from_plain(plain)
        fields = ("arms", "value", "to", "layer", "unit")
        self.trainer.intervene(act.do, **{name: getattr(act, name) for name in fields})
        if self.past is not None and self.past.until == self.trainer.step:
            self._past_of = None  # it ended with other networks
        if not self.training:  # show at once what it did
            self.snapshot = self.trainer.snapshot()
        self.changed = True

    def look_inside(self, value: bool) -> None:
        """Whether to observe the networks; costs nothing while no page shows it. What was before is filled in."""
        self.looking = bool(value)
        if self.looking:
            self._made_looks()
        elif self.past is not None:
            self.past = self._past_of = None
        self.changed = True

    def _made_looks(self) -> Looks:
        if self.looks is None:
            self.looks = Looks(self.trainer, picture_inputs(self.data.span))
        return self.looks

    def inspect(self, value: dict | None) -> None:
        """Which layer's units, and which unit, to look at from now on: see UnitInspector.choose. Raises ValueError."""
        self._made_looks().unit_inspector.choose(value)
        self.changed = True

    def find_in_bin(self, value: dict) -> None:
        """Name the unit with most samples in a bin of a histogram: see UnitInspector.find. Raises ValueError."""
        if self.looks is None:
            raise ValueError(_("The insides of this run are not being recorded: choose a view first."))
        self.looks.unit_inspector.find(self.seed_shown, value)
        self.changed = True

    def watch(self, value: dict | None) -> None:
        """What is recorded for one view of the inside, besides what is looked at in all of them; None for nothing.

        {"path": {"layer", "unit", "weights": [2]}}: the path of two weights, from now on. {"raster": {"layer", "arm"}}:
        which units of a layer were dead when, of an arm or (None) of the one with most deaths. Of the seed that is
        shown; all counted from 0. Raises ValueError if there is no such weight.
        """
        wanted = value or {}
        if not isinstance(wanted, Mapping) or not all(isinstance(one, Mapping) for one in wanted.values()):
            raise wrong_values("watch", value)
        if raster := wanted.get("raster"):
            check("layer", raster.get("layer"), len(self.experiment.widths))
            if raster.get("arm") is not None:
                check("arm", raster["arm"], len(self.experiment.arms))
        self._follow(wanted.get("path"))
        self.watched = wanted
        self.changed = True

    def _follow(self, path: Mapping | None) -> None:
        """Record a path from now on, or none. Raises ValueError."""
        if not path:
            self.weight_path.leave()
            return
        weights = path.get("weights")
        numbers = [path.get("layer"), path.get("unit"), *(weights if isinstance(weights, list) else ())]
        if len(numbers) != 4 or not all(type(one) is int for one in numbers):
            raise wrong_values("watch", path)
        layer, unit, first, second = (int(one) for one in numbers if one is not None)
        self.weight_path.follow(layer, unit, (first, second), self.seed_shown)

    def show_seed(self, value: int) -> None:
        """Whose networks are drawn; the nearest that there is. Raises ValueError."""
        seed = checks.whole("seed", value, 0, limits.LARGEST_SEED)
        self.seed_shown = min(seed, self.experiment.seeds - 1)
        self.changed = True
        self._follow(self.watched.get("path"))

    @property
    def training(self) -> bool:
        return self.status in ("playing", "stepping")

    @property
    def busy(self) -> bool:
        return self.training or self.past is not None

    # -- the time before somebody looked ------------------------------------------------------------------------------

    def _choice(self) -> "Choice":
        inspector = self._made_looks().unit_inspector
        return Choice(self.seed_shown, inspector.layer, inspector.unit, self.weight_path.choice)

    def _fill_in(self, choice: "Choice") -> None:
        """From the start up to now, for what is looked at now."""
        step, acts = self.trainer.step, list(self.trainer.interventions)
        first, device, watched = self._first, str(self.trainer.device), self.watched

        def repeat() -> RaceJob:
            race = RaceJob(first, device)
            race.trainer.planned = list(acts)
            race.speed = math.inf  # so that every step of a path is recorded
            race._checkpoint_due = math.inf
            race.seed_shown, race.generation = choice.seed, self.generation
            race.look_inside(True)
            race.inspect({"layer": choice.layer, "unit": choice.unit})
            race.watch(watched)
            race.play()
            return race

        diverged = self.snapshot.diverged_at
        events = {*(act.step for act in acts), *diverged[(diverged >= 0) & (diverged <= step)].tolist()}
        self.past = Past(repeat, step, sorted(events), self._lengths) if step else None

    def _fill_in_further(self, seconds: float, beside: bool) -> None:
        """For about `seconds`; `beside` training that never waits: not more than its share."""
        past = self.past
        if past is None or past.due or (beside and past.used > 0):
            return
        begun = time.thread_time()
        past.work(time.perf_counter() + seconds)
        past.used = past.used + time.thread_time() - begun if beside else 0.0

    def _frame_of_past(self, past: Past) -> tuple[RaceHeader, dict[str, np.ndarray]]:
        begun = time.thread_time()
        header, arrays = past.frame()
        past.used += time.thread_time() - begun
        if past.ended and self.looks is not None and past.job.looks is not None:
            self.looks.put_before(past.job.looks)
            self.weight_path.put_before(past.job.weight_path)
            self.past, self._told_to, self.changed = None, past.until - 1, True
        return header, arrays

    # -- work -------------------------------------------------------------------------------------------------------

    def work(self, seconds: float) -> bool:
        """Train for about `seconds`, and fill in the past; False if there was nothing to do: paused, finished, or held
        back.
        """
        if not self.looking:
            self._past_of = None if self.training else self._past_of
        begun = time.thread_time()
        worked = self.training and self._train(seconds)
        if self.past is None:
            return worked
        self.past.used -= (time.thread_time() - begun) * SHARE / (1 - SHARE)
        self._fill_in_further(seconds, beside=worked)
        return True

    def _train(self, seconds: float) -> bool:
        now, used = time.perf_counter(), time.thread_time()
        if self.speed is not None:
            passed = now - self._credit_at
            self._credit = min(self._credit + passed * self.speed, max(self.speed * 0.25, 1.0))
            if self.looks is not None:
                self.looks.spent.rested(max(0.0, passed - (used - self._used)))
        self._credit_at, self._used = now, used
        until = now + seconds
        before = self.trainer.step
        held = self.speed is not None and self.status == "playing"
        allowed = int(self._credit) if held else self._stop_at - before
        self.advance(min(allowed, self._stop_at - before), until)
        taken = self.trainer.step - before
        self._credit -= taken
        if self.trainer.step >= self._stop_at and self.plays_then and self.trainer.step < self.experiment.steps:
            self.play()
        elif self.trainer.step >= self._stop_at:
            self.status = "finished" if self.trainer.step >= self.experiment.steps else "paused"
            self._evaluate_here()
            self.changed = True
        return taken > 0

    def advance(self, count: int, until: float) -> None:
        """Up to `count` steps, evaluating on the experiment's grid, not past the moment `until` (perf_counter)."""
        trainer = self.trainer
        goal = trainer.step + count
        while trainer.step < goal:
            before, started = trainer.step, time.thread_time()  # not while others had their turn
            on_grid = trainer.advance_to_next_evaluation(min(goal - before, self._chunk))
            # Chunks of a few milliseconds: large enough to be efficient, small enough that a command is felt at once.
            a_step = (time.thread_time() - started) / (trainer.step - before)
            self._chunk = max(1, int(CHUNK / max(a_step, 1e-6)))
            self.weight_path.record(a_step, unhurried=self.speed is not None or self.status == "stepping")
            if on_grid:
                self.snapshot = self._record()
                self._note_checkpoint()
            if time.perf_counter() >= until:
                break

    def _note_checkpoint(self) -> None:
        """Now and then, at a step of the evaluation grid: what was recorded up to there is the same in any run."""
        now = time.perf_counter()
        if now >= self._checkpoint_due and self.training:
            self._checkpoint_due = now + CHECKPOINT_EVERY
            if checkpoints.size(self.trainer) <= MAX_CHECKPOINT:
                self._checkpoint = checkpoints.take(self.trainer)

    def _evaluate_here(self) -> None:
        if not self.recorded.steps or self.recorded.steps[-1] != self.trainer.step:
            self.snapshot = self._record()

    def _record(self) -> Snapshot:
        snapshot = self.trainer.snapshot()
        self.recorded.add(snapshot)
        self.learned.record(snapshot)
        return snapshot

    # -- frames -----------------------------------------------------------------------------------------------------

    def frame_due(self) -> bool:
        return self._of_now or (self.past is not None and self.past.due)

    @property
    def _of_now(self) -> bool:
        return self.changed or (self.training and time.perf_counter() >= self._pace.due)

    def frame(self, look: bool = False) -> tuple[RaceHeader, dict[str, np.ndarray]]:
        """Header and arrays of what happened since the last frame, and the pictures as they are now; or of a step of
        the past that was filled in. `look`: look inside now.
        """
        if self.past is not None and self.past.due and not self._of_now:
            return self._frame_of_past(self.past)
        started, begun = time.perf_counter(), time.thread_time()
        snapshot, recorded = self.snapshot, self.recorded
        self.recorded, self.changed = Evaluations(), False
        arrays = recorded.arrays(len(self.experiment.arms))
        for name in BY_SEED:
            arrays[f"{name}_by_seed"] = np.asarray(getattr(snapshot, name), dtype=np.float32)
        arrays["diverged_at"] = np.asarray(snapshot.diverged_at, dtype=np.int32)
        arrays |= self._pictures()
        cost = time.thread_time() - begun
        arrays |= self.learned.arrays()
        path, points = self.weight_path.frame()
        raster: dict = {}
        said: list[dict] = []
        looks = self.looks if self.looking else None
        if looks is not None:  # which keeps to a share of the time of its own
            begun = time.thread_time()
            looks.spent.share = LOOK_SHARE - (RECORD_SHARE if path else 0)
            looks.unit_inspector.of_seed(self.seed_shown)
            choice = self._choice()
            known = self._past_of is not None and self._past_of.covers(choice)
            fresh = not self.training and (self._looked_at != self._moment() or self._told_to >= 0)
            looks.look(snapshot, now=look or fresh or not known, settled=not self.training)
            self._looked_at = self._moment()
            self._past_of = choice
            if not known:
                self._fill_in(choice)
            arrays |= looks.arrays()
            if of := self.watched.get("raster"):
                raster, dead = looks.raster(of["layer"], of.get("arm"), self.seed_shown)
                arrays |= dead
            said = looks.insights(settled=look or not self.training)
            looks.spent.spend(time.thread_time() - begun)
        done = self.trainer.interventions
        kept, self._checkpoint = self._checkpoint, None
        if kept is not None:
            arrays[CHECKPOINT] = kept.data
        header = RaceHeader(
            generation=self.generation,
            status=self.status,
            step=self.trainer.step,
            evaluated_at=snapshot.step,
            steps_a_second=self._rate(),
            learning_rate=float(self.trainer.learning_rate),
            interventions=[act.to_plain() for act in done + self.trainer.planned],
            done=len(done),
            seed_shown=self.seed_shown,
            device=str(self.trainer.device),
            arms=[arm.label for arm in self.trainer.arms],  # as they are now: a swap changes them
            insights=said,
            path=path,
            raster=raster,
            closer=looks.unit_inspector.header() if looks is not None else None,
            past={"after": self._told_to} if self._told_to >= 0 else None,
            filling=self.past.share if self.past is not None else None,
            checkpoint=kept.plain if kept is not None else None,
        )
        self._told_to = -1
        self._pace.done(started, max(1 / FRAMES_PER_SECOND, cost / FRAME_SHARE))
        return header, arrays | points

    def _moment(self) -> tuple:
        """What an observation depends on: it need not be made twice at the same moment, but for a run that settles."""
        return self.generation, self.trainer.step, len(self.trainer.interventions), self.training

    def _rate(self) -> float:
        if not self.training:
            return 0.0
        now = time.perf_counter()
        self._marks.append((now, self.trainer.step))
        while len(self._marks) > 2 and now - self._marks[1][0] > RATE_WINDOW:
            self._marks.pop(0)
        (then, step) = self._marks[0]
        return (self.trainer.step - step) / (now - then) if now > then else 0.0

    def _pictures(self) -> dict[str, np.ndarray]:
        if self.data.kind == "classes":
            return {"confusion": self.trainer.confusion(self.seed_shown).astype(np.float32)}
        if self._grid is None:
            return {}
        outputs = self.trainer.boundary(self._grid, self.seed_shown)
        if self.data.kind == "regression":
            return {"fit": np.asarray(outputs, dtype=np.float32)}
        known = np.nan_to_num(outputs, nan=0.0)
        return {
            "boundary": np.where(np.isfinite(outputs), np.rint(known * (UNDEFINED - 1)), UNDEFINED).astype(np.uint8)
        }
