"""The reader's language: what the link says, else the browser's, else English; and the switch that is on every page."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from activations import language
from activations.language import LANGUAGES, SOURCE
from activations.language import translate as _
from pages import link

IN_LINK = "lang"
SPOKEN = "spoken"  # in the session's state: the language of now, found out once a run
CHINESE = "zh"  # every Chinese browser is spoken to in the one Chinese that the lab has


def of_browser() -> str:
    """The language of the lab that is nearest to the browser's."""
    locale = st.context.locale or ""
    return "zh_CN" if locale.lower().startswith(CHINESE) else SOURCE


def spoken() -> str:
    """The language of the session whose script is running: in page runs, fragments and callbacks alike."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return SOURCE
    return st.session_state.get(SPOKEN) or of_browser()


def address(**names: str) -> str:
    """What follows the page's address to set these names in the language that was chosen: for links to other tabs."""
    chosen = st.session_state.get(IN_LINK)
    return "?" + urlencode(names | ({IN_LINK: chosen} if chosen in LANGUAGES else {}))


def _switched() -> None:
    st.session_state[IN_LINK] = st.session_state["language"]


def switch() -> None:
    """Draw the switch, and from now on let all words of this session be in its language.

    The link holds the code of the language, in a text input that nobody sees: a choice would write its label there.
    """
    language.ask(spoken)
    with st.sidebar, st.container(key="language_switch"):
        with st.container(key="language_in_link"):
            given = st.text_input(IN_LINK, key=IN_LINK, bind="query-params", label_visibility="collapsed")
        st.session_state[SPOKEN] = given if given in LANGUAGES else of_browser()
        if st.session_state.get("language") != spoken():
            st.session_state["language"] = spoken()
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.get,
            key="language",
            required=True,
            on_change=_switched,
            label_visibility="collapsed",
        )
    if given and given not in LANGUAGES:
        st.sidebar.warning(
            _("The link sets lang to “{given}”. It must be one of {known}; {used} is used.").format(
                given=link.shortened(given), known=", ".join(LANGUAGES), used=LANGUAGES[spoken()]
            ),
            icon=link.ICON,
        )
