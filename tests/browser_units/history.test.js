import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { deathSteps, keptPlaces, Moments, Rows, spaced, Thinned } from '../../browser/history.js';

const range = (count) => [...Array(count).keys()];
const stepsOf = (rows) => rows.map((row) => row.step);

function arraysOf(prefix, steps, columns) {
  const arrays = { [`${prefix}steps`]: { shape: [steps.length], values: Int32Array.from(steps) } };
  for (const [name, numbers] of Object.entries(columns)) {
    arrays[prefix + name] = { shape: [steps.length, numbers.length / steps.length], values: Float32Array.from(numbers) };
  }
  return arrays;
}

test('a series over its limit keeps its ends, what is around events, and of the rest evenly spaced ones', () => {
  const series = new Thinned(20, (one) => one, () => [33]);
  for (const step of range(1000)) series.push(step);
  assert.ok(series.kept.length <= 20);
  assert.equal(series.kept[0], 0);
  assert.equal(series.kept.at(-1), 999);
  assert.ok(series.kept.includes(33) && series.kept.includes(34));
  const gaps = series.kept.slice(1).map((step, place) => step - series.kept[place]);
  assert.ok(Math.max(...gaps) < 999 / 5, `a gap of ${Math.max(...gaps)}`);
});

test('the same places stay as in Python', () => {
  const cases = JSON.parse(readFileSync(new URL('../kept_places.json', import.meta.url), 'utf8'));
  assert.ok(cases.length > 10);
  for (const { steps, limit, events, kept } of cases) assert.deepEqual(keptPlaces(steps, limit, events), kept);
});

test('steps before most deaths', () => {
  const rows = [0, 1, 1, 4].map((died, step) => ({ step, values: { died: [died, NaN], revived: [0, 0] } }));
  assert.deepEqual(deathSteps(rows), [2, 0]);
});

test('a series up to a step', () => {
  const series = new Thinned(8, (one) => one);
  for (const step of [0, 5, 9]) series.push(step);
  assert.deepEqual([-1, 0, 4, 5, 8, 9, Infinity].map((step) => series.upTo(step).length), [0, 1, 1, 2, 2, 3, 3]);
});

test('rows are cut out of what a frame brings', () => {
  const rows = new Rows('inside.', ['dead', 'off']);
  assert.equal(rows.take({}), false);
  const frame = arraysOf('inside.', [0, 10], { dead: [1, 2, 3, 4], off: [5, 6] });
  assert.equal(rows.take(frame), true);
  assert.deepEqual(stepsOf(rows.kept), [0, 10]);
  assert.deepEqual([...rows.kept[1].values.dead], [3, 4]);
  assert.deepEqual([...rows.latest().values.off], [6]);
  assert.notEqual(rows.latest().values.off.buffer, frame['inside.off'].values.buffer); // a view would keep the frame
  rows.clear();
  assert.equal(rows.latest(), undefined);
});

test('without a list of names, rows have what there is at their time', () => {
  const rows = new Rows('learned.');
  rows.take({ ...arraysOf('learned.', [0], { '0.slope': [0.25] }), ...arraysOf('inside.', [0], { dead: [1] }) });
  rows.take(arraysOf('learned.', [5], { '1.alpha': [1] }));
  assert.deepEqual(rows.kept.map((row) => Object.keys(row.values)), [['0.slope'], ['1.alpha']]);
});

test('of many rows at once evenly spaced ones stay', () => {
  const rows = new Rows('', ['train_loss']);
  rows.take(arraysOf('', range(1201), { train_loss: range(1201) }));
  assert.equal(rows.kept.length, 601);
  assert.deepEqual(stepsOf(rows.kept).slice(0, 3), [0, 2, 4]);
  assert.ok(rows.kept.every((row) => row.values.train_loss[0] === row.step));
});

test('a moment keeps pictures, and a later one of its step takes its place', () => {
  const moments = new Moments();
  const arrays = { steps: 1, train_loss: 1, 'inside.dead': 1, 'learned.steps': 1, boundary: 'a' };
  moments.take({ header: { step: 3 }, arrays });
  moments.take({ header: { step: 3 }, arrays: { boundary: 'b' } });
  moments.fill({ header: { step: 1 }, arrays: {} }, -1);
  assert.deepEqual(moments.kept, [
    { header: { step: 1 }, arrays: {} },
    { header: { step: 3 }, arrays: { boundary: 'b' } },
  ]);
});

test('what is drawn of a long series is evenly spaced, the ends always', () => {
  const rows = (count) => range(count).map((step) => ({ step }));
  const at = (...args) => stepsOf(spaced(...args));
  assert.deepEqual(at([]), []);
  assert.deepEqual(at(rows(5), () => [], 5), range(5));
  assert.deepEqual(at(rows(12), () => [], 5), [0, 6, 11]);
  assert.deepEqual(at(rows(100), () => [40], 16), [0, 13, 26, 39, 40, 41, 54, 67, 80, 93, 99]);
  assert.ok(at(rows(241)).length > 100);
});

test('rows and moments of an earlier time take the place of what was there', () => {
  const rows = new Rows('inside.');
  for (const step of [3, 7, 12, 20]) rows.take(arraysOf('inside.', [step], { dead: [step] }));
  rows.take(arraysOf('inside.', [0, 5, 20, 25], { dead: [1, 2, 4, 5] }), [-1, 7]);
  assert.deepEqual(stepsOf(rows.kept), [0, 5, 12, 20, 25]);
  assert.deepEqual(rows.kept.map((row) => row.values.dead[0]), [1, 2, 12, 4, 5]);
  rows.take(arraysOf('inside.', [25], { dead: [6] })); // the same step again
  assert.deepEqual(rows.kept.map((row) => row.values.dead[0]), [1, 2, 12, 4, 6]);
  const moments = new Moments();
  for (const step of [0, 5, 9, 14]) moments.take({ header: { step }, arrays: {} });
  moments.fill({ header: { step: 10, kept: true }, arrays: {} }, 3);
  assert.deepEqual(moments.kept.map(({ header }) => header.step), [0, 10, 14]);
});

test('deaths that are not known yet are no event', () => {
  const rows = [0, 3, NaN, NaN, 4].map((died, step) => ({ step, values: { died: [died], revived: [died && 0] } }));
  assert.deepEqual(deathSteps(rows), [0, 1]);
});
