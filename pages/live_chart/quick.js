// Drawing between Plotly's own redraws. A full redraw of a chart with many lines takes some 20 ms; while a race is live,
// and while the reader goes back in time, the paths of its lines and bands are set directly instead, at the places that
// Plotly's own axes give. Plotly redraws the same data now and then, and once it is quiet: axes, hover and zoom are
// always its own.

const FULL_EVERY = 700; // milliseconds between Plotly's redraws of one chart, at least
const FULL_SHARE = 0.3; // of the time at most goes into those of all charts: on a slow machine they come less often
const QUIET = 250; // milliseconds without another moment after which Plotly redraws what was drawn directly

// SVG path of a line through x, y: broken where a number is missing. A closed one (a band's outline) leaves it out.
function pathText(x, y, xAxis, yAxis, closed) {
  let text = '';
  let pen = 'M';
  for (let i = 0; i < x.length; i += 1) {
    const px = y[i] === null ? NaN : xAxis.d2p(x[i]);
    const py = yAxis.d2p(y[i]);
    if (Number.isFinite(px) && Number.isFinite(py)) {
      text += `${pen}${px.toFixed(2)},${py.toFixed(2)}`;
      pen = 'L';
    } else if (!closed) {
      pen = 'M';
    }
  }
  return text ? text + (closed ? 'Z' : '') : 'M0,0';
}

// Corners of a line of shape "hvh": level at each y, upright halfway between two x.
function stairs(x, y) {
  const at = [x[0]];
  const height = [y[0]];
  for (let i = 1; i < x.length; i += 1) {
    const middle = (x[i - 1] + x[i]) / 2;
    at.push(middle, middle);
    height.push(y[i - 1], y[i]);
  }
  return [[...at, x[x.length - 1]], [...height, y[y.length - 1]]];
}

// The same of shape "hv": level until the next x, and then upright.
function treads(x, y) {
  const [at, height] = [[x[0]], [y[0]]];
  for (let i = 1; i < x.length; i += 1) {
    at.push(x[i], x[i]);
    height.push(y[i - 1], y[i]);
  }
  return [at, height];
}

const CORNERS = { hvh: stairs, hv: treads }; // by Plotly's name of a line's shape

// What sets the paths and dots of one drawn trace, or null if Plotly must draw it: it has not yet, or as something else.
function setterOf(node, trace, layout, x, y) {
  const xAxis = layout.xaxis;
  const yAxis = layout[trace.yaxis.replace('y', 'yaxis')];
  const [line, fill] = [node.querySelector('.js-line'), node.querySelector('.js-fill')];
  const dots = [...node.querySelectorAll('.points > .point')];
  const drawable = (i) => x[i] !== null && y[i] !== null && Number.isFinite(xAxis.d2p(x[i]) + yAxis.d2p(y[i]));
  const places = dots.length ? x.map((_, i) => i).filter(drawable) : [];
  if ((!line && !fill && !dots.length) || places.length !== dots.length) return null;
  const corners = x.length > 1 && CORNERS[trace.line?.shape];
  const [alongX, alongY] = corners ? corners(x, y) : [x, y];
  const toZero = trace.fill === 'tozeroy';
  return () => {
    if (line) put(line, 'd', pathText(alongX, alongY, xAxis, yAxis, false));
    const [outX, outY] = toZero ? [[x[0], ...alongX, x[x.length - 1]], [0, ...alongY, 0]] : [x, y];
    if (fill) put(fill, 'd', pathText(outX, outY, xAxis, yAxis, true));
    dots.forEach((dot, i) => {
      const [px, py] = [xAxis.d2p(x[places[i]]), yAxis.d2p(y[places[i]])];
      put(dot, 'transform', `translate(${px.toFixed(2)},${py.toFixed(2)})`);
    });
  };
}

