// Arrays as they come in frames, and what charts need of them.

/** @param {number} count */
export const range = (count) => [...Array(count).keys()];

// A number that can be drawn, or null.
/** @param {number} value @returns {number | null} */
export const tidy = (value) => (Number.isFinite(value) ? value : null);

// An array as rows of numbers, NaN as null: its last axis along the row.
/** @param {NumberArray} array @returns {(number | null)[][]} */
export function rowsOf({ shape, values }) {
  const size = shape.at(-1);
  return range(values.length / size).map((row) => Array.from(values.subarray(row * size, (row + 1) * size), tidy));
}
