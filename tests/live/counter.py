"""A third kind of run, of the tests' own: a job that counts, and its half on the server."""

from dataclasses import dataclass, field

import numpy as np

from activations.language.text import Text
from activations.live.messages import Create
from activations.live.server.run import Run


def create(goal: int, fails: str = "") -> "Counter":
    if goal < 1:
        raise ValueError("There is nothing to count.")
    if fails == "create":
        raise RuntimeError("the abacus is broken")
    return Counter(goal, fails)


class Counter:
    """Counts to `goal`, a thousand a slice. `fails`: in which of its methods it raises, once it has counted to 1000."""

    def __init__(self, goal: int, fails: str) -> None:
        self.goal, self.fails, self.count, self.shout = goal, fails, 0, ""
        self.changed = True

    @property
    def busy(self) -> bool:
        return self.count < self.goal

    @property
    def commands(self):
        return {"shout": self.shout_word, "fail": self.fail}

    def shout_word(self, word: str) -> None:
        if not word.isupper():
            raise ValueError(f"{word} is not loud enough.")
        self.shout, self.changed = word, True

    def fail(self) -> None:
        raise RuntimeError("the abacus fell")

    def work(self, seconds: float) -> bool:
        if not self.busy:
            return False
        if self.fails == "work" and self.count:
            raise RuntimeError("a bead is lost")
        self.count = min(self.goal, self.count + 1000)
        self.changed = True
        return True

    def frame_due(self) -> bool:
        return self.changed

    def frame(self):
        if self.fails == "frame" and self.count:
            raise ZeroDivisionError("no frame")
        self.changed = False
        header = {"status": "finished" if not self.busy else "counting", "count": self.count, "shout": self.shout}
        return header, {"beads": np.arange(self.count % 10, dtype=np.int32)}


@dataclass(eq=False)
class CounterRun(Run):
    job = "tests.live.counter:create"

    goal: int = 5000
    fails: str = ""
    beads: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def __post_init__(self) -> None:
        self.header, self.wants_place = {"status": "starting"}, True

    def creation(self):
        return Create(self.token, self.job, {"goal": self.goal, "fails": self.fails})

    def is_of(self, goal):
        return self.goal == goal

    def take(self, header, arrays):
        self.header, self.beads = header, arrays["beads"]

    def failed(self, why: Text, refused: bool):
        self.header, self.answer = {"status": "failed"}, Text("refused: {why}", why=why) if refused else why

    def lost(self, why: Text, again: bool, blamed: bool) -> bool:
        self.header = {"status": "starting"}
        return again

    def news(self, position):
        with self.lock:
            return {**self.header, "answer": str(self.answer or ""), "life": self.life}, {"beads": self.beads}, 0
