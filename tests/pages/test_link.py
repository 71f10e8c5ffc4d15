"""Sentences for links that make no sense; what a page does with them is tested page by page."""

import pytest
from streamlit.testing.v1 import AppTest

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


def test_a_value_that_the_page_has_put_is_not_undone_by_what_the_browser_held_before():
    def script():
        import streamlit as st

        from pages import link

        link.arrive("", [""])
        link.text_input("Text", "text")
        st.button("Put", on_click=link.put, args=("text", "put"))
        link.write()

    def after(app, text=None):
        if text is not None:
            app.text_input[0].set_value(text)
        return app.run().text_input[0].value

    app = AppTest.from_function(script).run()
    assert after(app, "mine") == "mine"
    assert app.button[0].click().run().text_input[0].value == "put"
    assert after(app, "mine") == "put"  # sent before it was heard of
    assert after(app) == "put"  # heard of
    assert after(app, "mine") == "mine"
    assert app.button[0].click().run().text_input[0].value == "put"
    assert after(app, "another") == "another"  # that is no echo
