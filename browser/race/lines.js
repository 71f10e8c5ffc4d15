// What tells the lines of a chart apart beside their colours: a name at the end of each, the dash that the card of its arm
// shows, and one arm alone, the others pale, when its name is pressed.

import { axesOf, pointersSheet } from '../plotly_private.js';
import { put, write } from '../nodes.js';

const HEIGHT = 12; // pixels of a name: names closer together are moved apart
const PALE = 0.12; // the opacity of lines of other arms than the chosen one
const DASHES = { solid: '', dot: '2,2', dash: '6,3', longdash: '9,3', dashdot: '6,2,2,2', longdashdot: '9,3,2,3' };

// A short piece of an arm's line, for its card: an SVG element.
/** @param {string} colour @param {string} dash of Plotly's */
export function lineSample(colour, dash) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'lab-sample');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
  const place = { x1: 0, x2: 22, y1: 4, y2: 4, stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': DASHES[dash] ?? '' };
  for (const [name, value] of Object.entries(place)) put(line, name, value);
  svg.append(line);
  return svg;
}

// The traces of a chart that are arms' lines: their places among its traces.
/** @param {any} element */
function armLines(element) {
  return element.data.flatMap((trace, place) => {
    const { arm, band, zeros } = trace.meta ?? {};
    return arm === undefined || band || zeros ? [] : [place];
  });
}

// Write each line's name where it ends.
/** @param {Board} board @param {Chart} chart */
export function nameEnds(board, chart) {
  const { element, spec } = chart;
  if (!element?.data || !(spec.metric || spec.seen || spec.layers)) return;
  const axes = axesOf(element);
  if (!axes) return;
  const { stories } = board.shown()?.header ?? {};
  const ends = armLines(element).flatMap((place) => {
    const { x, y, meta, line } = element.data[place];
    let last = y.length - 1;
    while (last >= 0 && !Number.isFinite(y[last])) last -= 1;
    if (last < 0) return [];
    const at = { x: axes.x.toPixel(x[last]), y: axes.y.toPixel(y[last]) };
    const inside = at.x >= -1 && at.x <= axes.x.length + 1 && at.y >= -1 && at.y <= axes.y.length + 1;
    return inside ? [{ ...at, arm: meta.arm, colour: line.color, name: stories?.[meta.arm] ?? board.data.arms[meta.arm] }] : [];
  });
  spread(ends, axes.y.length);
  const names = namesOf(board, chart, ends.length);
  ends.forEach(({ x, y, arm, colour, name }, place) => {
    const node = names[place];
    write(node.lastChild, name);
    node.title = name;
    node.dataset.arm = arm;
    node.firstChild.style.background = colour;
    node.style.transform = `translate(${(axes.x.offset + x + 3).toFixed(1)}px,${(axes.y.offset + y - HEIGHT / 2).toFixed(1)}px)`;
    node.classList.toggle('lab-pale', board.only !== null && board.only !== arm);
  });
}

// Move names that would lie on each other apart, within the height of the plot. Exported for its tests.
/** @param {{y: number}[]} ends @param {number} height */
export function spread(ends, height) {
  const order = [...ends].sort((a, b) => a.y - b.y);
  order.forEach((end, place) => {
    if (place) end.y = Math.max(end.y, order[place - 1].y + HEIGHT);
  });
  let limit = height;
  for (const end of order.reverse()) {
    end.y = Math.min(end.y, limit);
    limit = end.y - HEIGHT;
  }
}

function namesOf(board, chart, count) {
  const { element } = chart;
  let layer = element.querySelector('.lab-ends');
  if (!layer) {
    layer = document.createElement('div');
    layer.className = 'lab-ends';
    layer.setAttribute('aria-hidden', 'true'); // the cards below have the names, and buttons for the keyboard
    layer.addEventListener('click', ({ target }) => {
      const name = target.closest('[data-arm]');
      if (name) board.singleOut(Number(name.dataset.arm));
    });
    pointersSheet(element).before(layer); // what the pointer reads lies on the names
  }
  while (layer.childElementCount > count) layer.lastChild.remove();
  while (layer.childElementCount < count) {
    const name = document.createElement('span');
    name.append(document.createElement('i'), document.createElement('b'));
    layer.append(name);
  }
  return layer.children;
}

// Draw the lines of other arms than the chosen one pale.
/** @param {Board} board @param {Chart} chart */
export async function showOnly(board, chart) {
  const { element, card, spec } = chart;
  if (spec.arm !== undefined) {
    card.classList.toggle('lab-pale', board.only !== null && board.only !== spec.arm);
    put(card.querySelector('.lab-name'), 'aria-pressed', String(board.only === spec.arm));
  }
  if (!element?.data || (chart.only ?? null) === board.only) return;
  chart.only = board.only;
  const lines = element.data.flatMap((trace, place) => (trace.meta?.arm === undefined ? [] : [place]));
  const opacity = lines.map((place) => (board.only === null || board.only === element.data[place].meta.arm ? 1 : PALE));
  if (lines.length) await globalThis.Plotly.restyle(element, { opacity }, lines);
}