// Set the paths of the traces that x and y name by their place. False if one has none yet: then Plotly must draw.
function quickLines(element, x, y) {
  const nodes = new Map();
  for (const node of element.querySelectorAll('.scatterlayer > .trace')) {
    const { trace } = node.__data__[0];
    nodes.set(trace.index, [node, trace]);
  }
  const setters = [];
  for (const place of Object.keys(y).map(Number)) {
    const drawn = nodes.get(place);
    const bare = drawn && !drawn[0].querySelector('.js-line, .js-fill, .point'); // nothing of it can be drawn
    if (bare && y[place].every((value) => value === null)) continue;
    const setter = drawn && setterOf(...drawn, element._fullLayout, x[place], y[place]);
    if (setter) setters.push(setter);
    else if (drawn || y[place].some((value) => value !== null)) return false;
  }
  for (const set of setters) set();
  return true;
}

// Show other numbers in a chart's `traces`: directly while there is no time for more, else by Plotly. `change` has for
// each of them its y, and its x where that changes too; `more` is what else Plotly is to change, as for its restyle.
async function showLines(board, chart, traces, change, more = {}) {
  const { element } = chart;
  if (isHasty(board, chart) && element._fullData) {
    const x = {};
    const y = {};
    traces.forEach((trace, i) => {
      x[trace] = change.x?.[i] ?? Array.from(element._fullData[trace]?.x ?? []);
      y[trace] = change.y[i];
    });
    if (quickLines(element, x, y)) {
      traces.forEach((trace) => Object.assign(element.data[trace], { x: x[trace], y: y[trace] }));
      owe(chart);
      return;
    }
  }
  await showFully(board, chart, { ...change, ...more }, traces);
}

// Plotly has yet to draw it. Whichever has waited longest for that comes first at the next frame: always in the same
// order, the first would be due again before the last had its turn.
function owe(chart) {
  chart.owed = true;
  chart.drawnAt = chart.fullAt ?? 0;
}

async function showFully(board, chart, change, traces) {
  const started = performance.now();
  chart.owed = false;
  await globalThis.Plotly.restyle(chart.element, change, traces);
  chart.fullAt = performance.now();
  board.fullAgain = chart.fullAt + (chart.fullAt - started) * (1 / FULL_SHARE - 1);
}

// For a chart that is not of lines. `quick` draws it directly, if it can be; else, while others are drawn directly, it
// waits for its turn, though an earlier moment is drawn at once. `change` makes what Plotly's restyle takes.
async function showInTurn(board, chart, change, traces, quick = () => false) {
  const hasty = isHasty(board, chart) && chart.fullAt !== undefined;
  if (hasty && quick()) {
    owe(chart);
    return;
  }
  if (hasty && !board.hurry) {
    owe(chart);
    chart.drawn -= 1; // it was not
    return;
  }
  await showFully(board, chart, change(), traces);
}

// Whether a chart is to be drawn without Plotly, if that can be done.
function isHasty(board, chart) {
  const now = performance.now();
  return board.hurry || (!board.settled() && (now < (chart.fullAt ?? 0) + FULL_EVERY || now < (board.fullAgain ?? 0)));
}

// Once no other moment was chosen for a while, let Plotly draw what was drawn directly, a chart at a time.
function drawFullyWhenQuiet(board) {
  clearTimeout(board.quiet);
  board.quiet = setTimeout(async () => {
    board.hurry = false;
    await board.markActs();
    for (const chart of board.charts.values()) {
      if (board.hurry || board.left) return;
      if (!chart.owed) continue;
      chart.fullAt = -Infinity;
      await board.drawChart(chart);
      await new Promise((done) => setTimeout(done));
    }
  }, QUIET);
}

const XLINK = 'http://www.w3.org/1999/xlink';

function putSource(image, source) {
  if (image.getAttributeNS(XLINK, 'href') !== source) image.setAttributeNS(XLINK, 'xlink:href', source);
}

// Set the picture under a boundary's points; Plotly's own layout follows, so that a zoom shows the same picture.
function quickImage(element, source) {
  const image = element.querySelector('.layer-below image, .imagelayer image');
  if (!image) return false;
  putSource(image, source);
  element.layout.images[0].source = source;
  element._fullLayout.images[0].source = source;
  return true;
}

lab.quickLines = quickLines; // for the test that holds it against Plotly's own drawing
