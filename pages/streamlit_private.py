"""Everything of Streamlit that is not public, in one place; tests/pages/test_streamlit_private.py says what changed."""

import secrets
from collections.abc import Callable

from streamlit import runtime, string_util
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import get_script_run_ctx

# For the head of a page's document: tells Streamlit's script where its server is. Left alone, it looks for it below the
# page's own address first, and the browser complains of two requests for what is not there.
HOME_SCRIPT = "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', location.href).href };</script>"

ANSWERS = {"file_urls_response", "backend_operation_response"}  # messages to the browser, each of which it waits for


def keep_answers() -> None:
    """Let no answer to the browser be dropped when a script starts.

    Streamlit then empties the queue of messages that are not yet sent. Without the answer to the question where to send
    a file, the upload never begins, and the browser shows the former file.
    """
    clear = ForwardMsgQueue.clear
    if hasattr(clear, "keeps_answers"):
        return

    def keeping(self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, *more, **named) -> None:
        waiting: list[ForwardMsg] = [one for one in self._queue if one.WhichOneof("type") in ANSWERS]
        clear(self, retain_lifecycle_msgs, *more, **named)
        if retain_lifecycle_msgs:  # else all of them have just been sent, or nobody is there any more
            self._queue[:0] = [one for one in waiting if not any(one is kept for kept in self._queue)]

    keeping.keeps_answers = True
    ForwardMsgQueue.clear = keeping


def warm() -> None:
    """Compile the pattern of all emojis, which Streamlit does for the first button otherwise."""
    string_util.extract_leading_emoji("文")  # letters of ASCII alone do not need it


def running() -> bool:
    """Whether a session's script is running: then there is a session state, and a reader."""
    return get_script_run_ctx(suppress_warning=True) is not None


def by_history() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def tab() -> tuple[str, Callable[[], bool]]:
    """A name for the session whose script runs, and how to ask later whether its tab is still connected."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return secrets.token_urlsafe(8), lambda: True  # a test of a page: it has no tab
    name = context.session_id
    return name, lambda: runtime.exists() and runtime.get_instance().is_active_session(name)
