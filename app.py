"""Activation Lab's web server: `streamlit run app.py`.

Beside Streamlit it serves the browser's modules with Plotly's own script, once for every chart, and the live feed of
training runs.
"""

import threading
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from activations.experiment.experiment import USUAL
from activations.figures import gallery
from activations.figures.race import cards
from activations.live.server import feed
from activations.live.server.supervisor import shared_supervisor
from browser import modules
from browser.document import Document
from pages import streamlit_private

WARM_AFTER = 5.0  # seconds: the first page comes first


def warm_first() -> None:
    """What the first page needs: the server answers when it is there, and not before."""
    from pages.curves import first  # its caches belong to Streamlit's runtime, which is there only now

    streamlit_private.keep_answers()
    streamlit_private.warm()
    first.warm()


def warm_others() -> None:
    """What the pages after the first one need, before somebody waits for it."""
    gallery.warm()
    cards.warm(USUAL)
    shared_supervisor().warm()


@asynccontextmanager
async def lifespan(app):
    """The trainer process starts a little after the server, and ends with it."""
    warm_first()
    warming = threading.Timer(WARM_AFTER, warm_others)
    warming.daemon = True
    warming.start()
    yield {}
    warming.cancel()
    shared_supervisor().close()


app = st.App(
    "pages/shell.py",
    routes=[modules.mount, feed.route],
    middleware=[
        Middleware(
            Document,
            head=streamlit_private.HOME_SCRIPT + modules.PLOTLY_SCRIPT,
            base=st.get_option("server.baseUrlPath") or "",
        )
    ],
    lifespan=lifespan,
)
