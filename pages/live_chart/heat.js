// Heat maps between Plotly's own redraws: their cells are painted into the picture that Plotly has made of them, at the
// places and in the colours that it would give them.

const heatCanvas = document.createElement('canvas');

// Where the edges of cells come to lie, in whole pixels of the picture, and where it begins and ends in the chart.
function heatEdges(axis, edges) {
  const at = edges.map((edge) => axis.c2p(edge));
  const [first, last] = [Math.min(at[0], at.at(-1)), Math.max(at[0], at.at(-1))];
  const [start, end] = [Math.max(0, first), Math.min(axis._length, last)];
  const size = Math.round(end - start);
  return { start, size, places: at.map((place) => Math.min(Math.max(Math.round(place - start), 0), size)) };
}

const opacity = (colour) => Number(colour.match(/^rgba\(.*,\s*([\d.]+)\s*\)$/)?.[1] ?? 1);

// "rgba(…)" for a share between the two ends of a colour scale.
function heatColours(low, high) {
  const [from, to] = [low, high].map((colour) => [...channels(colour), opacity(colour)]);
  const known = new Map();
  return (share) => {
    if (!known.has(share)) {
      const held = Math.min(Math.max(share, 0), 1);
      const mixed = from.map((value, i) => value + held * (to[i] - value));
      known.set(share, `rgba(${mixed.map((value, i) => (i < 3 ? Math.round(value) : value)).join(',')})`);
    }
    return known.get(share);
  };
}

// Paint z, rows of shares from 0 to 1, with the colours of a scale of two ends; x: edges of the columns, if they are
// others than before. False if Plotly must draw: it has not yet, or other rows, or none of it is in view.
function quickHeat(element, z, { x, ends } = {}) {
  const image = element.querySelector('.heatmaplayer .hm image');
  const drawn = element.calcdata?.[0]?.[0];
  if (!image || drawn?.y?.length !== z.length + 1) return false;
  const { trace } = drawn;
  const { xaxis, yaxis } = element._fullLayout;
  const [across, down] = [heatEdges(xaxis, x ?? drawn.x), heatEdges(yaxis, drawn.y)];
  if (across.places.length !== z[0].length + 1 || across.size < 1 || down.size < 1) return false;
  const colour = heatColours(...(ends ?? trace.colorscale.map((stop) => stop[1])));
  const [xGap, yGap] = [trace.xgap ?? 0, trace.ygap ?? 0];
  heatCanvas.width = across.size;
  heatCanvas.height = down.size;
  const context = heatCanvas.getContext('2d', { willReadFrequently: true });
  z.forEach((row, place) => {
    const [one, other] = [down.places[place], down.places[place + 1]];
    const [top, height] = [Math.min(one, other) + Math.floor(yGap / 2), Math.abs(other - one) - yGap];
    for (let start = 0, end; start < row.length; start = end) {
      end = start + 1;
      while (!xGap && end < row.length && row[end] === row[start]) end += 1; // equal neighbours at once
      const [left, right] = [across.places[start], across.places[end]];
      context.fillStyle = colour(row[start]);
      context.fillRect(left + Math.floor(xGap / 2), top, right - left - xGap, height);
    }
  });
  const place = { x: across.start, y: down.start, width: across.size, height: down.size };
  for (const [name, value] of Object.entries(place)) put(image, name, value);
  putSource(image, heatCanvas.toDataURL('image/png'));
  Object.assign(element.data[0], { z, ...(x && { x }) }); // should Plotly draw it anew by itself
  return true;
}

lab.quickHeat = quickHeat; // for the test that holds it against Plotly's own drawing
