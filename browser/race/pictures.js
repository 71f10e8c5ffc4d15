// What an arm's card shows: one line of numbers, and its network's output over the plane.

import { tidy } from '../arrays.js';
import { CLASS_ONE, UNDEFINED } from '../constants.js';
import { digits, fixed } from '../numbers.js';
import { channels, write } from '../nodes.js';
import { themeOf } from '../plot.js';
import { quickHeat, quickImage } from '../plotly_private.js';
import { medianOfLive, seedsOf } from '../statistics.js';
import { _ } from '../words.js';
import { showInTurn, showLines } from './turns.js';

// "98.5 % test (median of 6) · 2 of 8 diverged by step 40": the median over the seeds that have not diverged.
function armLine(spec, accuracy, loss, divergedAt) {
  const { seeds, live, lost, firstLost } = seedsOf(divergedAt, spec.arm);
  const parts = [];
  if (live.length) {
    const median = medianOfLive(spec.accuracy ? accuracy : loss, divergedAt, spec.arm);
    const words = spec.accuracy ? accuracyWords(median) : fitWords(1 - median / spec.variance);
    parts.push([words, ofHowMany(seeds, live.length)].filter(Boolean).join(' '));
  }
  if (lost) parts.push(_('{lost} of {seeds} diverged by step {step}', { lost, seeds, step: digits(firstLost) }));
  return parts.join(' · ');
}

const accuracyWords = (share) => _('{reached} % test', { reached: fixed(100 * share, 1) });
const fitWords = (share) => _('R² {reached} test', { reached: fixed(share, 3) });

// Of how many networks a number is the median, unless it is of the only one that there is.
function ofHowMany(seeds, live) {
  if (seeds === 1) return '';
  if (live === 1) return _('(the one network left)');
  return live < seeds ? _('(median of the {live} left)', { live }) : _('(median)');
}

// Rows of an arm's confusion counts as shares of the row.
export function shares(confusion, arm) {
  const [, size] = confusion.shape;
  return Array.from({ length: size }, (_none, row) => {
    const start = (arm * size + row) * size;
    const counts = Array.from(confusion.values.subarray(start, start + size));
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    return counts.map((count) => count / total);
  });
}

let canvas = null; // made when first needed

// The network's output over the plane as a small image: class colours, pale where it is undecided, grey where NaN.
function picture(boundary, arm, grid, theme, classes, lost) {
  canvas ??= document.createElement('canvas');
  canvas.width = canvas.height = grid;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const image = context.createImageData(grid, grid);
  const size = grid * grid;
  const paper = channels(theme['--lab-card']);
  const [low, high] = classes.map(channels);
  for (let row = 0; row < grid; row += 1) {
    for (let column = 0; column < grid; column += 1) {
      const value = boundary.values[arm * size + row * grid + column];
      const at = 4 * ((grid - 1 - row) * grid + column); // images grow downwards, the axis upwards
      const sure = Math.min(1, Math.abs(value / CLASS_ONE - 0.5) * 2);
      const side = value > CLASS_ONE / 2 ? high : low;
      const share = 0.08 + 0.6 * sure;
      for (let c = 0; c < 3; c += 1) {
        image.data[at + c] = lost || value === UNDEFINED ? 128 : side[c] * share + paper[c] * (1 - share);
      }
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

// An arm's card: its line of numbers, and its network as the board shows it.
/** @param {Board} board @param {Chart} chart */
export async function drawArm(board, chart) {
  const { element, card, spec } = chart;
  const { header, arrays } = board.shown();
  const loss = arrays.test_loss_by_seed;
  if (!loss) return;
  const line = card.querySelector('.lab-subtitle');
  write(line, armLine(spec, arrays.test_accuracy_by_seed, loss, arrays.diverged_at));
  card.classList.toggle('lab-diverged', seedsOf(arrays.diverged_at, spec.arm).lost > 0);
  if (arrays.boundary && spec.figure) {
    const seeds = loss.shape[1];
    const lost = arrays.diverged_at.values[spec.arm * seeds + header.seed_shown] >= 0;
    board.theme ??= themeOf(board.root); // asked for again, it makes the browser style the page before each picture
    const source = picture(arrays.boundary, spec.arm, board.data.grid, board.theme, board.data.classes, lost);
    if (!quickImage(element, source)) await globalThis.Plotly.relayout(element, { 'images[0].source': source });
  } else if (arrays.confusion && spec.figure) {
    const z = shares(arrays.confusion, spec.arm);
    await showInTurn(board, chart, () => ({ z: [z] }), [0], () => quickHeat(element, z));
  } else if (arrays.fit && spec.figure) {
    const size = arrays.fit.shape[1];
    const y = Array.from(arrays.fit.values.subarray(spec.arm * size, (spec.arm + 1) * size), tidy);
    await showLines(board, chart, [spec.fitTrace], { y: [y] });
  }
}
