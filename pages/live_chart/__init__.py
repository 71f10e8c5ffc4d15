"""Chart components for the browser: each is plot.js plus a script and a style sheet of its own."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def component(name: str, *, script: str, style: str, html: str, parts: tuple[str, ...] = ()):
    """Register a component made of plot.js and the named files in this folder; returns the callable that mounts it.

    `parts` are scripts that `script` uses: they come before it, in one module with it.
    """
    js = "\n".join((HERE / file).read_text("utf-8") for file in ("plot.js", *parts, script))
    css = (HERE / "cards.css").read_text("utf-8") + "\n" + (HERE / style).read_text("utf-8")
    return st.components.v2.component(name, html=html, css=css, js=js, isolate_styles=False)
