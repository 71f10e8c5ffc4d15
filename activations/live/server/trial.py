"""What the web server knows of one running trial, and what it tells the browser, in the reader's language."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar

import numpy as np

from activations import language
from activations.figures import trial as figures
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.text import Text
from activations.live.messages import Create, TrialHeader
from activations.live.server.run import Run
from activations.training.sweep import Curve
from activations.trials import engine
from activations.trials.result import Estimate, Result
from activations.trials.store import Store, StoreError, shared_store

RUNNING = ("starting", "running")


@dataclass(eq=False)
class TrialRun(Run):
    """A trial that a session has started. `status`: starting, running, then finished, stopped or failed.

    Raises ValueError on impossible settings.
    """

    job: ClassVar[str] = "activations.live.trainer.trial:create"

    trial: str  # its id
    values: Mapping[str, object] | None = None  # settings as asked for; None or empty: the standard trial
    seeds: int | None = None
    first_seed: int = 0
    session: str = field(kw_only=True)  # whose it is
    trials_module: str = field(default="activations.trials", kw_only=True)  # whose find(id) knows the trial
    store: Callable[[], Store] = field(default=shared_store, kw_only=True)  # where the result goes
    wanted: str = field(default="running", kw_only=True)
    stored: bool = field(default=False, init=False)  # whether its result has been handed to the store
    _figures: tuple[object, dict] = field(default=(None, {}), init=False)  # those of a version and language
    _drawing: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self.wants_place = True  # it was asked to begin
        trial = self._find()
        engine.run(trial, self.values, first_seed=self.first_seed, seeds=self.seeds)  # only checks, so far
        self.header = self._before()

    @staticmethod
    def _before() -> TrialHeader:
        """The header before the first frame."""
        return TrialHeader(
            status="starting", done=0.0, doing=None, rows=[], curves=[], curves_axis="", elapsed=0.0, result=None
        )

    def _find(self):
        return import_module(self.trials_module).find(self.trial)

    @property
    def running(self) -> bool:
        return self.status in RUNNING and self.wanted == "running"

    @property
    def result(self) -> Result | None:
        """What it found, once it has finished."""
        plain = self.header["result"]
        return Result.from_plain(plain) if plain else None

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """The estimates so far."""
        return tuple(Estimate.from_plain(row) for row in self.header["rows"])

    @property
    def message(self) -> str:
        """Why it failed, or what the server has to say about it; "" if there is nothing to say."""
        text = self.answer or self.stalled or self.notice
        return text.render(self.language) if text else ""

    def is_of(self, trial: str) -> bool:
        return self.trial == trial

    def conflict(self, others: Iterable[Run]) -> str | None:
        mine = (self.session, self.trial)
        if any(isinstance(one, TrialRun) and one.running and (one.session, one.trial) == mine for one in others):
            return _("This trial is running already: wait for its verdict, or stop it first.")
        return None

    # -- to the trainer process and from it -------------------------------------------------------------------------

    def creation(self) -> Create:
        values = {
            "trials_module": self.trials_module,
            "trial": self.trial,
            "settings": dict(self.values or {}),
            "seeds": self.seeds,
            "first_seed": self.first_seed,
        }
        return Create(self.token, self.job, values)

    def asked(self, do: str, values: Mapping[str, Any]) -> bool:
        if do == "stop" and self.running:
            self.wanted = "stopped"
        return False

    def takes_long(self, header: Mapping[str, Any]) -> bool:
        return header["result"] is not None and not self.stored

    def before_taking(self, header: Mapping[str, Any]) -> None:
        """Put the result that a frame brings into the store, once: before it is seen to have finished."""
        if header["result"] is None or self.stored:
            return
        self.stored = True
        try:
            self.store().add(Result.from_plain(header["result"]))
        except StoreError as error:
            self.notice = error.text

    def take(self, header: Mapping[str, Any], arrays: dict[str, np.ndarray]) -> None:
        self.header = {**self.header, **header}
        if self.status not in RUNNING:
            self.wanted = self.status

    def failed(self, why: Text, refused: bool) -> None:
        said = N_("This trial ended with an error ({why}): there is no result.")
        self.answer = why if refused else Text(said, why=why)
        self.header, self.wanted = {**self.header, "status": "failed"}, "failed"

    def lost(self, why: Text, again: bool, blamed: bool) -> bool:
        """The trainer process has ended, and the trial with it if it was running. It begins again by itself, but for
        the one that the process was at work at.
        """
        if self.running and again and not blamed:
            self.header = self._before()
            self.life += 1
            said = N_("The trainer process ended unexpectedly ({why}). This trial has begun again by itself.")
            self.notice = Text(said, why=why)
            self.changed()
            return True
        if self.status in RUNNING:
            stopped = self.wanted == "stopped"
            self.wanted = "stopped" if stopped else "failed"
            self.header = {**self.header, "status": self.wanted}
            self.life += 1
            if not stopped:
                said = (
                    N_("The trainer process ended unexpectedly ({why}), and this trial with it: start it again.")
                    if again
                    else N_(
                        "The trainer process ended again ({why}), and this trial with it. It may need more memory than "
                        "there is: take fewer seeds or a smaller network, and start it again."
                    )
                )
                self.notice = Text(said, why=why)
            self.changed()
        return False

    # -- to the browser -----------------------------------------------------------------------------------------------

    def news(self, position: int | None) -> tuple[dict[str, Any], dict[str, np.ndarray], int]:
        """Header and arrays for a browser that is at `position` (a life). The newest frame says everything."""
        with self.lock:
            header, life, version, spoken = self.header, self.life, self.version, self.language
            message = self.message
        with language.use(spoken):
            words = {**in_words(header), "message": message, "figures": self._drawn(header, (version, spoken))}
        return words | {"trial": self.trial, "life": life, "restarted": position != life}, {}, life

    def _drawn(self, header: Mapping[str, Any], key: object) -> dict:
        """The charts as far as they are: what is measured, and the curves of what is being trained. Drawn once."""
        with self._drawing:
            if self._figures[0] != key:
                rows, chart = [Estimate.from_plain(row) for row in header["rows"]], self._find().chart
                lines = [Curve(**{**line, "label": language.translate(line["label"])}) for line in header["curves"]]
                drawn = {
                    "forest": figures.forest(rows, chart).to_plotly_json() if rows else None,
                    "curves": figures.curves(lines).to_plotly_json() if lines else None,
                    "sweep": None,
                }
                self._figures = key, drawn
            return self._figures[1]


# -- words: a header with every Text as a sentence in the language of now -------------------------------------------


def in_words(header: Mapping[str, Any]) -> dict[str, Any]:
    result = header["result"]
    return {
        **header,
        "doing": _text(header["doing"]),
        "rows": [_row(row) for row in header["rows"]],
        "curves": [{**curve, "label": language.translate(curve["label"])} for curve in header["curves"]],
        "curves_axis": language.translate(header["curves_axis"]),
        "result": result
        and {**result, "sentence": _text(result["sentence"]), "rows": [_row(row) for row in result["rows"]]},
    }


def _row(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **plain,
        "label": _text(plain["label"]),
        "note": _text(plain["note"]),
        "case": language.translate(plain["case"]),
    }


def _text(plain: Mapping[str, Any] | None) -> str:
    return str(Text.from_plain(plain)) if plain else ""
