// The cards of the board: made, put in their places, and given new colours when the page's theme changes.

import { draw, erase, loadPlotly, themed, themeOf } from '../plot.js';
import { lineSample } from './lines.js';
import { scrollerOf } from '../streamlit_private.js';
import { showInsights } from './insights.js';
import { _ } from '../words.js';
import { FRAME_BUDGET } from './turns.js';
import { askForUnit } from './units.js';

// What kind of card a spec asks for: a card that is to show another kind of picture is made again, and nothing stays in it.
export function shapeOf(spec) {
  const { data = [], layout } = spec.figure ?? {};
  const kinds = data.map((trace) => trace.type);
  return JSON.stringify([spec.drawer, Boolean(spec.figure), kinds, layout?.images?.length, spec.wide, !spec.colour, !spec.sizes]);
}

// Cards that stay keep their charts. `placeOf` tells where a card belongs; without a place it is not made yet, for a
// chart drawn outside the page has no size.
/** @param {Board} board */
export function arrange(board, placeOf) {
  const wanted = new Map(board.data.cards.map((spec) => [spec.id, shapeOf(spec)]));
  for (const [id, chart] of board.charts) {
    const { card, element } = chart;
    if (wanted.get(id) === chart.shape && card.isConnected) continue;
    if (element) erase(element);
    board.view.unobserve(card);
    card.remove();
    board.charts.delete(id);
  }
  const last = new Map();
  for (const spec of board.data.cards) {
    const place = placeOf(spec);
    if (!place) continue;
    let chart = board.charts.get(spec.id);
    if (!chart) {
      const card = makeCard(spec);
      chart = { card, element: card.querySelector('.lab-plot'), spec: {}, shape: shapeOf(spec) };
      board.charts.set(spec.id, chart);
      board.view.observe(card);
      if (spec.density !== undefined) askForUnit(board, chart);
      const single = card.querySelector('button.lab-name');
      if (single) single.addEventListener('click', () => board.singleOut(spec.arm));
    }
    const next = last.has(place) ? last.get(place).nextSibling : place.firstChild;
    if (next !== chart.card) place.insertBefore(chart.card, next);
    last.set(place, chart.card);
  }
}

// A chart that is out of view waits, and those that are seen get its time; it catches up as it comes near.
/** @param {Board} board */
export function watchView(board) {
  const watch = (entries) => {
    const charts = new Map([...board.charts.values()].map((chart) => [chart.card, chart]));
    for (const { target, isIntersecting } of entries) {
      if (charts.has(target)) charts.get(target).away = !isIntersecting;
    }
    if (board.last && !board.left) board.drawWithin(FRAME_BUDGET);
  };
  const root = scrollerOf(board.root);
  return new IntersectionObserver(watch, { root, rootMargin: '150px' });
}

function makeCard(spec) {
  const card = document.createElement('section');
  card.className = 'lab-card';
  card.classList.toggle('lab-wide', Boolean(spec.wide)); // two columns of the inside
  card.dataset.card = spec.id;
  const name = spec.arm === undefined ? 'span' : 'button'; // which singles the arm out
  card.innerHTML =
    `<div class="lab-title"><span class="lab-dot"></span><${name} class="lab-name"></${name}></div>` +
    '<div class="lab-subtitle lab-number"></div><div class="lab-size lab-number"></div><div class="lab-plot"></div>';
  const dot = card.querySelector('.lab-dot');
  if (spec.dash) dot.replaceWith(lineSample(spec.colour, spec.dash));
  else if (!spec.colour) dot.remove();
  if (spec.arm !== undefined) card.querySelector('.lab-name').title = _('Show the lines of this arm alone, or all again');
  if (!spec.figure) card.querySelector('.lab-plot').remove();
  if (!spec.sizes) card.querySelector('.lab-size').remove();
  return card;
}

// The language has changed: every card is made again, with its words.
/** @param {Board} board */
export function writeAnew(board) {
  board.purge();
  board.built = board.marked = null;
  delete board.root.querySelector('.lab-insights').dataset.shown;
  showInsights(board); // a frame with their sentences may have come already
  board.timeline.write();
}

/** @param {Board} board */
export async function repaint(board) {
  board.theme = null;
  for (const chart of board.charts.values()) {
    const { element, spec } = chart;
    if (!spec.figure) continue;
    if (spec.of) {
      await draw(element, spec.figure); // colours of its traces follow the theme as well
      chart.drawnOf = chart.reach = null;
      continue;
    }
    const { layout, data } = themed(spec.figure, themeOf(element));
    const Plotly = await loadPlotly();
    await Plotly.update(
      element,
      { 'marker.line.color': data.map((trace) => trace.marker?.line?.color ?? null) },
      {
        'font.color': layout.font.color,
        'xaxis.gridcolor': layout.xaxis.gridcolor,
        'yaxis.gridcolor': layout.yaxis.gridcolor,
        'xaxis.zerolinecolor': layout.xaxis.zerolinecolor,
        'yaxis.zerolinecolor': layout.yaxis.zerolinecolor,
        'xaxis.linecolor': layout.xaxis.linecolor,
        'yaxis.linecolor': layout.yaxis.linecolor,
        'xaxis.tickfont.color': layout.xaxis.tickfont?.color,
        'yaxis.tickfont.color': layout.yaxis.tickfont?.color,
        'xaxis.title.font.color': layout.xaxis.title?.font?.color,
        'yaxis.title.font.color': layout.yaxis.title?.font?.color,
        'hoverlabel.bgcolor': layout.hoverlabel?.bgcolor,
        'hoverlabel.font.color': layout.hoverlabel?.font?.color,
      },
    );
  }
  if (!board.last) return;
  for (const chart of board.charts.values()) Object.assign(chart, { stale: true, fullAt: undefined });
  showInsights(board);
  await board.drawWithin(Infinity);
}
