"""Holds the paths that a page draws directly against those that Plotly draws of the same numbers."""

import re

# The paths of a card and the places of its dots: as Plotly left them, and drawn directly over made-up ones.
DRAWN = """async (card) => {
  const { quickLines } = await import(`${activationLab.modules}/plotly_private.js`);
  const plot = document.querySelector(`[data-card='${card}'] .lab-plot`);
  const paths = [...plot.querySelectorAll('.scatterlayer .js-fill, .scatterlayer .js-line')];
  const dots = [...plot.querySelectorAll('.scatterlayer .point')];
  const read = () => [...paths.map((path) => path.getAttribute('d')),
                      ...dots.map((dot) => 'M' + dot.getAttribute('transform').match(/\\((.*)\\)/)[1])];
  const plotly = read();
  for (const path of paths) path.setAttribute('d', 'M0,0');
  for (const dot of dots) dot.setAttribute('transform', 'translate(0,0)');
  const [x, y] = ['x', 'y'].map((axis) => plot._fullData.map((trace) => Array.from(trace[axis])));
  if (!quickLines(plot, x, y)) throw new Error('not drawn directly');
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


# The picture of a heat map's cells: as Plotly left it, and drawn directly over an empty one. Share of pixels that
# differ by more than rounding, of all, and of those in the middles of cells; and how many colours there are.
HEAT = """async (card) => {
  const { quickHeat } = await import(`${activationLab.modules}/plotly_private.js`);
  const plot = document.querySelector(`[data-card='${card}'] .lab-plot`);
  const image = plot.querySelector('.heatmaplayer .hm image');
  const place = () => ['x', 'y', 'width', 'height'].map((name) => Number(image.getAttribute(name)));
  const where = place();
  const pixels = async () => {
    const [left, top, width, height] = place();
    const source = new Image();
    source.src = image.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
    await source.decode();
    const canvas = new OffscreenCanvas(where[2], where[3]);
    const context = canvas.getContext('2d');
    context.imageSmoothingEnabled = false;
    context.drawImage(source, left - where[0], top - where[1], width, height);
    return context.getImageData(0, 0, where[2], where[3]).data;
  };
  const own = await pixels();
  image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', 'data:,');
  const { z, x, y } = plot.calcdata[0][0];
  if (!quickHeat(plot, z, { x })) throw new Error('not drawn directly');
  const ours = await pixels();
  const ends = plot._fullData[0].colorscale.map((stop) => stop[1]).reverse();
  quickHeat(plot, z.map((row) => Array.from(row, (share) => 1 - share)), { x, ends });
  const turned = (await pixels()).filter((value, at) => Math.abs(value - ours[at]) > 3).length;
  const differs = (at) => [0, 1, 2, 3].some((c) => Math.abs(own[at + c] - ours[at + c]) > 3);
  let all = 0;
  const inside = Math.min(where[2], place()[2]); // a last column may reach out of the chart
  for (let at = 0; at < own.length; at += 4) all += (at / 4) % where[2] < inside && differs(at);
  const { xaxis, yaxis } = plot._fullLayout;
  const [left, top, width] = where;
  let [middles, cells, colours] = [0, 0, new Set()];
  for (let row = 0; row < z.length; row += 1) {
    for (let column = 0; column < z[row].length; column += 1) {
      if (Math.abs(xaxis.c2p(x[column + 1]) - xaxis.c2p(x[column])) < 3) continue; // edges alone, by rounding
      const across = Math.floor((xaxis.c2p(x[column]) + xaxis.c2p(x[column + 1])) / 2 - left);
      const down = Math.floor((yaxis.c2p(y[row]) + yaxis.c2p(y[row + 1])) / 2 - top);
      if (across >= inside) continue;
      const at = 4 * (down * width + across);
      cells += 1;
      middles += differs(at);
      colours.add(ours.slice(at, at + 4).join());
    }
  }
  return { turned, where, here: place(), all: all / (own.length / 4), middles, cells, colours: colours.size };
}"""


def assert_heat_as_plotly(page, card: str) -> dict:
    """Every cell of a heat map has Plotly's colour; a few pixels at edges may lie on the other side."""
    found = page.evaluate(HEAT, card)
    assert found["cells"] > 0
    assert found["colours"] > 1
    assert found["middles"] == 0, found
    assert found["all"] < 0.02, found
    assert found["turned"] == 0, found  # the other way round, on a scale turned round
    return found
