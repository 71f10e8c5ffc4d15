"""A card of facts: a title with its colour, a sentence, and rows of a label and a text."""

from pages.live_chart import component

facts_card = component(
    "activation_lab.facts_card",
    script="facts_card.js",
    style="facts_card.css",
    html=(
        '<section class="lab-card lab-facts"><div class="lab-title"><span class="lab-dot"></span>'
        '<span class="lab-name"></span></div><div class="lab-subtitle"></div><dl></dl></section>'
    ),
)
