"""Activation Lab's web server: `streamlit run app.py`.

Beside Streamlit it serves Plotly's own script, once for every chart, and the live feed of training runs.
"""

import threading
from contextlib import asynccontextmanager

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from activations.figures import gallery
from activations.live import feed
from activations.live.supervisor import shared_supervisor


@asynccontextmanager
async def lifespan(app):
    """The trainer process starts when the first run asks for it, and ends with the server."""
    threading.Thread(target=gallery.warm, daemon=True).start()
    yield {}
    shared_supervisor().close()


app = st.App(
    "pages/shell.py",
    routes=[
        Mount("/plotly", StaticFiles(packages=[("plotly", "package_data")])),
        feed.route,
    ],
    lifespan=lifespan,
)
