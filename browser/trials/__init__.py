"""The Trials page's components: the note, with claims that open their trials, and the live charts of a trial."""

from browser import component

note = component(
    "activation_lab.note",
    script="trials/note.js",
    style="trials/note.css",
    html='<article class="lab-card lab-note" tabindex="0"></article>',
)


def card(place: str) -> str:
    return (
        f'<section class="lab-card lab-trial-{place}" hidden>'
        '<div class="lab-title"><span class="lab-name"></span></div>'
        '<div class="lab-subtitle"></div><div class="lab-plot"></div></section>'
    )


trial_board = component(
    "activation_lab.trial_board",
    script="trials/trial_board.js",
    style="trials/trial_board.css",
    html=(
        '<div class="lab-trial"><span class="lab-hidden" role="status"></span>'
        '<div class="lab-progress" hidden><progress max="1"></progress>'
        f'<span class="lab-doing lab-number"></span></div>{card("forest")}{card("curves")}{card("sweep")}</div>'
    ),
)
