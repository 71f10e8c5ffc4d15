"""What a reader sees of Markdown that pages wrote, and what the browser's address bar gets, for tests."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from streamlit.testing.v1 import AppTest

from pages.sentences import JOINER


def plain(markdown: str) -> str:
    """Without the escapes and the characters without a width that pages.sentences puts in."""
    return re.sub(r"\\([!-/:-@\[-`{-~]|(?=[.)]))", r"\1", markdown.replace(JOINER, ""))


def address(app: AppTest) -> dict:
    """What the page has told the browser last about the address bar, see pages.link.write."""
    (component,) = [one for one in app.get("bidi_component") if one.proto.component_name == "activation_lab.address"]
    return json.loads(component.proto.json)


def followed(app: AppTest) -> tuple[str, dict[str, list[str]]] | None:
    """The page that the browser was told to go to, and what its address sets."""
    follow = address(app)["follow"]
    if follow is None:
        return None
    parts = urlsplit(follow["address"])
    return parts.path, parse_qs(parts.query, keep_blank_values=True)
