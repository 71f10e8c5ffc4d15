// All that the lab knows of Plotly's insides, which no promise of Plotly's covers: its axes, the elements that it draws, and
// what it keeps of a figure. No other module names them, and tests/browser/test_plotly_private.py says in words what a new
// version has changed.
//
// What it is for: a full redraw of a chart with many lines takes some 20 ms. While numbers change quickly, paths of lines
// and bands, cells of heat maps and pictures are set directly instead, at the places that Plotly's own axes give.

import { channels, put } from './nodes.js';

// -- axes -------------------------------------------------------------------------------------------------------------

// The axes of a chart that has been drawn, or null: `toPixel` and `toValue` between numbers and pixels from the plot's edge,
// `range` in numbers, `offset` of that edge from the chart's, `length` in pixels.
/** @param {any} element */
export function axesOf(element) {
  const { xaxis, yaxis } = element._fullLayout ?? {};
  return xaxis && yaxis ? { x: axisOf(xaxis), y: axisOf(yaxis) } : null;
}

const axisOf = (axis) => ({
  toPixel: (value) => axis.d2p(value),
  toValue: (pixel) => axis.p2d(pixel),
  range: axis.range,
  offset: axis._offset,
  length: axis._length,
});

// Where the area between a chart's axes is on the screen.
/** @param {Element} element @returns {DOMRect | undefined} */
export function plotArea(element) {
  return element.querySelector('.nsewdrag')?.getBoundingClientRect();
}

// The uppermost sheet of a chart, on which the pointer's box is drawn.
/** @param {Element} element @returns {Element} */
export function pointersSheet(element) {
  return /** @type {Element} */ (element.querySelector('.hoverlayer')).closest('svg');
}

// -- lines ------------------------------------------------------------------------------------------------------------

// The x of a trace as numbers: a figure's data may have them packed.
/** @param {any} element @param {number} trace @returns {number[]} */
export function numbersOfX(element, trace) {
  return Array.from(element._fullData?.[trace]?.x ?? []);
}

// The SVG path of the trace whose `meta` fits, if it is drawn.
/** @param {Element} element @param {(meta: any) => boolean} fits @returns {Element | undefined} */
export function linePath(element, fits) {
  const drawn = [...element.querySelectorAll('.scatterlayer .trace')].find((node) => {
    const { meta } = node.__data__?.[0]?.trace ?? {};
    return meta && fits(meta);
  });
  return drawn?.querySelector('path.js-line');
}

// SVG path of a line through x, y: broken where a number is missing. A closed one (a band's outline) leaves it out.
/** @param {number[]} x @param {(number | null)[]} y @param {any} xAxis @param {any} yAxis @param {boolean} closed */
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
/** @param {number[]} x @param {number[]} y */
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
/** @param {number[]} x @param {number[]} y */
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
  const places = dots.length ? x.map((_value, i) => i).filter(drawable) : [];
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
/** @param {any} element @param {Record<number, number[]>} x @param {Record<number, (number | null)[]>} y */
export function quickLines(element, x, y) {
  if (!element._fullData) return false;
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

// -- pictures ---------------------------------------------------------------------------------------------------------

const XLINK = 'http://www.w3.org/1999/xlink';

function putSource(image, source) {
  if (image.getAttributeNS(XLINK, 'href') !== source) image.setAttributeNS(XLINK, 'xlink:href', source);
}

// Set the picture under a boundary's points; Plotly's own layout follows, so that a zoom shows the same picture.
/** @param {any} element @param {string} source */
export function quickImage(element, source) {
  const image = element.querySelector('.layer-below image, .imagelayer image');
  if (!image) return false;
  putSource(image, source);
  element.layout.images[0].source = source;
  element._fullLayout.images[0].source = source;
  return true;
}

// -- heat maps --------------------------------------------------------------------------------------------------------

// Their cells are painted into the picture that Plotly has made of them, in the colours that it would give them.

let heatCanvas = null; // made when first needed


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
/** @param {any} element @param {number[][]} z @param {{x?: number[], ends?: string[]}} [other] */
export function quickHeat(element, z, other = {}) {
  const { x, ends } = other;
  const image = element.querySelector('.heatmaplayer .hm image');
  const drawn = element.calcdata?.[0]?.[0];
  if (!image || drawn?.y?.length !== z.length + 1) return false;
  const { trace } = drawn;
  const { xaxis, yaxis } = element._fullLayout;
  const [across, down] = [heatEdges(xaxis, x ?? drawn.x), heatEdges(yaxis, drawn.y)];
  if (across.places.length !== z[0].length + 1 || across.size < 1 || down.size < 1) return false;
  const colour = heatColours(...(ends ?? trace.colorscale.map((stop) => stop[1])));
  const [xGap, yGap] = [trace.xgap ?? 0, trace.ygap ?? 0];
  heatCanvas ??= document.createElement('canvas');
  heatCanvas.width = across.size;
  heatCanvas.height = down.size;
  const context = heatCanvas.getContext('2d', { willReadFrequently: true });
  z.forEach((row, place) => {
    const [one, next] = [down.places[place], down.places[place + 1]];
    const [top, height] = [Math.min(one, next) + Math.floor(yGap / 2), Math.abs(next - one) - yGap];
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
  Object.assign(element.data[0], { z, ...(x && { x }) }); // should Plotly draw it again by itself
  return true;
}
