"""What several cards of the race share: a card, and a chart over steps. The browser fills both."""

import plotly.graph_objects as go

from activations.experiment.arm import Arm
from activations.figures import theme
from activations.language import translate as _

MARGIN = {"l": 46, "r": 8, "t": 8, "b": 34}
Known = tuple[tuple[Arm, ...], ...]  # of each arm, all that it is or becomes by swaps: swaps.all_of


def card(name: str, drawer: str, title: str, subtitle: str, figure: go.Figure | None, **more) -> dict:
    drawn = figure and figure.to_plotly_json()
    return {"id": name, "drawer": drawer, "title": title, "subtitle": subtitle, "figure": drawn, **more}


def over_steps(traces: list, steps: int, hovermode: str = "closest", ends: int = MARGIN["r"], **y_axis) -> go.Figure:
    """A chart over the steps of a race with these traces (dicts, or Plotly's scatters).

    `ends`: pixels at its right, for the names of lines.
    """
    return go.Figure(
        [go.Scatter(trace) for trace in traces],
        theme.layout(
            height=190,
            x_title=_("step"),
            hovermode=hovermode,
            margin={**MARGIN, "r": ends},
            xaxis={"range": [0, steps], "tickformat": ",d", "tickangle": 0, "nticks": 5, "automargin": False}
            | theme.read_step(),
            yaxis={"automargin": False, **({} if "exponentformat" in y_axis else {"tickformat": "~g"}), **y_axis},
        ),
    )
