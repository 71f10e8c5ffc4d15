// Learnable parameters over steps, one card for each parameter of an arm; and what Maxout's pieces, which are weights, do.

import { range, tidy } from '../arrays.js';
import { PIECES } from '../constants.js';
import { spaced } from '../history.js';
import { percent, significant } from '../numbers.js';
import { write } from '../nodes.js';
import { traces } from '../plot.js';
import { _ } from '../words.js';
import { showLines } from './turns.js';

/** @param {Board} board @param {Chart} chart */
export async function drawLearned(board, chart) {
  const { element, card, spec } = chart;
  const rows = spaced(board.learned.upTo(board.shownStep()), board.eventSteps);
  const layers = element.data.length / 2;
  const x = [];
  const y = [];
  const words = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const value = (row, which) => tidy(row.values[spec.learned]?.[which * layers + layer] ?? NaN);
    const line = rows.map((row) => value(row, 0));
    const known = rows.filter((_row, place) => line[place] !== null);
    const up = known.map((row) => row.step);
    x.push([...up, ...up.toReversed()], rows.map((row) => row.step));
    y.push([...known.map((row) => value(row, 1)), ...known.map((row) => value(row, 2)).reverse()], line);
    if (known.length) {
      const told = { layer: layer + 1, style: spec.styles[layer], value: significant(value(known.at(-1), 0)) };
      if (layers === 1) words.push(told.value);
      else words.push(told.style ? _('layer {layer} ({style}) {value}', told) : _('layer {layer} {value}', told));
    }
  }
  await showLines(board, chart, traces(element), { x, y });
  if (words.length > 6) words.splice(1, words.length - 2, '…');
  const parts = words.length ? [...words, spec.over] : [_('no network has it yet, or none is left that has not diverged')];
  write(card.querySelector('.lab-subtitle'), parts.filter(Boolean).join(' · '));
}

// Maxout's pieces are weights. What they come to: the share of samples that a unit's pieces win.
/** @param {Board} board @param {Chart} chart */
export async function drawPieces(board, chart) {
  const { card, spec } = chart;
  const rows = spaced(board.inside.upTo(board.shownStep()).filter((row) => row.values[PIECES]), board.eventSteps);
  const arms = board.data.arms.length;
  const layers = board.data.layers;
  const value = (row, rank) => {
    const shares = row.values[PIECES];
    const most = shares.length / arms / layers;
    return tidy(shares[(spec.of * layers + spec.layer) * most + rank]);
  };
  const ranks = range(spec.count);
  const y = ranks.map((rank) => rows.map((row) => value(row, rank)));
  const x = ranks.map(() => rows.map((row) => row.step));
  await showLines(board, chart, ranks, { x, y });
  const now = rows.length ? ranks.map((rank) => value(rows.at(-1), rank)) : [];
  const told = now.length && now[0] !== null ? `${now.map((share) => percent(share)).join(', ')} ` : '';
  const text = _(
    '{shares}of the samples won by a unit’s {count} pieces, the one that wins most first (solid); mean over units. ' +
      'The pieces are weights, one line each: any two are drawn in Paths',
    { shares: told, count: spec.count },
  );
  write(card.querySelector('.lab-subtitle'), text);
}
