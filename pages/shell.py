"""The frame around every page: title, navigation, style."""

from pathlib import Path

import streamlit as st

st.set_page_config(page_title="Activation Lab", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_suffix(".css"))

st.navigation(
    {
        "Activation Lab": [
            st.Page("curves.py", title="Curves", icon=":material/show_chart:", default=True),
            st.Page("gallery.py", title="Gallery", icon=":material/grid_view:"),
            st.Page("race.py", title="Race", icon=":material/sprint:"),
        ]
    }
).run()
