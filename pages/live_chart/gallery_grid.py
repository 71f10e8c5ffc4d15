"""The Gallery's grid of small charts: drawn at once, read under the pointer, opened in Curves by a click."""

from pages.live_chart import component

gallery_grid = component(
    "activation_lab.gallery_grid",
    script="gallery_grid.js",
    style="gallery_grid.css",
    html='<div class="lab-gallery"></div>',
)
