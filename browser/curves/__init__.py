"""The Curves page's components: the chart, cards of facts, and lines of code."""

from browser import component

# Follows a slider while it is dragged, and lets Maxout's lines be dragged.
curve_chart = component(
    "activation_lab.curve_chart",
    script="curves/curve_chart.js",
    style="curves/curve_chart.css",
    html=(
        '<section class="lab-card lab-curve"><div class="lab-head"><div><div class="lab-title"></div>'
        '<div class="lab-subtitle"></div></div><div class="lab-pills"></div></div>'
        '<div class="lab-stage"><div class="lab-plot"></div><svg class="lab-handles" aria-hidden="true"></svg></div>'
        "</section>"
    ),
)

# A title with its colour, a sentence, and rows of a label and a text.
facts_card = component(
    "activation_lab.facts_card",
    script="curves/facts_card.js",
    style="curves/facts_card.css",
    html=(
        '<section class="lab-card lab-facts"><div class="lab-title"><span class="lab-dot"></span>'
        '<span class="lab-name"></span></div><div class="lab-subtitle"></div><dl></dl></section>'
    ),
)

# A line of Python and a button that copies it.
code_line = component(
    "activation_lab.code_line",
    script="curves/code_line.js",
    style="curves/code_line.css",
    html='<div class="lab-code"><pre><code></code></pre><button type="button"></button></div>',
)
