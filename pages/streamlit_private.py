"""Everything of Streamlit that is not public, in one place; tests/pages/test_streamlit_private.py says what changed."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def running() -> bool:
    """Whether a session's script is running: then there is a session state, and a reader."""
    return get_script_run_ctx(suppress_warning=True) is not None


def by_history() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation
