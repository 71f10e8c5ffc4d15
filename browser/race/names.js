// What arms are called where they are drawn. A swap gives an arm another activation, and the words follow it, back in
// time as well: of the moment that is shown, header.arms has the names of then and header.stories what they were before.

import { write } from '../nodes.js';
import { _ } from '../words.js';

// After a swap, or a step back over one: all charts at once, those too that got nothing new to draw.
/** @param {Board} board */
export async function nameAll(board) {
  const mark = board.shown().header.stories?.join();
  if (!mark || board.named === mark) return;
  board.named = mark;
  for (const chart of board.charts.values()) if (!chart.spec.figure || chart.element.data) await nameChart(board, chart);
}

/** @param {Board} board @param {Chart} chart */
export async function nameChart(board, chart) {
  const { header } = board.shown();
  const { spec, card } = chart;
  if (spec.arm !== undefined) nameCard(header, card, spec);
  if (spec.functions) await drawFunction(header, chart);
  else if (chart.element && header.stories) await nameLines(header.stories, chart.element);
}

// An arm's card: its name of now, and in small what it was, its units and the numbers that it trains.
function nameCard(header, card, spec) {
  const label = header.arms?.[spec.arm] ?? spec.title;
  const story = header.stories?.[spec.arm] ?? label;
  const size = spec.sizes[label] ?? spec.sizes[spec.title];
  const same = header.arms?.filter((other) => other === label).length > 1; // by a swap: what it was tells them apart
  write(card.querySelector('.lab-name'), same ? story : label);
  write(card.querySelector('.lab-size'), story === label ? size : `${story} · ${size}`);
}

// Lines that are an arm's carry its place in `meta`; their names are what the pointer reads.
/** @param {HTMLElement} element */
async function nameLines(stories, element) {
  const lines = element.data.flatMap((trace, place) => (trace.meta?.arm === undefined ? [] : [place]));
  const names = lines.map((place) => stories[element.data[place].meta.arm]);
  if (lines.some((place, i) => element.data[place].name !== names[i])) {
    await globalThis.Plotly.restyle(element, { name: names }, lines);
  }
}

// A density lies on f and f' of what the arm is at that moment.
async function drawFunction(header, { element, card, spec }) {
  const label = header.arms?.[spec.density] ?? Object.keys(spec.titles)[0];
  const title = spec.titles[label] ?? _('{arm}, layer {layer}', { arm: label, layer: spec.layer + 1 });
  write(card.querySelector('.lab-name'), title);
  const curves = spec.functions[label];
  if (curves && element.data[1].y !== curves.f) {
    await globalThis.Plotly.restyle(element, { y: [curves.f, curves.df] }, [1, 2]);
  }
}

// A swap that Python has not heard of yet: it brings the new function's curve and size, and writes the link.
/** @param {Board} board */
export function askForNames(board, header) {
  const strange = header.arms?.some((label, arm) => !board.data.known[arm]?.includes(label));
  const mark = `${board.generation} ${header.interventions?.length}`;
  if (!strange || board.asked === mark) return;
  board.asked = mark;
  board.trigger('settled', `${board.feed?.token} ${mark} swapped`);
}
