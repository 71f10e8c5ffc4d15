"""Chart components for the browser: each is plot.js and words.js plus a script and a style sheet of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.components import v2

from activations import language

HERE = Path(__file__).parent
WORDS = ("words.js", "streamlit_words.js")


def component(name: str, *, script: str, style: str | tuple[str, ...], html: str, parts: tuple[str, ...] = ()):
    """Register a component made of plot.js, words.js and the named files in this folder; returns what mounts it.

    `parts` are scripts that `script` uses: they come before it, in one module with it. What is mounted gets the
    reader's language with its data; a script begins with `speak(component.data)`, and shows texts with `_("…")`.
    """
    js = "\n".join((HERE / file).read_text("utf-8") for file in ("plot.js", *WORDS, *parts, script))
    styles = (style,) if isinstance(style, str) else style
    css = "\n".join((HERE / file).read_text("utf-8") for file in ("cards.css", *styles))
    registered = v2.component(name, html=html, css=css, js=js, isolate_styles=False)

    def mount(*, data: Mapping[str, Any] | None = None, **options: Any):
        return registered(data={**(data or {}), "language": language.for_browser()}, **options)

    return mount
