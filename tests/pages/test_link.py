"""Sentences for links that make no sense; what a page does with them is tested page by page."""

import pytest

from pages import link


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain", "plain"),
        ("<script>", "script"),
        ("**bold** [a](b)", "bold ab"),
        ("x" * 60, "x" * 39 + "…"),
        ("a\nb", "ab"),
    ],
)
def test_what_the_link_said_is_shown_short_and_without_markup(text, safe):
    assert link.shortened(text) == safe


def test_hint_names_the_nearest_or_nothing():
    assert link.hint("relo", ["ReLU", "ELU"]) == ". Did you mean ReLU?"
    assert link.hint("qqqq", ["ReLU"]) == "."
