"""The live charts of a trial."""

from pages.live_chart import component


def card(place: str) -> str:
    return (
        f'<section class="lab-card lab-trial-{place}" hidden>'
        '<div class="lab-title"><span class="lab-name"></span></div>'
        '<div class="lab-subtitle"></div><div class="lab-plot"></div></section>'
    )


trial_board = component(
    "activation_lab.trial_board",
    script="trial_board.js",
    parts=("feed.js",),
    style="trial_board.css",
    html=(
        '<div class="lab-trial"><div class="lab-progress" role="status" hidden><progress max="1"></progress>'
        f'<span class="lab-doing lab-number"></span></div>{card("forest")}{card("curves")}{card("sweep")}</div>'
    ),
)
