"""What the web server knows of one running trial, and what it tells the browser, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

import numpy as np

from activations.language import SOURCE, translate
from activations.language import marked as N_
from activations.language.text import Text
from activations.live.server.race import Seen, Watched
from activations.training.sweep import Curve
from activations.trials.result import Estimate, Result
from activations.trials.store import Store, StoreError

RUNNING = ("starting", "running")
FIRST = {
    "status": "starting",
    "done": 0.0,
    "doing": None,
    "rows": [],
    "curves": [],
    "curves_axis": "",
    "elapsed": 0.0,
    "result": None,
    "message": None,
}


@dataclass
class TrialRun(Watched):
    """A trial that a session has started. `status`: starting, running, then finished, stopped or failed."""

    token: str
    trial: str  # its id
    settings: dict  # as asked for; empty: the standard trial
    seeds: int | None
    first_seed: int
    session: str  # whose it is
    book: str  # the module that knows the trial
    language: str = SOURCE  # of the page that shows it: what is said of it is said in it
    wanted: str = field(default="running", kw_only=True)
    notice: Text | None = None  # what the server has to say about it
    kept: bool = False  # whether its result has been handed to the store

    def __post_init__(self) -> None:
        self.header = dict(FIRST)

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
        plain = self.header["message"]
        text = Text.from_plain(plain) if plain else self.notice
        return text.render(self._word) if text else ""

    def is_of(self, trial: str) -> bool:
        return self.trial == trial

    # -- to the trainer process and from it -------------------------------------------------------------------------

    def creation(self) -> list[dict]:
        """The commands that start this trial in a trainer process."""
        names = ("book", "trial", "settings", "seeds", "first_seed")
        return [{"do": "create_trial", **{name: getattr(self, name) for name in names}}]

    def asked(self, do: str, **values) -> bool:
        """Note a command of the page: stop, or language(value)."""
        if do == "stop" and self.running:
            self.wanted = "stopped"
        elif do == "language":
            self.language = values["value"]
            self.version += 1  # the browser gets all of it anew, though the trial may be over
        return False

    def keep(self, header: Mapping, store: Callable[[], Store]) -> None:
        """Put the result that a frame brings into the store, once. May wait for other processes that write there."""
        if header.get("result") is None or self.kept:
            return
        self.kept = True
        try:
            store().add(Result.from_plain(header["result"]))
        except StoreError as error:
            self.notice = error.text

    def take(self, header: dict, arrays: dict[str, np.ndarray]) -> None:
        """A frame of the trainer process."""
        if "error" in header:
            why = Text(N_("This trial ended with an error ({why}): there is no result."), why=header.pop("error"))
            header["message"] = why.to_plain()
        self.header = {**self.header, **header}
        self.version += 1
        if self.status not in RUNNING:
            self.wanted = self.status

    def news(self, seen: Seen) -> tuple[dict, dict[str, np.ndarray], Seen]:
        """Header and arrays for a browser that has `seen`, and what it has then. The newest frame says everything."""
        anew = seen[0] != self.life
        header = {**self._in_words(), "trial": self.trial, "life": self.life, "anew": anew, "figures": self._figures()}
        return header, {}, (self.life, 0, -1, -1, -1)

    def _figures(self) -> dict:
        """The charts as far as they are: what is measured, and the curves of what is being trained."""
        from activations.figures import trial as figures  # here: the trainer process needs no Plotly

        rows, lines = self.rows, self.header["curves"]
        chart = import_module(self.book).find(self.trial).chart
        drawn: dict = {"forest": None, "curves": None, "sweep": None}
        if rows:
            drawn["forest"] = figures.forest(rows, chart, self._word).to_plotly_json()
        if lines:
            curves = [Curve(**{**line, "label": self._word(line["label"])}) for line in lines]
            drawn["curves"] = figures.curves(curves, self._word).to_plotly_json()
        return drawn

    def lost(self, why: str, again: bool) -> bool:
        """The trainer process has ended, and the trial with it if it was running: it is not started again by itself."""
        if self.status in RUNNING:
            stopped = self.wanted == "stopped"
            self.wanted = "stopped" if stopped else "failed"
            self.header = {**self.header, "status": self.wanted}
            self.life += 1
            self.version += 1
            if not stopped:
                self.notice = Text(
                    N_("The trainer process ended unexpectedly ({why}), and this trial with it: start it again.")
                    if again
                    else N_(
                        "The trainer process ended again ({why}), and this trial with it. It may need more memory than "
                        "there is: take fewer seeds or a smaller network, and start it again."
                    ),
                    why=why,
                )
        return False

    # -- words ------------------------------------------------------------------------------------------------------

    def _in_words(self) -> dict:
        """The header with every Text as a sentence."""
        header = self.header
        return {
            **header,
            "doing": self._text(header["doing"]),
            "rows": [self._row(row) for row in header["rows"]],
            "curves": [{**curve, "label": self._word(curve["label"])} for curve in header["curves"]],
            "curves_axis": self._word(header["curves_axis"]),
            "result": self._result(header["result"]),
            "message": self.message,
        }

    def _result(self, plain: Mapping | None) -> dict | None:
        if plain is None:
            return None
        rows = [self._row(row) for row in plain["rows"]]
        return {**plain, "sentence": self._text(plain["sentence"]), "rows": rows}

    def _row(self, plain: Mapping) -> dict:
        words = {"label": self._text(plain["label"]), "note": self._text(plain["note"])}
        return {**plain, **words, "case": self._word(plain["case"])}

    def _text(self, plain: Mapping | None) -> str:
        return Text.from_plain(plain).render(self._word) if plain else ""

    def _word(self, text: str) -> str:
        return translate(text, self.language)
