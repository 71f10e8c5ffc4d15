// The charts that look inside the networks: lines over steps of one layer, lines over layers, densities of
// pre-activations on their activation function. Each gets the board and a chart, and draws what the board shows.

import { range, tidy } from '../arrays.js';
import { HISTOGRAM } from '../constants.js';
import { spaced } from '../history.js';
import { digits, percent } from '../numbers.js';
import { write } from '../nodes.js';
import { modeOf, themeOf } from '../plot.js';
import { axesOf } from '../plotly_private.js';
import { _ } from '../words.js';
import { showLines } from './turns.js';

// What a row of numbers [arms, layers] has of one arm's layer.
export const inLayer = (numbers, arms, arm, layer) => numbers[arm * (numbers.length / arms) + layer];

// One line an arm over steps, of `spec.seen` in layer `spec.layer`; on a log axis also the marks of zeros.
/** @param {Board} board @param {Chart} chart */
export async function drawSeen(board, chart) {
  const { spec } = chart;
  const rows = spaced(board.inside.upTo(board.shownStep()), board.eventSteps);
  const arms = board.data.arms.length;
  const x = [];
  const y = [];
  for (let arm = 0; arm < arms; arm += 1) {
    const value = (row) => inLayer(row.values[spec.seen], arms, arm, spec.layer);
    const known = rows.filter((row) => Number.isFinite(value(row)));
    x.push(known.map((row) => row.step));
    y.push(known.map(value));
  }
  const mode = x.map(modeOf);
  if (spec.figure.layout.yaxis.type === 'log') {
    const { lines, marks } = onLogAxis(y);
    const at = marks.map((heights, arm) => x[arm].filter((_step, place) => heights[place] !== null));
    x.push(...at);
    y.splice(0, arms, ...lines);
    y.push(...marks.map((heights) => heights.filter((height) => height !== null)));
    mode.push(...marks.map(() => 'markers'));
  }
  await showLines(board, chart, range(x.length), { x, y }, { mode });
}

// What a log axis shows of numbers [arms][places]: those above 0 as lines, and for each 0 a mark below all of them.
export function onLogAxis(numbers) {
  const above = numbers.flat().filter((value) => value > 0);
  const floor = above.length ? 10 ** Math.floor(Math.log10(Math.min(...above)) - 0.5) : 1e-10;
  return {
    lines: numbers.map((values) => values.map((value) => (value > 0 ? value : null))),
    marks: numbers.map((values) => values.map((value) => (value === 0 ? floor : null))),
  };
}

// One line an arm over layers, of `spec.layers` as last seen; 0 has a mark.
/** @param {Board} board @param {Chart} chart */
export async function drawLayers(board, chart) {
  const { spec } = chart;
  const row = board.inside.upTo(board.shownStep()).at(-1);
  const arms = board.data.arms.length;
  const numbers = row?.values[spec.layers] ?? [];
  const size = numbers.length / arms;
  const found = range(arms).map((arm) => Array.from(numbers.slice(arm * size, (arm + 1) * size), tidy));
  const { lines, marks } = onLogAxis(found);
  await showLines(board, chart, range(2 * arms), { y: [...lines, ...marks] });
}

// A thin vertical line on every chart over steps at each thing that was done to the networks.
/** @param {Board} board */
export async function markInterventions(board, made) {
  for (const { element, spec } of board.charts.values()) {
    if ((!spec.metric && !spec.seen && !spec.marks) || !element.layout) continue;
    const guides = (element.layout.shapes ?? []).filter((shape) => shape.name !== 'act');
    const texts = markWords(element, made);
    const marks = made.map((act, place) => ({
      name: 'act',
      type: 'line',
      x0: act.step,
      x1: act.step,
      yref: 'paper',
      y0: 0,
      y1: 1,
      line: { color: themeOf(element)['--lab-muted'], width: 1, dash: 'dash' },
      label: { text: texts[place], textposition: 'end', textangle: -90, xanchor: 'right', font: { size: 10 } },
    }));
    await globalThis.Plotly.relayout(element, { shapes: [...guides, ...marks] });
  }
}

const LINE_HEIGHT = 12; // pixels: words of acts closer together than that would lie on each other

// What stands beside each act's line: its word; of acts close together the first one's, and how many more there are.
/** @param {HTMLElement} element */
function markWords(element, made) {
  const { toPixel } = axesOf(element).x;
  const texts = [];
  let first = -1;
  made.forEach((act, place) => {
    texts.push('');
    if (first < 0 || Math.abs(toPixel(act.step) - toPixel(made[first].step)) >= LINE_HEIGHT) first = place;
    const more = place - first;
    const word = actWord(made[first].do);
    texts[first] = more ? _('{act} +{count}', { act: word, count: more }) : word;
  });
  return texts;
}

// An act in a word or two, beside its line.
function actWord(act) {
  const words = {
    rate: _('rate'),
    swap: _('swap'),
    spike: _('huge gradient'),
    bias: _('bias'),
    revive: _('re-initialised'),
    noise: _('noise'),
    freeze: _('freeze'),
    unfreeze: _('unfreeze'),
    off: _('unit off'),
    on: _('unit on'),
  };
  return words[act] ?? act;
}

// The density of an arm's pre-activations in one layer, over its f and f'. Trace 0 is the density.
/** @param {Board} board @param {Chart} chart */
export async function drawDensity(board, chart) {
  const { card, spec } = chart;
  const { histogram } = board.shown().arrays;
  if (!histogram) {
    await showLines(board, chart, [0], { y: [Array(HISTOGRAM.bins).fill(0)] });
    write(card.querySelector('.lab-subtitle'), board.timeline.moment ? notRecorded(board) : spec.subtitle);
    return;
  }
  const [, layers, bins] = histogram.shape;
  const start = (spec.density * layers + spec.layer) * bins;
  const counts = histogram.values.subarray(start, start + bins);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const inner = counts.subarray(1, bins - 1);
  const highest = inner.reduce((most, count) => Math.max(most, count), 1);
  const y = Array.from(inner, (count) => count / highest);
  await showLines(board, chart, [0], { y: [y] });
  write(card.querySelector('.lab-subtitle'), densityLine(board, spec, counts, total));
}

// Of a moment before the inside was looked into: until it is filled in there is nothing to show.
/** @param {Board} board */
export function notRecorded(board) {
  return _('not recorded at step {step}', { step: digits(board.shownStep()) });
}

/** @param {Board} board */
function densityLine(board, spec, counts, total) {
  const row = board.inside.upTo(board.shownStep()).at(-1);
  if (!row || !total) return total ? '' : _('no network left that has not diverged');
  const arms = board.data.arms.length;
  const of = (name) => inLayer(row.values[name], arms, spec.density, spec.layer);
  const said = (share) => percent(share, { small: true });
  const parts = [
    _('{share} saturated', { share: said(of('saturated')) }),
    _('{share} of units dead', { share: said(of('dead')) }),
  ];
  if (Number.isFinite(of('off')) && of('off') > of('dead')) parts.push(_('{share} off', { share: said(of('off')) }));
  const outside = (counts[0] + counts[counts.length - 1]) / total;
  if (outside >= 0.001) parts.push(_('{share} beyond ±{limit}', { share: said(outside), limit: HISTOGRAM.high }));
  return parts.join(' · ');
}
