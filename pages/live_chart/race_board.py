"""The Race page's components: the board of live charts, the place of its charts of the inside, and the numbers."""

from pages.live_chart import component

board = component(
    "activation_lab.race_board",
    script="board.js",
    parts=(
        *("card.js", "feed.js", "history.js", "inside.js", "insights.js", "names.js", "paths.js", "pictures.js"),
        *("quick.js", "heat.js", "timeline.js", "units.js", "unit.js", "unit_samples.js"),
    ),
    style="board.css",
    html=(
        '<div class="lab-race"><div class="lab-notice" role="status" hidden></div>'
        '<div class="lab-curves"></div><div class="lab-arms"></div>'
        '<div class="lab-subtitle lab-number lab-sizes"></div>'
        '<div class="lab-timeline" hidden></div><div class="lab-insights" hidden></div></div>'
    ),
)

inside = component(
    "activation_lab.race_inside",
    script="inside_place.js",
    style=("board.css", "units.css"),
    html='<div class="lab-units"></div><div class="lab-unit"></div><div class="lab-inside"></div>',
)

stats = component(
    "activation_lab.race_stats", script="stats.js", style="stats.css", html='<div class="lab-stats"></div>'
)
