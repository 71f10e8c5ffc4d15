"""The Race page's components: the board of live charts, the place of its charts of the inside, and the numbers."""

from browser import component

# The place of the findings is kept, however many there are, so that what stands below it does not move.
board = component(
    "activation_lab.race_board",
    script="race/board.js",
    style="race/board.css",
    html=(
        '<div class="lab-race"><div class="lab-notice" role="status" hidden></div>'
        '<div class="lab-curves"></div><div class="lab-arms"></div>'
        '<div class="lab-subtitle lab-number lab-sizes"></div>'
        '<div class="lab-timeline" style="visibility: hidden"></div>'
        '<div class="lab-insights" role="region" tabindex="0"></div></div>'
    ),
)

inside = component(
    "activation_lab.race_inside",
    script="race/inside_place.js",
    style=("race/board.css", "race/units.css"),
    html='<div class="lab-units"></div><div class="lab-unit"></div><div class="lab-inside"></div>',
)

stats = component(
    "activation_lab.race_stats", script="race/stats.js", style="race/stats.css", html='<div class="lab-stats"></div>'
)
