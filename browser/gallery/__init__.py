"""The Gallery's grid of small charts: drawn at once, read under the pointer, opened in Curves by a click."""

from browser import component

gallery_grid = component(
    "activation_lab.gallery_grid",
    script="gallery/gallery_grid.js",
    style="gallery/gallery_grid.css",
    html='<div class="lab-gallery"></div>',
)
