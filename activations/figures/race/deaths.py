"""The cards of deaths in a race: how many units died and revived over steps, and who of a layer was dead when.

Drawn empty, as in activations.figures.race.inside; `drawer` names what fills a card (browser/race/drawers.js).
"""

import plotly.graph_objects as go

from activations.experiment.experiment import Experiment
from activations.figures import theme
from activations.figures.race.curves import lanes
from activations.figures.race.shared import MARGIN, card, over_steps
from activations.language import cached
from activations.language import translate as _

# A count's axis from 0 to at least 5: of fewer, Plotly would put ticks between whole numbers.
WHOLE = {"rangemode": "tozero", "autorangeoptions": {"include": [5]}}


@cached(maxsize=64)
def death_cards(experiment: Experiment, layer: int, arm: int | None) -> list[dict]:
    """Deaths and revivals of a layer so far, and who of it was dead when: of `arm`, or of that with most deaths."""
    drawn = lanes(experiment.arms)
    traces: list[dict] = []
    for lane in drawn:
        for hover, colour, dash, width in (
            (_("step %{x:,d}: %{y:,d} died"), lane.colour, lane.dash, 1.8),
            (_("step %{x:,d}: %{y:,d} revived"), theme.translucent(lane.colour, 0.75), "dash", 1.4),
        ):
            traces.append(
                {
                    "mode": "lines",
                    "x": [],
                    "y": [],
                    "name": lane.label,
                    "meta": {"arm": lane.arm},
                    "line": {"color": colour, "width": width, "dash": dash, "shape": "hv"},
                    "hovertemplate": hover,
                }
            )
    raster = go.Figure(
        go.Heatmap(
            z=[[None]],
            zmin=0,
            zmax=1,
            showscale=False,
            colorscale=[[0, theme.GRID], [1, theme.INK]],
            hovertemplate=_("step %{x:,d}, unit %{y}: %{text}") + "<extra></extra>",
        ),
        theme.layout(
            height=190,
            x_title=_("step"),
            y_title=_("unit"),
            margin=MARGIN,
            xaxis={"range": [0, experiment.steps], "tickformat": ",d", "automargin": False, "showgrid": False},
            yaxis={"tickformat": "d", "automargin": False, "showgrid": False, "nticks": 8},
        ),
    )
    changed, dead = _("Deaths and revivals, layer {layer}"), _("Dead units over time, layer {layer}")
    return [
        card(
            f"deaths.{layer}", "deaths", changed.format(layer=layer + 1), "",
            over_steps(traces, experiment.steps, nticks=6, **WHOLE), layer=layer, marks=True,
        ),
        card(
            f"raster.{layer}", "raster", dead.format(layer=layer + 1), "", raster, layer=layer, of=arm,
            colours=[lane.colour for lane in drawn], wide=True, marks=True,
        ),
    ]  # fmt: skip
