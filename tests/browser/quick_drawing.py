"""Holds the paths that a page draws directly against those that Plotly draws of the same numbers."""

import re

# The paths of a card and the places of its dots: as Plotly left them, and drawn directly over made-up ones.
DRAWN = """(card) => {
  const plot = document.querySelector(`[data-card='${card}'] .lab-plot`);
  const paths = [...plot.querySelectorAll('.scatterlayer .js-fill, .scatterlayer .js-line')];
  const dots = [...plot.querySelectorAll('.scatterlayer .point')];
  const read = () => [...paths.map((path) => path.getAttribute('d')),
                      ...dots.map((dot) => 'M' + dot.getAttribute('transform').match(/\\((.*)\\)/)[1])];
  const plotly = read();
  for (const path of paths) path.setAttribute('d', 'M0,0');
  for (const dot of dots) dot.setAttribute('transform', 'translate(0,0)');
  const [x, y] = ['x', 'y'].map((axis) => plot._fullData.map((trace) => Array.from(trace[axis])));
  if (!activationLab.quickLines(plot, x, y)) throw new Error('not drawn directly');
  return [plotly, read(), dots.length];
}"""


def corners(path: str) -> list[tuple[float, float]]:
    """The points of an SVG path of the commands M, L, H, V and Z."""
    found = []
    for command, numbers in re.findall(r"([MLHV])([^MLHVZ]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        x, y = found[-1] if found else (0.0, 0.0)
        found.append({"H": (values[0], y), "V": (x, values[0])}.get(command) or tuple(values))
    return found


def distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """Pixels from a point to the piece of a line between two others."""
    (x, y), (left, low), (right, high) = point, start, end
    across, up = right - left, high - low
    length = across**2 + up**2
    share = 0.0 if length == 0 else min(1.0, max(0.0, ((x - left) * across + (y - low) * up) / length))
    return ((left + share * across - x) ** 2 + (low + share * up - y) ** 2) ** 0.5


def assert_quick_as_plotly(page, card: str, within: float = 0.06) -> int:
    """Every corner of Plotly's paths lies on ours, which keep the points that it leaves out. Returns their number."""
    plotly, quick, dots = page.evaluate(DRAWN, card)
    assert plotly
    for place, (own, ours) in enumerate(zip(plotly, quick, strict=True)):
        assert own.endswith("Z") <= ours.endswith("Z")  # a fill to zero is closed without a word
        line = corners(ours)
        assert len(corners(own)) > 2 or place >= len(plotly) - dots
        for corner in corners(own):
            pieces = zip(line, line[1:] or line, strict=False)
            assert any(distance(corner, *piece) < within for piece in pieces), (card, corner)
    return len(plotly)
