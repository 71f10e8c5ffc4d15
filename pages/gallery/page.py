"""Page: every activation function as a small picture; filtered, sorted, and opened in Curves by a click."""

import streamlit as st

from activations.figures import gallery as figure
from activations.functions.catalogue import CATALOGUE
from activations.language import joined
from activations.language import translate as _
from browser.gallery import gallery_grid
from pages import link, sentences
from pages.gallery import controls

link.warn(link.unknown_names(controls.NAMES_IN_LINK))
found, order = controls.choose()
if len(found) == len(CATALOGUE):
    said = _("All {all} activation functions: f solid, f′ dashed, z from −4 to 4 across, the dotted line at 1.")
else:
    said = _("{count} of {all} activation functions: f solid, f′ dashed, z from −4 to 4 across, the dotted line at 1.")
reading = _("Point at one to read its numbers; click it to open it in Curves.")
st.caption(joined([said.format(count=len(found), all=len(CATALOGUE)), reading]))
if not found:
    sentences.info(controls.nothing_found())
else:
    gallery_grid(
        key="gallery_grid",
        data={
            "tiles": [figure.tile(key) | {"link": controls.curves_link(key)} for key in found],
            "groups": controls.groups(found, order),
            "frame": figure.frame(),
        },
    )
link.write()
