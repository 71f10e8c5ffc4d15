"""In the browser, the frame of every page: a sidebar that gives way on a narrow screen, colours that reach popovers."""

from browser import component

frame = component("activation_lab.frame", script="frame/frame.js", style=(), html="<div hidden></div>")
