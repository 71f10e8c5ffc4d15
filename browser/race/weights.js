// The path of two weights in their plane, and whether the steps of an arm's weights go the same way.

import { range } from '../arrays.js';
import { digits, percent } from '../numbers.js';
import { write } from '../nodes.js';
import { traces } from '../plot.js';
import { _ } from '../words.js';
import { notRecorded } from './inside.js';
import { showInTurn, showLines } from './turns.js';

const FAR = 1000; // a weight of that size has diverged: drawn, it would leave the others no room

// The frame's path, if it is the one that the card is of: after another choice the next frame brings it.
/** @param {Board} board */
function pathOf(board, spec) {
  const { header, arrays } = board.shown();
  const { path } = header;
  const same = (name) => String(path?.[name]) === String(spec.choice[name]);
  if (!arrays['path.points'] || !['layer', 'unit', 'weights', 'seed'].every(same)) return null;
  return { ...path, at: arrays['path.at'].values, points: arrays['path.points'].values };
}

// 2nd, 10th: of the numbers that intervals have, which double.
function ordinal(count) {
  return count === 2 ? _('{count}nd', { count }) : _('{count}th', { count });
}

export function recordedWords({ since, every, widest, at, seed }, seeds, note) {
  const values = { since: digits(since), every, widest, nth: ordinal(every), wide: ordinal(widest) };
  const first =
    every === 1
      ? _('recorded since step {since}, every step', values)
      : _('recorded since step {since}, every {nth} step', values);
  const parts = [first];
  if (widest > every) parts[0] += _(', every {wide} where that was too expensive', values);
  if (at.length > 1 && at[1] - at[0] > widest) parts.push(_('older points thinned out'));
  if (seeds > 1) parts.push(_('seed {seed}', { seed }));
  parts.push(_('the dot is where it starts'));
  if (note) parts.push(note);
  return parts.join(' · ');
}

/** @param {Board} board */
function pathWords(board, spec, path) {
  if (!path) return board.timeline.moment ? notRecorded(board) : _('The run begins to record these two weights.');
  if (spec.last) return spec.subtitle;
  if (path.at.length > 1) return recordedWords(path, board.shown().arrays.test_loss_by_seed?.shape[1], spec.note);
  if (!path.since) return _('nothing recorded yet: play to draw the path');
  return _('the path up to step {step} is filled in', { step: digits(path.since) });
}

/** @param {Board} board @param {Chart} chart */
export async function drawPath(board, chart) {
  const { element, card, spec } = chart;
  const path = pathOf(board, spec);
  const { at, points } = path ?? { at: [], points: [] };
  const arms = board.data.arms.length;
  const first = spec.last ? Math.max(0, at.length - 1 - spec.last) : 0;
  const shown = range(at.length).slice(first);
  const x = [];
  const y = [];
  const customdata = [];
  for (let arm = 0; arm < arms; arm += 1) {
    const of = (axis) => {
      const value = (row) => points[(row * arms + arm) * 2 + axis];
      const from = spec.last && shown.length ? value(first) : 0;
      return shown.map((row) => (Math.abs(value(row)) < FAR ? value(row) - from : null));
    };
    const [across, up] = [of(0), of(1)];
    const steps = shown.map((row) => at[row]);
    x.push(across, across.slice(0, 1));
    y.push(up, up.slice(0, 1));
    customdata.push(steps, steps.slice(0, 1));
  }
  // The last moves are others at every frame, and of another size: on the axes of before they would run out of the chart.
  if (spec.last) await showInTurn(board, chart, () => ({ x, y, customdata }), traces(element));
  else await showLines(board, chart, traces(element), { x, y }, { customdata });
  write(card.querySelector('.lab-subtitle'), pathWords(board, spec, path));
}

/** @param {Board} board @param {Chart} chart */
export async function drawSameWay(board, chart) {
  const { card, spec } = chart;
  const shares = pathOf(board, spec)?.same_way ?? board.data.arms.map(() => null);
  const text = shares.map((share) => (share === null ? _('no update') : percent(share)));
  await showInTurn(board, chart, () => ({ x: [shares.map((share) => share ?? 0)], text: [text] }), [0]);
  write(card.querySelector('.lab-subtitle'), spec.subtitle);
}
