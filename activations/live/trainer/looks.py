"""What a live run reports of the inside of its networks: numbers over time, by arm and layer, and histograms."""

import time
from dataclasses import replace

import numpy as np

from activations.insights.insight import Insight, Losses
from activations.insights.rules import insights
from activations.live.messages import INSIDE
from activations.live.trainer.pace import Pace, Share
from activations.live.trainer.unit_inspector import UnitInspector
from activations.observation.death_record import DeathRecord
from activations.observation.history import Thinned
from activations.observation.observation import GENTLE, Observation, means, over_live
from activations.observation.observer import Observer
from activations.training.median import medians, spread
from activations.training.trainer import Snapshot, Trainer

LOOKS_PER_SECOND = 10
LOOK_SHARE = 0.06  # of a run's time at most goes into all of this; training is a little slower after each look too
INSIGHTS_EVERY = 0.5  # seconds between looks for something worth saying
INSIGHT_SHARE = 0.015  # of a run's time at most goes into that, which is part of LOOK_SHARE
MAX_KEPT = 160  # observations that insights are drawn from
MAX_KEPT_BYTES = 2**26  # of all of them: fewer are kept of very many units
MAX_LOSSES = 800  # evaluations that they are drawn from
HIDDEN = ("dead", "gently_dead", "off", "saturated", "silent", "off_centre", "rank")  # rows [arms, hidden layers]
SINCE_START = ("died", "revived")  # likewise: how many units of all live seeds, counted from look to look
PIECES = "pieces"  # rows [arms, hidden layers, pieces], where an arm has Maxout's
AGREEMENTS = ("agreement_batch", "agreement_sample")
ALL = ("gradient_z", "gradient_w", "update_ratio", *AGREEMENTS)  # [arms, layers + output]


def shares(observation: Observation, which: np.ndarray) -> np.ndarray:
    """Share of the units of each arm and layer, over live seeds: bool [arms, seeds, units] -> [arms, layers]."""
    units = observation.units
    return np.where(units > 0, observation.counted(which) / np.maximum(units, 1), np.nan)


def numbers(observation: Observation) -> dict[str, np.ndarray]:
    """The row of one observation: every name of HIDDEN and ALL, and PIECES where an arm has them, float32.

    Medians over live seeds where not a share.
    """
    off = shares(observation, observation.off())
    off[~observation.off_defined] = np.nan
    found = {
        "dead": shares(observation, observation.dead()),
        "gently_dead": shares(observation, observation.dead(GENTLE)),
        "off": off,
        "saturated": observation.averaged(observation.saturated),
        "silent": observation.averaged(observation.silent),
        "off_centre": layer_medians(observation, observation.off_centre),
    }
    together = [getattr(observation, name) for name in ("rank", *ALL)]  # one call for all of them is much cheaper
    ends = np.cumsum([one.shape[2] for one in together])[:-1]
    typical = np.split(observation.typical(np.concatenate(together, axis=2)), ends, axis=1)
    found |= dict(zip(("rank", *ALL), typical, strict=True))
    for name in AGREEMENTS:  # which are measured a layer a turn: no row repeats what an earlier one says
        found[name][:, observation.agreement_step != observation.step] = np.nan
    if not np.isnan(observation.piece_share).all():
        pieces = np.moveaxis(observation.piece_share, -1, 0)
        found[PIECES] = np.stack([over_live(one, observation.live, means) for one in pieces], axis=-1)
    return {name: np.asarray(values, dtype=np.float32) for name, values in found.items()}


def layer_medians(observation: Observation, values: np.ndarray) -> np.ndarray:
    """Median over live seeds and a layer's units that have a number: [arms, seeds, units] -> [arms, layers]."""
    widths = observation.widths
    arms, seeds, _ = values.shape
    apart = np.full((arms, len(widths), seeds, max(widths)), np.nan)  # a layer narrower than another is filled up
    layer, unit = np.repeat(np.arange(len(widths)), widths), np.concatenate([np.arange(width) for width in widths])
    apart[:, layer, :, unit] = np.moveaxis(np.where(observation.live[..., None], values, np.nan), 2, 0)
    return medians(apart.reshape(arms * len(widths), -1)).reshape(arms, -1)


def to_plain(insight: Insight) -> dict:
    """As JSON can hold it: kind, action, chart, arm and layer as they are, sentence and suggestion as plain Texts."""
    plain = {name: getattr(insight, name) for name in ("kind", "action", "chart", "arm", "layer")}
    return plain | {"sentence": insight.sentence.to_plain(), "suggestion": insight.suggestion.to_plain()}


