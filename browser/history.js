// What a page remembers of its run: rows over steps for the curves, and moments to go back to.

import { INSIDE, LEARNED, METRICS } from './constants.js';

const MAX_ROWS = 1200;
const MAX_MOMENTS = 200;
const MAX_POINTS = 240; // of a drawn curve; a chart is some 400 pixels wide

// A series over steps that never grows beyond `max`: when it does, every second of its older half goes.
/** @template T */
export class Thinned {
  /** @param {number} max @param {(one: T) => number} stepOf */
  constructor(max, stepOf) {
    this.max = max;
    this.stepOf = stepOf;
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

  // To its place among the others, unless there is one of its step.
  /** @param {T} one */
  insert(one) {
    const step = this.stepOf(one);
    let place = this.kept.length;
    while (place > 0 && this.stepOf(this.kept[place - 1]) >= step) place -= 1;
    if (place < this.kept.length && this.stepOf(this.kept[place]) === step) return;
    this.kept.splice(place, 0, one);
    this.thin();
  }

  thin() {
    if (this.kept.length <= this.max) return;
    const half = this.kept.length / 2;
    this.kept = this.kept.filter((_one, place) => place >= half || place % 2 === 0);
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
  /** @param {string} prefix @param {string[] | null} names */
  constructor(prefix, names = null) {
    super(MAX_ROWS, (row) => row.step);
    this.prefix = prefix;
    this.names = names;
  }

  // Whether `arrays` brought new rows.
  /** @param {Record<string, NumberArray>} arrays */
  take(arrays) {
    const steps = arrays[`${this.prefix}steps`]?.values ?? [];
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

// Kept moments: the header and pictures of a frame each.
/** @extends {Thinned<Frame>} */
export class Moments extends Thinned {
  constructor() {
    super(MAX_MOMENTS, (moment) => moment.header.step);
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

// What is drawn of a long series: evenly spaced ones, the last always.
/** @template T @param {T[]} rows @param {number} [max] @returns {T[]} */
export function spaced(rows, max = MAX_POINTS) {
  const stride = Math.ceil(rows.length / max) || 1;
  return rows.filter((_row, place) => place % stride === 0 || place === rows.length - 1);
}
