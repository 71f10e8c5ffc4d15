"""The note in the Trials page: text with claims that open their trials."""

from pages.live_chart import component

note = component(
    "activation_lab.note",
    script="note.js",
    style="note.css",
    html='<article class="lab-card lab-note" tabindex="0"></article>',
)
