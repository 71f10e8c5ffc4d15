import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Moments, Rows, spaced, Thinned } from '../../browser/history.js';

const range = (count) => [...Array(count).keys()];
const stepsOf = (rows) => rows.map((row) => row.step);

function arraysOf(prefix, steps, columns) {
  const arrays = { [`${prefix}steps`]: { shape: [steps.length], values: Int32Array.from(steps) } };
  for (const [name, numbers] of Object.entries(columns)) {
    arrays[prefix + name] = { shape: [steps.length, numbers.length / steps.length], values: Float32Array.from(numbers) };
  }
  return arrays;
}

test('a series lets every second of its older half go, and never more', () => {
  const series = new Thinned(8, (one) => one);
  for (const step of range(8)) series.push(step);
  assert.deepEqual(series.kept, range(8));
  series.push(8); // nine: the half is 4.5
  assert.deepEqual(series.kept, [0, 2, 4, 5, 6, 7, 8]);
  for (const step of range(1000)) series.push(9 + step);
  assert.ok(series.kept.length <= 8);
  assert.equal(series.kept[0], 0);
  assert.equal(series.kept.at(-1), 1008);
  assert.deepEqual(series.kept, [...series.kept].sort((a, b) => a - b));
});

test('a series up to a step', () => {
  const series = new Thinned(8, (one) => one);
  for (const step of [0, 5, 9]) series.push(step);
  assert.deepEqual([-1, 0, 4, 5, 8, 9, Infinity].map((step) => series.upTo(step).length), [0, 1, 1, 2, 2, 3, 3]);
});

test('what is inserted comes to its place, and once', () => {
  const series = new Thinned(8, (one) => one.step);
  for (const step of [2, 6]) series.push({ step });
  for (const step of [4, 0, 8, 4, 6]) series.insert({ step });
  assert.deepEqual(stepsOf(series.kept), [0, 2, 4, 6, 8]);
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

test('of many rows at once the older half is thinned out', () => {
  const rows = new Rows('', ['train_loss']);
  rows.take(arraysOf('', range(1201), { train_loss: range(1201) }));
  assert.equal(rows.kept.length, 901);
  assert.deepEqual(stepsOf(rows.kept).slice(0, 3), [0, 2, 4]);
  assert.ok(rows.kept.every((row) => row.values.train_loss[0] === row.step));
});

test('a moment keeps pictures, and a later one of its step takes its place', () => {
  const moments = new Moments();
  const arrays = { steps: 1, train_loss: 1, 'inside.dead': 1, 'learned.steps': 1, boundary: 'a' };
  moments.take({ header: { step: 3 }, arrays });
  moments.take({ header: { step: 3 }, arrays: { boundary: 'b' } });
  moments.insert({ header: { step: 1 }, arrays: {} });
  assert.deepEqual(moments.kept, [
    { header: { step: 1 }, arrays: {} },
    { header: { step: 3 }, arrays: { boundary: 'b' } },
  ]);
});

test('what is drawn of a long series is evenly spaced, the last one always', () => {
  assert.deepEqual(spaced([]), []);
  assert.deepEqual(spaced(range(5), 5), range(5));
  assert.deepEqual(spaced(range(12), 5), [0, 3, 6, 9, 11]);
  assert.equal(spaced(range(241)).length, 121);
});
