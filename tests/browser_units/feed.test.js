import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { DTYPES } from '../../browser/constants.js';
import { unpack } from '../../browser/feed.js';

// Python packs it here and now: nothing is kept that could be of another version.
const PACK = `
import sys
import numpy as np
from activations.live.protocol import pack
arrays = {
    "losses": np.array([[0.5, -1.25, np.nan], [np.inf, 1e-30, 3]], dtype=np.float32),
    "boundary": np.arange(250, 256, dtype=np.uint8).reshape(2, 3),
    "steps": np.array([0, -1, 2**31 - 1], dtype=np.int32),
    "none": np.zeros((0, 3), dtype=np.float32),
    "turned": np.arange(6, dtype=np.int32).reshape(2, 3).T,
}
sys.stdout.buffer.write(pack({"status": "paused", "said": "损失 – loss", "step": 3}, arrays))
`;
const python = process.env.PYTHON ?? (existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3');

test('a message that Python has packed', () => {
  const bytes = execFileSync(python, ['-c', PACK]);
  const { header, arrays } = unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  assert.equal(header.status, 'paused');
  assert.equal(header.said, '损失 – loss');
  assert.equal(header.step, 3);
  assert.deepEqual(arrays.losses.shape, [2, 3]);
  assert.deepEqual([...arrays.losses.values], [0.5, -1.25, NaN, Infinity, Math.fround(1e-30), 3]);
  assert.deepEqual(arrays.boundary.values, Uint8Array.of(250, 251, 252, 253, 254, 255));
  assert.deepEqual(arrays.steps.values, Int32Array.of(0, -1, 2 ** 31 - 1));
  assert.deepEqual([arrays.none.shape, arrays.none.values.length], [[0, 3], 0]);
  assert.deepEqual([arrays.turned.shape, [...arrays.turned.values]], [[3, 2], [0, 3, 1, 4, 2, 5]]);
  const kinds = new Set(Object.values(arrays).map(({ values }) => values.constructor.name.replace('Array', '').toLowerCase()));
  assert.deepEqual([...kinds].sort(), [...DTYPES].sort()); // every kind of number that Python may send
  assert.equal(arrays.losses.values.buffer, arrays.steps.values.buffer); // views into the message, not copies
});
