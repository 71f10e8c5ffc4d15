import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spread } from '../../browser/race/lines.js';

function moved(heights, height) {
  const ends = heights.map((y) => ({ y }));
  spread(ends, height);
  return ends.map(({ y }) => y);
}

test('names that are far apart stay', () => assert.deepEqual(moved([10, 80, 40], 100), [10, 80, 40]));

test('names that would lie on each other are moved apart, in their order', () => {
  assert.deepEqual(moved([50, 50.5, 51], 100), [50, 62, 74]);
});

test('none is moved out of the plot', () => {
  const found = moved([95, 96, 97], 100);
  assert.deepEqual(found, [76, 88, 100]);
});
