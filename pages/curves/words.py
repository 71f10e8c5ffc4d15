"""The Curves page's cards and sentences: what the chart shows, said in words."""

from collections.abc import Mapping, Sequence

import streamlit as st

from activations.figures import theme
from activations.functions import facts as describe
from activations.functions import formula, properties
from activations.functions.catalogue import CATALOGUE
from activations.functions.envelope import EQUAL, POINTS, nearest_known
from activations.language import current, joined
from activations.language import translate as _
from activations.language.numbers import three_digits
from browser.curves import code_line, facts_card
from pages.curves import data

ALTERNATIVE_FACTS = 4  # range, zero-centred, saturates, can die
LONG_FORMULA = 110  # characters of LaTeX from which a derivative gets a line of its own


def legend(second: bool, maxout: bool) -> str:
    said = [_("f solid, f′ dashed, f″ dotted.") if second else _("f solid, f′ dashed.")]
    if maxout:
        said.append(_("Maxout's lines are thin, and f is the highest of them."))
    said.append(_("Strips below: pale where saturated, strong where |f′| ≤ 10⁻⁶."))
    return joined(said)


def alternative(keys: Sequence[str], settings: Mapping[str, data.Settings], window: tuple[float, float]) -> str:
    """The chart in words: of each function, what its card says of range, mean, saturation and death."""
    low, high = (three_digits(end) for end in window)
    said = [_("Pre-activation z from {low} to {high} across.").format(low=low, high=high)]
    for key in keys:
        facts = data.facts(key, settings[key], current())[:ALTERNATIVE_FACTS]
        told = _("; ").join(f"{fact.label}: {fact.text}" for fact in facts)
        said.append(f"{CATALOGUE[key].name}: {told}" + _("."))
    return joined(said)


def property_card(key: str, settings: data.Settings) -> None:
    """Everything that is known or measured of the function, at the parameters chosen."""
    activation = CATALOGUE[key]
    rows = [
        {"label": fact.label, "text": fact.text, "help": fact.help} for fact in data.facts(key, settings, current())
    ]
    facts_card(
        key="facts",
        data={"title": activation.name, "subtitle": _(activation.remark), "colour": theme.colour_of(key), "rows": rows},
    )


def region_sentences(key: str, settings: data.Settings) -> None:
    """What is shaded, and what that does to a unit."""
    st.caption(data.slope_sentences(key, settings, current()))


def maxout_proof(settings: data.Settings) -> None:
    """Which well-known function the envelope is at this setting, by the largest difference measured."""
    nearest, difference = nearest_known(settings["weights"], settings["biases"])
    exact = difference <= EQUAL
    found = _("largest difference {difference}, measured on {points:,} points from {low} to {high}").format(
        difference=f"{difference:g}" if exact else three_digits(difference),
        points=POINTS,
        low=three_digits(-describe.LIMIT),
        high=three_digits(describe.LIMIT),
    )
    if exact:
        said = _("The upper envelope of these lines **is {name}**: {found}.").format(name=nearest, found=found)
        st.markdown(f":green[:material/check_circle:] {said}")
    else:
        st.caption(_("The nearest function with a name is {name}: {found}.").format(name=nearest, found=found))


def formula_card(key: str, settings: data.Settings) -> None:
    """f and f′ typeset, the line of code to copy, and how far torch's own is from ours."""
    activation = CATALOGUE[key]
    values = data.parameters_of(key, settings)
    with st.container(border=True, key="formula_card"):
        slope = formula.latex_derivative(key)
        left, right = (st, st) if len(slope) > LONG_FORMULA else st.columns(2, gap="small")
        arguments = "a, b" if data.is_gated(key) else ("z_1, \\dots, z_k" if key == "maxout" else "z")
        left.latex(f"f({arguments}) = {formula.latex(key)}")
        right.latex(slope if activation.arity > 1 else f"f'(z) = {slope}")
        line = properties.torch_line(key, **values)
        if line and (difference := data.torch_difference(key, values)):
            code_line(key="code_line", data={"line": line})
            badge(*difference)
        else:
            given = "".join(f", {name}={value!r}" for name, value in values.items() if key != "maxout")
            own = f'CATALOGUE["{key}"](z{given})  # from activations import CATALOGUE'
            code_line(key="code_line", data={"line": own})
            st.caption(_("torch.nn has no module for it; this line is the lab's own."))


def badge(value: float, slope: float) -> None:
    """The largest measured difference from torch's own implementation, of value and of gradient."""
    same = value == slope == 0
    colour = "green" if same else "gray"
    said = describe.difference_from_torch(value, slope)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(said, icon=":material/verified:", color=colour)
        st.caption(_("Largest difference over 20,000 points from −1000 to 1000, measured in float32."))
