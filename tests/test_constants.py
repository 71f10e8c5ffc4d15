"""browser/constants.js is what Python would write now."""

from scripts import constants


def test_the_constants_of_the_browser_are_those_of_python():
    assert constants.FILE.read_text("utf-8") == constants.text(), "run `python -m scripts.constants`"


def test_a_constant_is_a_literal_of_javascript():
    value = {"low": -8.0, "share": 0.5, "names": ("it's", "b"), "none": None}
    assert constants.javascript(value) == "{ low: -8, share: 0.5, names: ['it\\'s', 'b'], none: null }"
