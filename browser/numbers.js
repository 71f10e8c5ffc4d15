// Numbers as the reader reads them: in the reader's language, with a true minus sign.

const MINUS = '−';
const NONE = '–';
const MINUS_AND_DIGITS = MINUS + '0123456789';
const RAISED = '⁻⁰¹²³⁴⁵⁶⁷⁸⁹';

let tag = 'en';
const known = new Map(); // making a format takes much longer than using it

// From now on numbers are written as in this language; a tag such as "zh-CN".
/** @param {string} language */
export function useLocale(language) {
  tag = language;
}

/** @param {number} value @param {Intl.NumberFormatOptions} options @returns {string} */
function format(value, options) {
  const key = tag + JSON.stringify(options);
  if (!known.has(key)) known.set(key, new Intl.NumberFormat(tag, options));
  return known.get(key).format(value).replaceAll('-', MINUS);
}

// 12,345.678: all that is of use to count by.
/** @param {number} value */
export function digits(value) {
  return format(value, {});
}

// Exactly `decimals` digits after the point, without groups. Rounded as toFixed does, from the number's binary value.
/** @param {number} value @param {number} decimals */
export function fixed(value, decimals) {
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false };
  return format(Number(value.toFixed(decimals)), places);
}

// At most `count` significant digits: 0.0123, 1.2 × 10⁻⁷. Without groups, and rounded as toPrecision does.
/** @param {number} value */
export function significant(value, count = 3) {
  const rounded = Number(value.toPrecision(count));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return exponential(rounded, { maximumSignificantDigits: count });
  return format(rounded, { maximumSignificantDigits: 21, useGrouping: false });
}

// 1.2 × 10⁻⁷, 10²⁴: as activations/language/numbers.py.
/** @param {number} value @param {Intl.NumberFormatOptions} options */
function exponential(value, options) {
  const [leading, power] = format(value, { notation: 'scientific', ...options }).split('E');
  const raised = '10' + power.replace(/./g, (sign) => RAISED[MINUS_AND_DIGITS.indexOf(sign)]);
  return Math.abs(Number(leading.replace(MINUS, '-'))) === 1 ? leading.replace(/1.*/, raised) : `${leading} × ${raised}`;
}

// Three significant digits with groups; one decimal and a power of ten where it is small; a dash where it is no number.
/** @param {number} value */
export function measured(value) {
  if (!Number.isFinite(value)) return NONE;
  if (value === 0 || Math.abs(value) >= 1e-4) return format(value, { maximumSignificantDigits: 3 });
  return exponential(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

// "12 %"; with a decimal where a small share would be rounded away.
/** @param {number} share */
export function percent(share, { small = false } = {}) {
  if (small && !Number.isFinite(share)) return NONE;
  return `${fixed(100 * share, small && share > 0 && share < 0.1 ? 1 : 0)} %`;
}
