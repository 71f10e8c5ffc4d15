"""What the Curves page shows before anybody has changed it, computed when the server starts."""

from activations.figures import curve as figure
from activations.functions import formula
from activations.language import LANGUAGES, current, use
from pages.curves import controls, data


def warm() -> None:
    """Compute the chart, the card and the sentences, so that the first reader does not have to wait for them."""
    keys, focus = controls.START, controls.START[0]
    settings: dict[str, data.Settings] = {key: {} for key in keys}
    shown = data.shown(keys, settings, controls.WINDOW, order=1)
    figure.curves(shown, window=controls.WINDOW, focus=focus).to_plotly_json()
    formula.latex(focus)
    formula.latex_derivative(focus)
    data.torch_difference(focus, data.parameters_of(focus, {}))
    for language in LANGUAGES:
        with use(language):
            data.facts(focus, {}, current())
            data.slope_sentences(focus, {}, current())
