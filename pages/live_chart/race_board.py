"""The two components of the Race page: the board of live charts, and the strip of numbers beside the buttons."""

from pages.live_chart import component

board = component(
    "activation_lab.race_board",
    script="board.js",
    parts=("feed.js", "pictures.js", "quick.js"),
    style="board.css",
    html=(
        '<div class="lab-race"><div class="lab-notice" role="status" hidden></div>'
        '<div class="lab-curves"></div><div class="lab-arms"></div></div>'
    ),
)

stats = component(
    "activation_lab.race_stats", script="stats.js", style="stats.css", html='<div class="lab-stats"></div>'
)
