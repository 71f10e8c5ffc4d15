"""Sentences for links that make no sense; what a page does with them is tested page by page."""

import pytest

from pages import link


def test_hint_names_the_nearest_or_nothing():
    keys = {"relu": "relu", "ELU": "elu"}
    assert link.hint("relo", keys) == ". Did you mean relu?"
    assert link.hint("Elu", keys) == ". Did you mean elu?"  # a label that is nearest leads to its key
    assert link.hint("qqqq", keys) == "."


@pytest.mark.parametrize(("default", "said"), [(True, "it is on."), (False, "it is off.")])
def test_a_switch_that_is_neither_true_nor_false_says_how_it_is_left(default, said):
    sentence = f"The link sets Logarithmic loss axis to “maybe”. It must be true or false; {said}"
    assert link.switch(["maybe"], "Logarithmic loss axis", default) == (default, sentence)
    assert link.switch(["False"], "f″", default) == (False, None)
