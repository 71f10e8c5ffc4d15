import assert from 'node:assert/strict';
import { test } from 'node:test';

import { range, rowsOf, tidy } from '../../browser/arrays.js';
import { histogramOf } from '../../browser/race/unit_samples.js';
import { median, medianOfLive, seedsOf } from '../../browser/statistics.js';

test('the median, of an odd and of an even number', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([10, 9, 2, 1]), 5.5); // not the mean, and not sorted as text
  assert.ok(Number.isNaN(median([])));
});

test('seeds that have diverged do not count', () => {
  const divergedAt = { shape: [2, 4], values: Int32Array.of(-1, 30, -1, 20, -1, -1, -1, -1) };
  const losses = { shape: [2, 4], values: Float32Array.of(1, 100, 3, 200, 1, 2, 3, 10) };
  assert.deepEqual(seedsOf(divergedAt, 0), { seeds: 4, live: [0, 2], lost: 2, firstLost: 20 });
  assert.deepEqual(seedsOf(divergedAt, 1), { seeds: 4, live: [0, 1, 2, 3], lost: 0, firstLost: Infinity });
  assert.deepEqual([0, 1].map((arm) => medianOfLive(losses, divergedAt, arm)), [2, 2.5]);
});

test('rows of an array, with null for what is no number', () => {
  const values = Float32Array.of(1, 2, NaN, 4, 5, Infinity);
  assert.deepEqual(rowsOf({ shape: [2, 3], values }), [
    [1, 2, null],
    [4, 5, null],
  ]);
  assert.deepEqual([range(0), range(3)], [[], [0, 1, 2]]);
  assert.deepEqual([tidy(0), tidy(-Infinity)], [0, null]);
});

test('a histogram leaves out what is beyond its reach', () => {
  const { x, y } = histogramOf([-2, -1.99, 0, 1.99, 2, 5], 2);
  assert.equal(x.length, y.length);
  assert.equal(y.reduce((sum, count) => sum + count, 0), 4); // 2 itself is where the next bin would begin
  assert.deepEqual([y[0], y[y.length / 2], y.at(-1)], [2, 1, 1]);
  assert.ok(Math.abs(x[0] + x.at(-1)) < 1e-12);
});
