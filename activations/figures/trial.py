"""The figures of a trial: its estimates with their intervals, the sweep over the knob that flips it, and its curves."""

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from activations.figures import theme
from activations.functions.catalogue import CATALOGUE
from activations.language import marked as N_
from activations.language import translate as _
from activations.language.numbers import measured, true_minus
from activations.training.sweep import Curve
from activations.trials.result import Estimate
from activations.trials.trial import Chart
from activations.trials.verdict import sweep_lines

ROW_HEIGHT, TALL_ROW = 27, 36  # pixels; of labels in one line, in two
LONG = 26  # characters: a longer label takes two lines
MAX_TICKS = 7  # of a log axis
DECISIONS = {
    "holds": N_("the claim holds here"),
    "fails": N_("the claim fails here"),
    "undecided": N_("undecided: the interval reaches over the margin"),
    "": N_("shown for comparison, decides nothing"),
}


def colour(row: Estimate | Curve) -> str:
    """The activation's own colour, or a quiet one for what belongs to none."""
    return theme.colour_of(row.arm) if row.arm in CATALOGUE else theme.MUTED


def value_text(row: Estimate, percent: bool = False) -> str:
    """ "≥ 5.9 [4.9, 7.0]": the value with its interval, and a bound where a network never got there."""
    if not row.known:
        return "–"
    bound = "≥ " if row.at_least else "≤ " if row.at_most else ""
    if row.low == row.high:
        return bound + measured(row.value, percent)
    return f"{bound}{measured(row.value, percent)} [{measured(row.low, percent)}, {measured(row.high, percent)}]"


def row_label(row: Estimate) -> str:
    """ "tanh · digits, 2 layers"."""
    case = _(row.case) if row.case else ""
    return " · ".join(part for part in (row.label.render(), case) if part)


def broken(label: str) -> str:
    """A long label in two lines."""
    return label.replace(" · ", "<br>", 1) if len(label) > LONG else label


def log_ticks(values: Sequence[float]) -> dict:
    """Ticks of a log axis at 1, 2 and 5 times powers of ten, or at powers alone where there would be too many."""
    known = [value for value in values if value > 0 and math.isfinite(value)]
    if not known:
        return {}
    low, high = math.log10(min(known)) - 0.05, math.log10(max(known)) + 0.05
    powers = range(math.floor(low), math.ceil(high) + 1)
    ticks = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    ticks = [tick for tick in ticks if low <= math.log10(tick) <= high]
    if len(ticks) > MAX_TICKS:
        every = math.ceil(len(powers) / MAX_TICKS)
        ticks = [10.0**power for power in powers if power % every == 0]
    return {"tickvals": ticks, "ticktext": [tick_text(tick) for tick in ticks]}


def tick_text(tick: float) -> str:
    if 1e-3 <= tick < 1e4:
        return f"{tick:g}"
    return f"10<sup>{true_minus(str(round(math.log10(tick))))}</sup>"


def hover(row: Estimate, percent: bool) -> str:
    """What stands in a row's hover box."""
    parts = [f"<b>{row_label(row)}</b>", value_text(row, percent), _(DECISIONS[row.decision])]
    if row.seeds:
        parts.append(_("{seeds} seeds, 95 % interval", seeds=row.seeds))
    if row.diverged:
        parts.append(_("{lost} networks diverged and are left out", lost=row.diverged))
    if row.at_least or row.at_most:
        parts.append(_("some networks never reached the target: the value is a bound"))
    if row.grid_edge:
        parts.append(_("a chosen learning rate lies at the end of the grid"))
    if row.note:
        parts.append(row.note.render())
    return "<br>".join(parts)


