"""The browser's side: components for Streamlit, a folder for each page, and the ES modules that they share.

Python registers a component with its HTML and style sheets, and a loader that imports the component's module from this
server (see modules.py and loader.js). The modules need no build: what is in this folder is what the browser runs.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.components import v2

from activations import language
from browser import modules

HERE = Path(__file__).parent


def component(name: str, *, script: str, style: str | tuple[str, ...], html: str):
    """Register a component of the module `script` and the style sheets `style`; returns what mounts it.

    Both are named from this folder. What is mounted gets the reader's language with its data; a module's default export
    begins with `speak(component.data)`, and shows texts with `_("…")`.
    """
    js = modules.loader(script)
    styles = (style,) if isinstance(style, str) else style
    css = "\n".join((HERE / file).read_text("utf-8") for file in ("cards.css", *styles))
    registered = v2.component(name, html=html, css=css, js=js, isolate_styles=False)

    def mount(*, data: Mapping[str, Any] | None = None, **options: Any):
        return registered(data={**(data or {}), "language": language.for_browser()}, **options)

    return mount
