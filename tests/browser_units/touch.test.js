import assert from 'node:assert/strict';
import { test } from 'node:test';

import { zoomed } from '../../browser/touch.js';

const AXES = { x: [0, 100], y: [-2, 2] };

test('fingers that spread to twice their distance halve the ranges around what lies between them', () => {
  const change = zoomed(AXES, { x: 0.5, y: 0.25, apart: 80 }, { x: 0.5, y: 0.25, apart: 160 });
  assert.deepEqual(change, { 'xaxis.range': [25, 75], 'yaxis.range': [-1.5, 0.5] });
});

test('fingers that move together move the ranges', () => {
  const change = zoomed(AXES, { x: 0.5, y: 0.5, apart: 80 }, { x: 0.6, y: 0.5, apart: 80 });
  assert.deepEqual(change, { 'xaxis.range': [-10, 90], 'yaxis.range': [-2, 2] });
});

test('an axis that is fixed is not named, and fingers on each other do not divide by 0', () => {
  const change = zoomed({ x: [0, 1] }, { x: 0, y: 0, apart: 100 }, { x: 0, y: 0, apart: 0 });
  assert.deepEqual(Object.keys(change), ['xaxis.range']);
  assert.ok(change['xaxis.range'].every(Number.isFinite));
});
