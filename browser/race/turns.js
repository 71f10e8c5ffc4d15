// When a chart is drawn by Plotly and when directly (see plotly_private.js). While a race is live, and while the reader goes
// back in time, charts are drawn directly; Plotly redraws the same data now and then, and once it is quiet: axes, hover and
// zoom are always its own.

import { numbersOfX, quickLines } from '../plotly_private.js';

export const FRAME_BUDGET = 60; // milliseconds of drawing a frame
const FULL_EVERY = 700; // milliseconds between Plotly's redraws of one chart, at least
const FULL_SHARE = 0.3; // of the time at most goes into those of all charts: on a slow machine they come less often
const QUIET = 250; // milliseconds without another moment after which Plotly redraws what was drawn directly

// Show other numbers in a chart's `traces`: directly while there is no time for more, else by Plotly. `change` has for
// each of them its y, and its x where that changes too; `more` is what else Plotly is to change, as for its restyle.
/** @param {Board} board @param {Chart} chart */
export async function showLines(board, chart, traces, change, more = {}) {
  const { element } = chart;
  if (isHasty(board, chart)) {
    /** @type {Record<number, any[]>} */
    const x = {};
    /** @type {Record<number, any[]>} */
    const y = {};
    traces.forEach((trace, i) => {
      x[trace] = change.x?.[i] ?? numbersOfX(element, trace);
      y[trace] = change.y[i];
    });
    if (quickLines(element, x, y)) {
      traces.forEach((trace) => Object.assign(element.data[trace], { x: x[trace], y: y[trace] }));
      owe(chart);
      return;
    }
  }
  await showFully(board, chart, { ...change, ...more }, traces);
}

// Plotly has yet to draw it. Whichever has waited longest for that comes first at the next frame: always in the same
// order, the first would be due again before the last had its turn.
/** @param {Chart} chart */
function owe(chart) {
  chart.owed = true;
  chart.drawnAt = chart.fullAt ?? 0;
}

/** @param {Board} board @param {Chart} chart */
async function showFully(board, chart, change, traces) {
  const started = performance.now();
  chart.owed = false;
  await globalThis.Plotly.restyle(chart.element, change, traces);
  chart.fullAt = performance.now();
  board.fullAgain = chart.fullAt + (chart.fullAt - started) * (1 / FULL_SHARE - 1);
}

// For a chart that is not of lines. `quick` draws it directly, if it can be; else, while others are drawn directly, it
// waits for its turn, though an earlier moment is drawn at once. `change` makes what Plotly's restyle takes.
/** @param {Board} board @param {Chart} chart */
export async function showInTurn(board, chart, change, traces, quick = () => false) {
  const hasty = isHasty(board, chart) && chart.fullAt !== undefined;
  if (hasty && quick()) {
    owe(chart);
    return;
  }
  if (hasty && !board.hurry) {
    owe(chart);
    chart.drawn -= 1; // it was not
    return;
  }
  await showFully(board, chart, change(), traces);
}

// Whether a chart is to be drawn without Plotly, if that can be done.
/** @param {Board} board @param {Chart} chart */
function isHasty(board, chart) {
  const now = performance.now();
  return board.hurry || (!board.settled() && (now < (chart.fullAt ?? 0) + FULL_EVERY || now < (board.fullAgain)));
}

// Once no other moment was chosen for a while, let Plotly draw what was drawn directly, a chart at a time.
/** @param {Board} board */
export function drawFullyWhenQuiet(board) {
  clearTimeout(board.quiet);
  board.quiet = setTimeout(async () => {
    board.hurry = false;
    await board.markActs();
    for (const chart of board.charts.values()) {
      if (board.hurry || board.left) return;
      if (!chart.owed) continue;
      chart.fullAt = -Infinity;
      await board.drawChart(chart);
      await new Promise((done) => setTimeout(done));
    }
  }, QUIET);
}
