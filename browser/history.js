// What a page remembers of its run: rows over steps for the curves, and moments to go back to. Where there are too many, what
// stays is spaced evenly, and close together around events.

import { EVEN_SHARE, EVENT_SHARE, INSIDE, LEARNED, MAX_EVENTS, METRICS } from './constants.js';

const MAX_ROWS = 1200;
const MAX_MOMENTS = 200;
const MAX_POINTS = 240; // of a drawn curve; a chart is some 400 pixels wide

// Places of those items, at ascending `steps`, that stay when a series is thinned to fewer than `limit` of them: the same
// as kept_places of activations/observation/history.py.
/** @param {number[]} steps @param {number} limit @param {number[]} events @returns {number[]} */
export function keptPlaces(steps, limit, events = []) {
  const last = steps.length - 1;
  if (last < 1) return steps.map((_step, place) => place);
  const spacing = (steps[last] - steps[0]) / Math.max(1, Math.trunc(EVEN_SHARE * limit) - 1);
  const around = new Set([last]);
  for (const event of evenly(events, Math.trunc((EVENT_SHARE * limit) / 2))) {
    const after = countUpTo(steps, event);
    around.add(after - 1).add(after);
  }
  const kept = [0];
  for (let place = 1; place <= last; place += 1) {
    if (around.has(place) || steps[place] - steps[kept.at(-1)] >= spacing) kept.push(place);
  }
  return kept;
}

function evenly(items, count) {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_none, place) => items[Math.floor((place * items.length) / count)]);
}

// How many of ascending steps are at most `step`.
function countUpTo(steps, step) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A series over steps that never grows beyond `max`. `events`: around which steps its items stay.
/** @template T */
export class Thinned {
  /** @param {number} max @param {(one: T) => number} stepOf @param {() => number[]} events */
  constructor(max, stepOf, events = () => []) {
    this.max = max;
    this.stepOf = stepOf;
    this.events = events;
    /** @type {T[]} */
    this.kept = [];
  }

  clear() {
    this.kept = [];
  }

  /** @param {T} one */
  push(one) {
    this.kept.push(one);
    this.thin();
  }

  // To its place, which others had before: all that are later than step `after` and not later than it.
  /** @param {T} one @param {number} after */
  fill(one, after) {
    const step = this.stepOf(one);
    this.kept = [...this.upTo(after), one, ...this.kept.filter((other) => this.stepOf(other) > step)];
    this.thin();
  }

  thin() {
    if (this.kept.length <= this.max) return;
    this.kept = keptPlaces(this.kept.map(this.stepOf), this.max, this.events()).map((place) => this.kept[place]);
  }

  // Those up to a step.
  /** @param {number} step */
  upTo(step) {
    let count = this.kept.length;
    while (count > 0 && this.stepOf(this.kept[count - 1]) > step) count -= 1;
    return this.kept.slice(0, count);
  }
}

// Rows over steps, {step, values}: `values[name]` are the numbers that a row has of that name. A swap brings and takes
// away learnable parameters: a row has those that there were then.
/** @extends {Thinned<{step: number, values: Record<string, any>}>} */
export class Rows extends Thinned {
  // `prefix`: before the names in a frame; `names`: which of them, or all.
  /** @param {string} prefix @param {string[] | null} names @param {() => number[]} [events] */
  constructor(prefix, names = null, events = undefined) {
    super(MAX_ROWS, (row) => row.step, events);
    this.prefix = prefix;
    this.names = names;
  }

  // Whether `arrays` brought new rows. They take the place of rows of their steps, and of all that are later than filled[0]
  // and not later than filled[1].
  /** @param {Record<string, NumberArray>} arrays @param {number[] | null} [filled] */
  take(arrays, filled = null) {
    const steps = arrays[`${this.prefix}steps`]?.values ?? [];
    const last = this.latest()?.step ?? -1;
    const [after, to] = filled ?? [0, 0];
    const inOrder = !(steps[0] <= last);
    if (!inOrder) {
      const again = new Set(steps);
      this.kept = this.kept.filter(({ step }) => !again.has(step) && !(step > after && step <= to));
    }
    const names = this.names ?? namesIn(arrays, this.prefix);
    for (let row = 0; row < steps.length; row += 1) {
      /** @type {Record<string, any>} */
      const values = {};
      for (const name of names.filter((one) => arrays[this.prefix + one])) {
        const all = arrays[this.prefix + name].values;
        const size = all.length / steps.length;
        values[name] = all.slice(row * size, (row + 1) * size); // a view would keep its whole frame
      }
      this.kept.push({ step: steps[row], values });
    }
    if (!inOrder) this.kept.sort((one, other) => one.step - other.step);
    this.thin();
    return steps.length > 0;
  }

  latest() {
    return this.kept.at(-1);
  }
}

function namesIn(arrays, prefix) {
  const found = Object.keys(arrays).filter((name) => name.startsWith(prefix) && !name.endsWith('steps'));
  return found.map((name) => name.slice(prefix.length));
}

// The steps just before the rows of the inside that found most deaths and revivals.
/** @param {{step: number, values: Record<string, any>}[]} rows @returns {number[]} */
export function deathSteps(rows) {
  const total = ({ values }) => [...values.died, ...values.revived].reduce((sum, count) => sum + (count || 0), 0);
  const known = rows.filter(({ values }) => [...values.died].some(Number.isFinite)); // counted from the start
  const found = known.slice(1).map((row, place) => ({ step: known[place].step, count: total(row) - total(known[place]) }));
  return found.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count).slice(0, MAX_EVENTS).map(({ step }) => step);
}

// Kept moments: the header and pictures of a frame each. One whose header has `after` comes of an earlier time, and is put in
// with Thinned's `fill`.
/** @extends {Thinned<Frame>} */
export class Moments extends Thinned {
  /** @param {() => number[]} [events] */
  constructor(events = undefined) {
    super(MAX_MOMENTS, (moment) => moment.header.step, events);
  }

  /** @param {Frame} frame */
  take({ header, arrays }) {
    if (this.kept.at(-1)?.header.step === header.step) this.kept.pop();
    this.push({ header, arrays: Object.fromEntries(Object.entries(arrays).filter(([name]) => isPicture(name))) });
  }
}

function isPicture(name) {
  const row = name.endsWith('steps') || name.startsWith(INSIDE) || name.startsWith(LEARNED) || METRICS.includes(name);
  return !row;
}

// What is drawn of a long series of rows.
/** @template {{step: number}} T @param {T[]} rows @param {() => number[]} [events] @param {number} [max] @returns {T[]} */
export function spaced(rows, events = () => [], max = MAX_POINTS) {
  if (rows.length <= max) return rows;
  return keptPlaces(rows.map((row) => row.step), max, events()).map((place) => rows[place]);
}
