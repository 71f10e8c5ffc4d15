// Deaths: how many units died and revived over steps, and who of a layer was dead when.

import { range } from '../arrays.js';
import { SINCE_START } from '../constants.js';
import { spaced } from '../history.js';
import { write } from '../nodes.js';
import { themeOf, traces } from '../plot.js';
import { quickHeat } from '../plotly_private.js';
import { _ } from '../words.js';
import { inLayer } from './inside.js';
import { showInTurn, showLines } from './turns.js';
import { frameWith } from './units.js';

/** @param {Board} board @param {Chart} chart */
export async function drawDeaths(board, chart) {
  const { element, card, spec } = chart;
  const seen = board.inside.upTo(board.shownStep());
  const all = seen.filter((row) => Number.isFinite(row.values.died[0])); // counted from the start: not until that is known
  const rows = spaced(all);
  const arms = board.data.arms.length;
  const value = (name, row, arm) => inLayer(row.values[name], arms, arm, spec.layer);
  const x = [];
  const y = [];
  for (let arm = 0; arm < arms; arm += 1) {
    for (const name of SINCE_START) {
      x.push(rows.map((row) => row.step));
      y.push(rows.map((row) => value(name, row, arm)));
    }
  }
  await showLines(board, chart, traces(element), { x, y });
  const names = board.shown().header.arms ?? board.data.arms;
  const told = [];
  for (let arm = 0; all.length && arm < arms; arm += 1) {
    const [died, revived] = SINCE_START.map((name) => value(name, all.at(-1), arm));
    const words = _('{arm}: {died} died, {revived} revived', { arm: names[arm], died, revived });
    if (died + revived) told.push({ died, words });
  }
  told.sort((a, b) => b.died - a.died);
  const words = told.slice(0, 3).map((one) => one.words);
  if (told.length > 3) words.push(_('{count} more with deaths', { count: told.length - 3 }));
  if (!words.length) {
    words.push(all.length ? _('no unit has died or revived') : _('counted from the start of the run, which is filled in'));
  }
  const text = _('{told}; units over all seeds: deaths solid, revivals dashed', {
    told: words.join(' · '),
  });
  write(card.querySelector('.lab-subtitle'), text);
}

/** @param {Board} board @param {Chart} chart */
export async function drawRaster(board, chart) {
  const { element, card, spec } = chart;
  const fits = ({ header: { raster }, arrays }) =>
    raster?.layer === spec.layer && (spec.of === null || spec.of === raster.arm) && arrays['raster.dead'];
  const { frame } = frameWith(board, fits);
  if (!frame) return;
  const { raster } = frame.header;
  const bits = frame.arrays['raster.dead'].values;
  const steps = frame.arrays['raster.at'].values;
  const bytes = bits.length / steps.length;
  const at = steps.filter((step) => step <= board.shownStep()); // the newest frame knows what was then as well
  if (!at.length) return;
  const dead = (row, unit) => (bits[row * bytes + (unit >> 3)] >> (7 - (unit & 7))) & 1;
  const units = range(raster.units);
  const z = units.map((unit) => range(at.length).map((row) => dead(row, unit)));
  const x = [...at, at.at(-1) + (at.at(-1) - (at.at(-2) ?? at.at(-1) - 1))]; // a column reaches to the next look
  board.theme ??= themeOf(board.root);
  const ends = [board.theme['--lab-grid'], spec.colours[raster.arm]];
  const change = () => ({
    x: [x],
    y: [units.map((unit) => unit + 1)],
    z: [z],
    text: [z.map((row) => row.map((one) => (one ? _('dead') : _('not dead'))))],
    colorscale: [[[0, ends[0]], [1, ends[1]]]],
  });
  await showInTurn(board, chart, change, [0], () => quickHeat(element, z, { x, ends }));
  const now = units.filter((unit) => dead(at.length - 1, unit)).length;
  const name = (board.shown().header.arms ?? board.data.arms)[raster.arm];
  const why = spec.of === null ? _('most deaths') : _('chosen');
  const text = _('{arm} ({why}), seed {seed}: one row per unit, coloured while dead; {now} of {units} now', {
    arm: name,
    why,
    seed: raster.seed,
    now,
    units: raster.units,
  });
  const most = { seed: raster.most_in, count: raster.most };
  const elsewhere = !now && raster.most ? _('; most in seed {seed}: {count}', most) : '';
  write(card.querySelector('.lab-subtitle'), text + elsewhere);
}
