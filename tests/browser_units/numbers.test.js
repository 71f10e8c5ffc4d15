import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digits, fixed, measured, percent, significant, useLocale } from '../../browser/numbers.js';

// English and Chinese write these numbers alike.
for (const language of ['en', 'zh-CN']) {
  test(`numbers in ${language}`, () => {
    useLocale(language);
    assert.deepEqual([0, 999, 1234567, -5000].map(digits), ['0', '999', '1,234,567', '−5,000']);
    assert.deepEqual([98.45, 0.05, -0.0004, 12345.6].map((value) => fixed(value, 1)), ['98.5', '0.1', '−0.0', '12345.6']);
    assert.equal(fixed(1.005, 2), '1.00'); // as toFixed has it: in binary it is a little less
    assert.equal(fixed(-0.25, 3), '−0.250');
  });

  test(`significant digits in ${language}`, () => {
    useLocale(language);
    const written = [0, 1, -0.5, 1234.5, 0.012345, 1 / 3, -2e-6, 1.5e-7, -1.5e-7, 2e21];
    const read = ['0', '1', '−0.5', '1230', '0.0123', '0.333', '−0.000002', '1.5 × 10⁻⁷', '−1.5 × 10⁻⁷', '2 × 10²¹'];
    assert.deepEqual(written.map((value) => significant(value)), read);
    assert.equal(significant(0.123456, 4), '0.1235');
    assert.equal(significant(Math.fround(0.1)), '0.1');
  });

  test(`measured values in ${language}`, () => {
    useLocale(language);
    const written = [0, 0.25, -1234.5, 0.0001, 0.00001234, -0.00001, NaN, Infinity];
    const read = ['0', '0.25', '−1,230', '0.0001', '1.2 × 10⁻⁵', '−10⁻⁵', '–', '–'];
    assert.deepEqual(written.map((value) => measured(value)), read);
  });

  test(`shares in ${language}`, () => {
    useLocale(language);
    assert.deepEqual([0, 0.004, 0.125, 1].map((share) => percent(share)), ['0 %', '0 %', '13 %', '100 %']);
    const small = [0, 0.004, 0.0999, 0.1, 1, NaN].map((share) => percent(share, { small: true }));
    assert.deepEqual(small, ['0 %', '0.4 %', '10.0 %', '10 %', '100 %', '–']);
  });
}