def forest(rows: Sequence[Estimate], chart: Chart) -> go.Figure:
    """One line a row, first one on top: a point with its 95 % interval, in the colour of its activation.

    Filled points decide, hollow ones do not. Rows without a number stand there with a dash.
    """
    count = len(rows)
    heights = [count - 1 - place for place in range(count)]
    usable = [
        (row, y) for row, y in zip(rows, heights, strict=True) if row.known and not (chart.log and row.value <= 0)
    ]
    figure = go.Figure()
    for row, y in usable:  # the interval
        ends = [row.low, row.high]
        if chart.log:
            ends = [max(end, abs(row.value) * 1e-3) for end in ends]
        figure.add_scatter(x=ends, y=[y, y], mode="lines", line={"color": colour(row), "width": 2.2}, hoverinfo="skip")
    figure.add_scatter(
        x=[row.value for row, _y in usable],
        y=[y for _row, y in usable],
        mode="markers+text",
        marker={
            "size": 9,
            "color": [theme.CARD if row.decision in ("", "undecided") else colour(row) for row, _y in usable],
            "line": {"color": [colour(row) for row, _y in usable], "width": 2},
        },
        text=[("≥" if row.at_least else "≤" if row.at_most else "") for row, _y in usable],
        textposition=["middle right" if row.at_least else "middle left" for row, _y in usable],
        textfont={"color": theme.INK, "size": 12},
        hovertext=[hover(row, chart.percent) for row, _y in usable],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    for row, y in zip(rows, heights, strict=True):
        if not row.known:
            figure.add_annotation(
                x=0.5, xref="paper", y=y, text=row.note.render() if row.note else "–", showarrow=False,
                font={"color": theme.MUTED, "size": 12},
            )  # fmt: skip
    for value, label in chart.lines:
        figure.add_vline(x=value, line={"color": theme.MUTED, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=math.log10(value) if chart.log and value > 0 else value, y=1, yref="paper", yanchor="bottom",
            text=_(label), showarrow=False, font={"color": theme.MUTED, "size": 11},
        )  # fmt: skip
    labels = [broken(row_label(row)) for row in rows]
    row_height = TALL_ROW if any("<br>" in label for label in labels) else ROW_HEIGHT
    reach = [end for row, _y in usable for end in (row.low, row.value, row.high)] + [
        value for value, _label in chart.lines
    ]
    figure.update_layout(
        theme.layout(
            height=70 + row_height * max(count, 2),
            x_title=_(chart.axis),
            margin={"l": 10, "r": 18, "t": 22 if chart.lines else 8, "b": 40},
            xaxis={
                "type": "log" if chart.log else "linear",
                "tickformat": ".0%" if chart.percent else "~g",
                **(log_ticks(reach) if chart.log else {}),
            },
            yaxis={
                "tickvals": heights,
                "ticktext": labels,
                "range": [-0.6, max(count, 1) - 0.4],
                "showgrid": False,
                "zeroline": False,
                "tickfont": {"size": 12, "color": theme.INK},
                "fixedrange": True,
            },
        )
    )
    return figure


def has_sweep(rows: Sequence[Estimate]) -> bool:
    """Whether some measurement was made at two values of the flip knob or more."""
    return any(len(line) > 1 for line in sweep_lines(rows).values())


def sweep(
    rows: Sequence[Estimate],
    chart: Chart,
    knob: str,
    flip: tuple | None,
    names: Mapping[object, str] | None = None,
) -> go.Figure:
    """The measured quantity over the knob that flips the verdict; the stretch in which it flips is shaded.

    `knob` is the knob's label and `names` what its values are called, in the reader's language.
    """
    figure = go.Figure()
    values = [row.x for line in sweep_lines(rows).values() for row in line]
    names = names or {}
    words = bool(names) or any(isinstance(value, str) for value in values)
    numbers = [value for value in values if isinstance(value, (int, float))]
    wide = bool(numbers) and min(numbers) > 0 and max(numbers) >= 30 * min(numbers)  # steps of equal ratio
    for line in sweep_lines(rows).values():
        figure.add_scatter(
            x=[names.get(row.x, row.x) for row in line],
            y=[row.value for row in line],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [max(row.high - row.value, 0) for row in line],
                "arrayminus": [max(row.value - row.low, 0) for row in line],
                "thickness": 1.6,
                "width": 0,
            },
            mode="lines+markers",
            line={"color": colour(line[0]), "width": 1.8},
            marker={"size": 7},
            hovertext=[hover(row, chart.percent) for row in line],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    shown = [row for line in sweep_lines(rows).values() for row in line]
    reach = [end for row in shown for end in (row.low, row.value, row.high)] + [value for value, _label in chart.lines]
    for value, _label in chart.lines:
        figure.add_hline(y=value, line={"color": theme.MUTED, "width": 1, "dash": "dash"})
    if flip and not words:
        figure.add_vrect(x0=flip[0], x1=flip[1], fillcolor=theme.PRIMARY, opacity=0.12, line_width=0, layer="below")
    elif flip:
        figure.add_vline(x=names.get(flip[1], flip[1]), line={"color": theme.PRIMARY, "width": 1, "dash": "dot"})
    figure.update_layout(
        theme.layout(
            height=230,
            x_title=knob,
            margin={"l": 50, "r": 12, "t": 8, "b": 40},
            xaxis={"type": "category" if words else "log" if wide else "linear", "tickformat": "~g"},
            yaxis={
                "type": "log" if chart.log else "linear",
                "tickformat": ".0%" if chart.percent else "~g",
                **(log_ticks(reach) if chart.log else {}),
            },
        )
    )
    return figure


def curves(lines: Sequence[Curve]) -> go.Figure:
    """What a running trial draws: one line an arm over steps, log axis. What y is stands above the chart."""
    figure = go.Figure()
    for line in lines:
        figure.add_scatter(
            x=list(line.x), y=list(line.y), mode="lines", name=line.label,
            line={"color": colour(line), "width": 1.8}, hovertemplate="%{y:.3g}",
        )  # fmt: skip
    figure.update_layout(
        theme.layout(
            height=230,
            x_title=_("step"),
            hovermode="x unified",
            margin={"l": 50, "r": 12, "t": 8, "b": 40},
            xaxis={"tickformat": ",d", "tickangle": 0, "nticks": 5} | theme.read_step(),
            yaxis={"type": "log", **log_ticks([value for line in lines for value in line.y if value is not None])},
        )
    )
    return figure
