// A unit's pre-activations over the samples: a histogram a piece, the unit's f and f' as they are now, a dot a sample.

import { rowsOf } from '../arrays.js';
import { unitDrawer } from './unit.js';

const UNIT_BINS = 48;

export const drawUnitSamples = unitDrawer(async (frame, chart) => {
  const { element, spec } = chart;
  const { arrays } = frame;
  const { reach } = frame.header.closer.unit;
  const z = rowsOf(arrays['unit.pre_activations']);
  const outputs = rowsOf(arrays['unit.outputs']);
  const slopes = rowsOf(arrays['unit.slopes']);
  if (z.length !== spec.pieces || outputs.length !== spec.outputs) return; // another kind of unit since a swap
  const traces = z.map((values) => histogramOf(values, reach));
  const highest = Math.max(1, ...traces.flatMap(({ y }) => y));
  for (const trace of traces) trace.y = trace.y.map((count) => count / highest);
  if (spec.single) {
    const [line, ...curves] = rowsOf(arrays['unit.curve']);
    outputs.forEach((output, place) => {
      const slope = slopes[place];
      traces.push({ x: line, y: curves[place] }, { x: line, y: curves[outputs.length + place] });
      traces.push({ x: z[0], y: output, customdata: slope }, { x: z[0], y: slope, customdata: output });
    });
  } else {
    z.forEach((values, piece) => {
      const wins = spec.maxout ? (sample) => slopes[piece][sample] > 0 : () => true;
      const y = outputs[0].map((output, sample) => (wins(sample) ? output : null));
      traces.push({ x: values, y, customdata: slopes[piece] });
    });
  }
  const all = (name) => traces.map((trace) => trace[name] ?? null);
  const same = chart.reach === reach && chart.reachOf === spec;
  await globalThis.Plotly.update(
    element,
    { x: all('x'), y: all('y'), customdata: all('customdata') },
    same ? {} : { 'xaxis.range': [-reach, reach] }, // a zoom stays until the unit needs another range
  );
  chart.reach = reach;
  chart.reachOf = spec;
});

// Counts of values in equal bins over [-reach, reach], as steps.
export function histogramOf(values, reach) {
  const y = new Array(UNIT_BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * UNIT_BINS);
    if (bin >= 0 && bin < UNIT_BINS) y[bin] += 1;
  }
  const width = (2 * reach) / UNIT_BINS;
  return { x: y.map((_none, bin) => -reach + (bin + 0.5) * width), y };
}
