"""Activation Lab's web server: `streamlit run app.py`.

Beside Streamlit it serves Plotly's own script, once for every chart, and the live feed of training runs.
"""

import threading
from contextlib import asynccontextmanager

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from activations.experiment.experiment import USUAL
from activations.figures import gallery
from activations.figures.race import cards
from activations.live.server import feed
from activations.live.server.supervisor import shared_supervisor
from browser import modules

WARM_AFTER = 5.0  # seconds: the first page comes first


def warm() -> None:
    """What the pages after the first one need, before somebody waits for it."""
    gallery.warm()
    cards.warm(USUAL)
    shared_supervisor().warm()


@asynccontextmanager
async def lifespan(app):
    """The trainer process starts a little after the server, and ends with it."""
    warming = threading.Timer(WARM_AFTER, warm)
    warming.daemon = True
    warming.start()
    yield {}
    warming.cancel()
    shared_supervisor().close()


app = st.App(
    "pages/shell.py",
    routes=[
        Mount("/plotly", StaticFiles(packages=[("plotly", "package_data")])),
        modules.mount,
        feed.route,
    ],
    lifespan=lifespan,
)
