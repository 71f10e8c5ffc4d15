"""What the app uses of Streamlit that is not public is still there; if a new version changes it, this says so."""

import dataclasses

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages import streamlit_private

ADVICE = "see pages/streamlit_private.py, which alone may use it"


def test_a_run_knows_whether_it_was_asked_for_by_back_or_forward():
    from streamlit.runtime.scriptrunner_utils import script_run_context

    fields = {field.name for field in dataclasses.fields(script_run_context.ScriptRunContext)}
    assert "is_history_navigation" in fields, (
        f"Streamlit {st.__version__} has no ScriptRunContext.is_history_navigation any more: {ADVICE}."
    )


def test_outside_a_run_nothing_runs():
    assert not streamlit_private.running(), f"Streamlit {st.__version__} sees a run where there is none: {ADVICE}."
    assert not streamlit_private.by_history()


def test_within_a_run_it_is_known_and_none_was_asked_for_by_history():
    def script():
        import streamlit as st

        from pages import streamlit_private

        st.text(f"{streamlit_private.running()} {streamlit_private.by_history()}")

    app = AppTest.from_function(script).run()
    assert [text.value for text in app.text] == ["True False"], f"Streamlit {st.__version__}: {ADVICE}."


@pytest.mark.parametrize("kind", sorted(streamlit_private.ANSWERS))
def test_an_answer_to_the_browser_is_sent_although_a_script_starts_before(kind):
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

    streamlit_private.keep_answers()
    streamlit_private.keep_answers()  # a second time changes nothing
    answer, other = ForwardMsg(), ForwardMsg()
    getattr(answer, kind).SetInParent()
    other.delta.new_element.text.body = "of the run before"
    for fragments in (None, ["of a fragment"]):
        queue = ForwardMsgQueue()
        queue.enqueue(other)
        queue.enqueue(answer)
        queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
        sent = queue.flush()
        assert [one.WhichOneof("type") for one in sent].count(kind) == 1, f"Streamlit {st.__version__}: {ADVICE}."
        assert fragments or sent == [answer]
        assert queue.flush() == []


def test_nothing_private_is_used_elsewhere():
    from pathlib import Path

    pages = Path(streamlit_private.__file__).parent
    for file in [*pages.rglob("*.py"), pages.parent / "app.py"]:
        if file.name != "streamlit_private.py":
            text = file.read_text("utf-8")
            assert "streamlit.runtime" not in text, file
            assert "is_history_navigation" not in text, file
