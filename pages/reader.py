"""The reader's language: what the link says, else the browser's, else English; and the switch that is on every page."""

from urllib.parse import urlencode

import streamlit as st

from activations import language
from activations.language import LANGUAGES, SOURCE
from activations.language import translate as _
from pages import link, sentences
from pages.streamlit_private import running

CHOSEN = "language_chosen"  # in the session's state: by the switch or a link
SPOKEN = "spoken"  # in the session's state: the language of now, found out once a run


def of_browser() -> str:
    """The language of the lab that is nearest to the browser's: zh_CN for zh-TW too, English if there is none."""
    wanted = (st.context.locale or "").lower().replace("_", "-").split("-")
    near = [code for code in LANGUAGES if code.lower().split("_")[0] == wanted[0]]
    return next((code for code in near if code.lower().split("_") == wanted), (*near, SOURCE)[0])


def spoken() -> str:
    """The language of the session whose script is running: in page runs, fragments and callbacks alike."""
    if not running():
        return SOURCE
    return st.session_state.get(SPOKEN) or of_browser()


def address(**names: str) -> str:
    """What follows the page's address to set these names in the language that was chosen: for links to other tabs."""
    chosen = st.session_state.get(CHOSEN)
    return "?" + urlencode(names | ({link.LANGUAGE: chosen} if chosen in LANGUAGES else {}))


def _switched() -> None:
    st.session_state[CHOSEN] = st.session_state["language"]


def switch() -> None:
    """Draw the switch, and from now on let all words of this session be in its language."""
    language.ask(spoken)
    given = st.query_params.get(link.LANGUAGE)
    # Later the address says what was chosen before the last click, or at Back even longer ago.
    if given in LANGUAGES and SPOKEN not in st.session_state:
        st.session_state[CHOSEN] = given
    st.session_state[SPOKEN] = st.session_state.get(CHOSEN) or of_browser()
    if st.session_state.get("language") != spoken():
        st.session_state["language"] = spoken()
    with st.sidebar, st.container(key="language_switch"):
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            required=True,
            on_change=_switched,
            label_visibility="collapsed",
        )
    if given and given not in LANGUAGES and CHOSEN not in st.session_state:
        said = _("The link sets lang to “{given}”. It must be one of {known}; {used} is used.")
        with st.sidebar:
            link.warn(
                said.format(given=sentences.shortened(given), known=", ".join(LANGUAGES), used=LANGUAGES[spoken()])
            )


def tell() -> None:
    """Write the language that was chosen into the link."""
    link.tell(link.LANGUAGE, st.session_state.get(CHOSEN))
