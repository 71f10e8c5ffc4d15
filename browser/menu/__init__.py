"""The menu in the sidebar, on every page: it closes by itself where it lies over the page."""

from browser import component

menu = component("activation_lab.menu", script="menu/menu.js", style=(), html="<div hidden></div>")