class Looks:
    """Looks into a trainer's networks now and then, and keeps what has not been sent yet."""

    def __init__(self, trainer: Trainer, points: np.ndarray | None = None) -> None:
        """`points`: inputs over which a chosen unit is drawn."""
        self.observer = Observer(trainer)
        self.unit_inspector = UnitInspector(self.observer, points)
        self.latest: Observation | None = None
        self._rows: list[tuple[int, dict[str, np.ndarray]]] = []
        self._pace = Pace()
        self.spent = Share(LOOK_SHARE)  # less, while something else is recorded beside
        self._begin()

    def forget(self) -> None:
        self.observer.forget()
        self.unit_inspector.forget()
        self.latest, self._rows, self._pace = None, [], Pace()
        self._begin()

    def _begin(self) -> None:
        self.deaths = DeathRecord()
        self._raster: tuple | None = None
        self._story: Thinned[Observation] = Thinned(
            MAX_KEPT, lambda one: one.step, max_size=MAX_KEPT_BYTES, size_of=lambda one: one.nbytes
        )
        self._losses: Thinned[tuple[int, np.ndarray]] = Thinned(MAX_LOSSES, lambda one: one[0])
        self._said: list[dict] = []
        self._say_at = 0.0
        self._insights_spent = Share(INSIGHT_SHARE)

    def look(self, snapshot: Snapshot, now: bool = False, settled: bool = False) -> None:
        """Observe if it is time, or `now`; what is looked at more closely at once when it was chosen again. Of a run
        that has `settled` thoroughly: nobody is to take what was measured a while ago for how it ended. The caller says
        `spent` what it costs, with all that is made of it.
        """
        started = time.perf_counter()
        latest = self.latest
        seen = latest is not None and latest.step == self.observer.trainer.step
        due = started >= self._pace.due and self.spent.free
        if not now and (seen or not due) and not self.unit_inspector.stale:
            return
        if now or latest is None or not seen:
            self.latest = latest = self.observer.observe(snapshot.diverged_at, thoroughly=settled)
            self._count(latest)
            if not self._losses or self._losses.last[0] < snapshot.step:
                row = (snapshot.step, spread(snapshot.train_loss, ~snapshot.diverged)[0])
                self._losses.append(row, self._event_steps)
        self.unit_inspector.look(latest)
        self._pace.done(started, 1 / LOOKS_PER_SECOND)

    def _count(self, observation: Observation) -> None:
        self._rows = [row for row in self._rows if row[0] != observation.step]
        if not self.deaths.steps or self.deaths.steps[-1] < observation.step:
            self.deaths.add(observation)
        since = {name: self.deaths.total(name).astype(np.float32) for name in SINCE_START}
        if self.deaths.steps[0]:  # how many died before is not known
            since = {name: np.full_like(total, np.nan) for name, total in since.items()}
        self._rows.append((observation.step, numbers(observation) | since))
        if self._story and self._story.last.step == observation.step:
            self._story.pop()
        self._story.append(observation, self._event_steps)

    def put_before(self, earlier: "Looks") -> None:
        """What `earlier` has seen of the same run, from its start up to now or to some step before, comes first.

        All that was seen later is counted from there, and its rows are to be sent again: see `arrays`.
        """
        last = earlier.latest
        if last is None:
            return
        later = [one for one in self._story if one.step > last.step]
        losses = [one for one in self._losses if one[0] > earlier._losses.last[0]]
        self.deaths, self._story, self._losses, self._rows = (
            earlier.deaths, earlier._story, earlier._losses, earlier._rows
        )  # fmt: skip
        self._raster, self._say_at = None, 0.0
        self.observer.known_before(last)
        for one in later:
            frozen = np.where(one.frozen_since <= last.step, last.frozen_since, one.frozen_since)
            self._count(replace(one, frozen_since=frozen))
        for one in losses:
            self._losses.append(one, self._event_steps)

    def _event_steps(self) -> list[int]:
        """Steps of what was done to the networks, and before deaths: an insight names the looks around them."""
        acts = [act.step for act in self.observer.trainer.interventions]
        return sorted({*acts, *self.deaths.event_steps()})

    def insights(self, settled: bool) -> list[dict]:
        """What is worth saying now, see `to_plain`; at most six."""
        now, begun = time.perf_counter(), time.thread_time()
        if self.latest is not None and (settled or (now >= self._say_at and self._insights_spent.free)):
            trainer = self.observer.trainer
            losses = Losses(steps=[step for step, _ in self._losses], values=np.array([row for _, row in self._losses]))
            found = insights(trainer.experiment, self._story.items, losses, trainer.interventions)
            self._said = [to_plain(one) for one in found]
            self._say_at = time.perf_counter() + INSIGHTS_EVERY
            self._insights_spent.spend(time.thread_time() - begun)
        return self._said

    def raster(self, layer: int, arm: int | None, seed: int) -> tuple[dict, dict[str, np.ndarray]]:
        """Who of a layer was dead when, in one network: of `arm`, or of the arm of which most have died (None).

        Header: arm and units, and which seed has most that are dead now. "raster.at" int32 [rows] holds the steps,
        "raster.dead" uint8 [rows, bytes] the units as bits, the first in the highest bit. Empty before the first look.
        """
        deaths = self.deaths
        if not deaths.steps or self.latest is None:
            return {}, {}
        if arm is None:
            died, now = deaths.total("died")[:, layer], deaths.rows["dead"][-1][:, layer]
            arm = int(np.lexsort((-np.arange(len(died)), now, died))[-1])
        mark = (layer, arm, seed, deaths.steps[-1])
        if self._raster is None or self._raster[0] != mark:
            steps, dead = deaths.raster(arm, layer, seed)
            units = int(self.latest.arm_widths[arm, layer])
            arrays = {"raster.at": steps.astype(np.int32), "raster.dead": np.packbits(dead[:, :units], axis=1)}
            by_seed = deaths.dead_by_seed(arm, layer)
            most = int(by_seed.argmax())
            header = {"arm": arm, "units": units, "layer": layer, "seed": seed}
            self._raster = mark, header | {"most_in": most, "most": int(by_seed[most])}, arrays
        return self._raster[1:]

    def arrays(self) -> dict[str, np.ndarray]:
        """Rows not sent yet, "inside.steps" [n] and "inside.<name>" [n, arms, layers], and the latest histograms.

        "histogram" is float32 [arms, hidden layers, 2 + bins], pieces of a unit added up, of all live seeds.
        """
        rows, self._rows = self._rows, []
        if self.latest is None:
            return {}
        found = {"histogram": self.latest.histogram.sum(axis=2).astype(np.float32), **self.unit_inspector.arrays()}
        if rows:
            found[f"{INSIDE}steps"] = np.array([step for step, _ in rows], dtype=np.int32)
            for name in rows[0][1]:
                found[INSIDE + name] = np.stack([row[name] for _, row in rows])
        return found
