"""The frame around every page: title, navigation, style."""

import streamlit as st

st.set_page_config(page_title="Activation Lab", page_icon=":material/ssid_chart:", layout="wide")

st.navigation(
    [
        st.Page("curves.py", title="Curves", icon=":material/show_chart:", default=True),
        st.Page("gallery.py", title="Gallery", icon=":material/grid_view:"),
        st.Page("race.py", title="Race", icon=":material/sprint:"),
    ]
).run()
