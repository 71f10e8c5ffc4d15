"""Everything of Streamlit that is not public, in one place; tests/pages/test_streamlit_private.py says what changed."""

import secrets
from collections.abc import Callable

from streamlit import runtime, string_util
from streamlit.runtime.scriptrunner import get_script_run_ctx

# For the head of a page's document: tells Streamlit's script where its server is. Left alone, it looks for it below the
# page's own address first, and the browser complains of two requests for what is not there.
HOME_SCRIPT = "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', location.href).href };</script>"


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
