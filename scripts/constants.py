"""Write what Python and the browser must agree on into browser/constants.js: `python -m scripts.constants`.

`tests/test_constants.py` fails when the file is not what this script would write.
"""

import json
from pathlib import Path

from activations.figures.race.curves import CLASS_COLOURS
from activations.live.messages import EVALUATED, INSIDE, LEARNED
from activations.live.protocol import DTYPES, LENGTH
from activations.live.server.feed import UNKNOWN_RUN
from activations.live.trainer.looks import ALL, HIDDEN, PIECES, SINCE_START
from activations.live.trainer.race import UNDEFINED
from activations.live.trainer.unit_inspector import (
    IS_ABSENT,
    IS_DEAD,
    IS_GENTLY_DEAD,
    IS_LOST,
    IS_OFF,
    IS_SWITCHED_OFF,
)
from activations.live.trainer.unit_inspector import NUMBERS as UNIT_NUMBERS
from activations.observation.death_record import MAX_EVENTS
from activations.observation.history import EVEN_SHARE, EVENT_SHARE
from activations.observation.measures import BINS, HIGH, LOW

FILE = Path(__file__).resolve().parents[1] / "browser" / "constants.js"
HEAD = "// Written from Python by `python -m scripts.constants`: what both sides must agree on. Not edited by hand.\n"

CONSTANTS = {
    "METRICS": (EVALUATED, "names of the evaluated rows, beside their steps"),
    "INSIDE": (INSIDE, "before the names of the observed rows"),
    "HIDDEN": (HIDDEN, "rows [arms, hidden layers]"),
    "SINCE_START": (SINCE_START, "likewise: units counted since the start"),
    "WHOLE": (ALL, "rows [arms, layers + output]"),
    "PIECES": (PIECES, "rows [arms, hidden layers, pieces]"),
    "LEARNED": (LEARNED, "before the names of the rows of learnable parameters"),
    "EVEN_SHARE": (EVEN_SHARE, "of a limit: filled with items that are spaced evenly"),
    "EVENT_SHARE": (EVENT_SHARE, "of a limit at most: for items around events"),
    "MAX_EVENTS": (MAX_EVENTS, "of deaths and revivals around which all is kept"),
    "HISTOGRAM": (
        {"low": LOW, "high": HIGH, "bins": BINS},
        "of pre-activations; what is outside goes into one more bin at either end",
    ),
    "UNIT_STATE": (
        {
            "dead": IS_DEAD,
            "almostDead": IS_GENTLY_DEAD,
            "off": IS_OFF,
            "lost": IS_LOST,
            "absent": IS_ABSENT,
            "switchedOff": IS_SWITCHED_OFF,
        },
        "bits of a unit's state",
    ),
    "UNIT_NUMBERS": (UNIT_NUMBERS, "rows of the numbers of each unit"),
    "CLASS_COLOURS": (CLASS_COLOURS, "of class 0 and 1, and of numbers below and above 0"),
    "UNDEFINED": (UNDEFINED, "in a boundary: the output is not a number"),
    "CLASS_ONE": (UNDEFINED - 1, "in a boundary: the output is 1"),
    "UNKNOWN_RUN": (UNKNOWN_RUN, "the feed is closed with this code when the run is no longer there"),
    "DTYPES": (tuple(DTYPES), "of the arrays in a message"),
    "LENGTH_BYTES": (LENGTH.size, "at the beginning of a message: the length of its header"),
}


def javascript(value: object) -> str:
    """A literal with single quotes and bare keys, as the other modules are written."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name}: {javascript(one)}" for name, one in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(javascript(one) for one in value) + "]"
    if isinstance(value, str):
        return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace("'", "\\'") + "'"
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


def text() -> str:
    """What the file should hold."""
    return HEAD + "".join(
        f"\n// {what}\nexport const {name} = {javascript(value)};\n" for name, (value, what) in CONSTANTS.items()
    )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
