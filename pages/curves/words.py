"""The Curves page's cards and sentences: what the chart shows, said in words."""

import numpy as np
import streamlit as st

from activations.figures import theme
from activations.functions import facts as describe
from activations.functions import formula, properties
from activations.functions.catalogue import CATALOGUE
from activations.functions.curve import curve
from activations.language import current, joined
from activations.language import translate as _
from browser.curves import facts_card
from pages.curves import data

PROOF_POINTS = 4001
EQUAL = 1e-12
LONG_FORMULA = 110  # characters of LaTeX from which a derivative gets a line of its own


def legend(second: bool, maxout: bool) -> str:
    said = [_("f solid, f′ dashed, f″ dotted.") if second else _("f solid, f′ dashed.")]
    if maxout:
        said.append(_("Maxout's lines are thin, and f is the highest of them."))
    said.append(_("Strips below: pale where saturated, strong where |f′| ≤ 10⁻⁶."))
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
    saturated, zero, faint = data.regions(key, settings)
    name = CATALOGUE[key].name
    if not saturated:
        said = _("**{name}** is saturated nowhere: |f′| is at least 5 % of its maximum almost everywhere.")
        said = said.format(name=name)
    else:
        said = _(
            "**{name}** is **saturated** {where}: |f′| is below 5 % of its maximum there, so little of the "
            "gradient passes."
        ).format(name=name, where=describe.saturates(saturated))
    st.caption(joined([said, describe.dies_in_sentences(zero, faint)]))


def maxout_proof(settings: data.Settings) -> None:
    """Which well-known function the envelope is at this setting, by the largest difference measured."""
    x = np.linspace(-describe.LIMIT, describe.LIMIT, PROOF_POINTS)
    lines = {name: settings[name] for name in ("weights", "biases")}
    envelope = curve("maxout", x, order=0, **lines)["f"]
    slopes = sorted(set(lines["weights"]))
    known = {"ReLU": ("relu", {}), "|x|": ("absolute", {}), _("the identity"): ("identity", {})}
    if 0 < slopes[0] < 1:
        named = _("{name} with slope {slope:g}").format(name="Leaky ReLU", slope=slopes[0])
        known[named] = ("leaky_relu", {"negative_slope": min(slopes[0], 0.99)})
    differences = {
        name: float(np.abs(envelope - curve(key, x, order=0, **values)["f"]).max())
        for name, (key, values) in known.items()
    }
    nearest = min(differences, key=differences.get)
    exact = differences[nearest] <= EQUAL
    found = _("largest difference {difference}, measured on {points:,} points from {low} to {high}").format(
        difference=f"{differences[nearest]:g}" if exact else describe.value(differences[nearest]),
        points=PROOF_POINTS,
        low=describe.value(-describe.LIMIT),
        high=describe.value(describe.LIMIT),
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
        if line:
            st.code(line, language="python", wrap_lines=True)
            badge(key, values)
        else:
            given = "".join(f", {name}={value!r}" for name, value in values.items() if key != "maxout")
            st.code(
                f'CATALOGUE["{key}"](z{given})  # from activations import CATALOGUE', language="python", wrap_lines=True
            )
            st.caption(_("torch.nn has no module for it; this line is the lab's own."))


def badge(key: str, values: data.Settings) -> None:
    """The largest measured difference from torch's own implementation, of value and of gradient."""
    value, slope = data.torch_difference(key, values)
    same = value == slope == 0
    colour = "green" if same else "gray"
    said = _("differs from torch's by {value} in f, {slope} in f′").format(
        value=describe.value(value), slope=describe.value(slope)
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(said, icon=":material/verified:", color=colour)
        st.caption(_("Largest difference over 20,000 points from −1000 to 1000, measured in float32."))
