"""The frame around every page: title, language, navigation, style."""

from html import escape
from pathlib import Path

import streamlit as st

from activations.language import translate as _
from browser.frame import frame
from pages import link, reader

NAME = "Activation Lab"

st.set_page_config(page_title=NAME, page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_suffix(".css"))
reader.switch()
pages = [
    st.Page("curves/page.py", title=_("Curves"), icon=":material/show_chart:", default=True),
    st.Page("gallery/page.py", url_path="gallery", title=_("Gallery"), icon=":material/grid_view:"),
    st.Page("race/page.py", url_path="race", title=_("Race"), icon=":material/sprint:"),
    st.Page("trials/page.py", url_path="trials", title=_("Trials"), icon=":material/gavel:"),
]
page = st.navigation(pages)
st.set_page_config(page_title=f"{page.title} · {NAME}")
with st.container(key="page_head"):
    st.html(f'<h1 class="lab-page-title"><span>{NAME}</span> {escape(page.title)}</h1>')
    frame(key="frame")
link.arrive(page.url_path, [one.url_path for one in pages])
reader.tell()
page.run()
