"""The chart of the Curves page: follows a slider while it is dragged, and lets Maxout's lines be dragged."""

from pages.live_chart import component

curve_chart = component(
    "activation_lab.curve_chart",
    script="curve_chart.js",
    parts=("maxout_lines.js",),
    style="curve_chart.css",
    html=(
        '<section class="lab-card lab-curve"><div class="lab-head"><div><div class="lab-title"></div>'
        '<div class="lab-subtitle"></div></div><div class="lab-pills"></div></div>'
        '<div class="lab-stage"><div class="lab-plot"></div><svg class="lab-handles" aria-hidden="true"></svg></div>'
        "</section>"
    ),
)
