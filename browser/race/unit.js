// One unit looked at closely: a line of numbers, what it makes of the inputs, and the weights around it.

import { range, rowsOf } from '../arrays.js';
import { CLASS_COLOURS } from '../constants.js';
import { digits, measured } from '../numbers.js';
import { _ } from '../words.js';
import { chooseUnit, frameWith, isNews, stateWords, unitFacts, unitName } from './units.js';

// The frame that shows the unit of a card, and whether it is of the moment that the timeline shows.
/** @param {Board} board */
function unitFrame(board, { of, seed }) {
  const shows = ({ header }) => {
    const unit = header.closer?.unit;
    return Boolean(unit) && String(unit.place) === String(of) && header.closer.seed === seed;
  };
  return frameWith(board, shows);
}

/** @param {Board} board @param {Chart} chart */
export function drawUnitHead(board, chart) {
  const { card, spec } = chart;
  if (!card.querySelector('.lab-facts-line')) {
    const facts = document.createElement('div');
    facts.className = 'lab-facts-line lab-number';
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'lab-close';
    close.textContent = '×';
    close.title = _('Deselect the unit');
    close.setAttribute('aria-label', _('Deselect the unit'));
    close.addEventListener('click', () => chooseUnit(board, null));
    card.querySelector('.lab-title').append(close);
    card.append(facts);
  }
  const { frame, then } = unitFrame(board, spec);
  if (!isNews(chart, { frame, then })) return;
  const unit = String(spec.of);
  const why = board.unitWhy?.unit && String(JSON.parse(board.unitWhy.unit)) === unit ? board.unitWhy.why : '';
  const words = [_('seed {seed}', { seed: spec.seed })];
  if (frame) words.push(stateWords(frame.header.closer.unit.state));
  if (why) words.push(why);
  if (then === false) {
    words.push(_('It was not recorded then: shown as at step {step}.', { step: digits(frame.header.closer.step) }));
  }
  card.querySelector('.lab-subtitle').textContent = words.join(' · ');
  if (card.dataset.shows !== unit) {
    card.dataset.shows = unit;
    if (why) card.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }
  if (!frame) return;
  const { arrays, header } = frame;
  const label = header.arms?.[spec.of[0]];
  if (label) card.querySelector('.lab-name').textContent = unitName(spec.of, label);
  const bias = Array.from(arrays['unit.bias'].values, measured).join(', ');
  const facts = [...unitFacts(Array.from(arrays['unit.numbers'].values)), [_('bias'), bias]];
  card.querySelector('.lab-facts-line').replaceChildren(
    ...facts.map(([term, text]) => {
      const item = document.createElement('span');
      item.append(`${term} `, Object.assign(document.createElement('b'), { textContent: text }));
      return item;
    }),
  );
}

// Draws a card of the chosen unit, from the frame that shows it, when there is something new to show.
export const unitDrawer = (drawFrame) => async (board, chart) => {
  const found = unitFrame(board, chart.spec);
  if (isNews(chart, found) && found.frame) await drawFrame(found.frame, chart, board);
};

export const drawUnitMap = unitDrawer(async (frame, { element, spec }, board) => {
  const map = frame.arrays['unit.map'];
  if (!map) return;
  const { grid } = board.data;
  const values = map.values.subarray(spec.output * grid * grid, (spec.output + 1) * grid * grid);
  const z = rowsOf({ shape: [grid, grid], values });
  await globalThis.Plotly.restyle(element, { z: [z] }, [0]);
});

export const drawUnitLine = unitDrawer(async (frame, { element, spec }) => {
  if (!frame.arrays['unit.map']) return;
  const line = rowsOf(frame.arrays['unit.map'])[spec.output];
  const samples = rowsOf(frame.arrays['unit.outputs'])[spec.output];
  await globalThis.Plotly.restyle(element, { y: [line, samples] }, [0, 1]);
});

export const drawUnitPicture = unitDrawer(async (frame, { element }) => {
  const pieces = rowsOf(frame.arrays['unit.incoming']);
  const side = Math.sqrt(pieces[0].length);
  const z = Array.from({ length: side }, (_none, row) =>
    pieces.flatMap((weights, piece) => [...(piece ? [null] : []), ...weights.slice(row * side, (row + 1) * side)]),
  );
  await globalThis.Plotly.restyle(element, { z: [z] }, [0]);
});

export const drawUnitIncoming = unitDrawer(async (frame, { element, spec }) => {
  await drawBars(element, inBlocks(rowsOf(frame.arrays['unit.incoming']), spec.blocks));
});

export const drawUnitOutgoing = unitDrawer(async (frame, { element, spec }) => {
  const means = rowsOf(frame.arrays['unit.outputs']).map(
    (outputs) => outputs.reduce((sum, output) => sum + output, 0) / outputs.length,
  );
  const weights = rowsOf(frame.arrays['unit.outgoing']);
  const adds = weights.map((row, output) =>
    row.map((weight) => '<br>' + _('on average it adds {value}', { value: measured(weight * means[output]) })),
  );
  await drawBars(element, inBlocks(weights, spec.blocks), inBlocks(adds, spec.blocks));
});

// Each row cut into `count` rows of equal length.
const inBlocks = (rows, count) =>
  rows.flatMap((row) => {
    const size = row.length / count;
    return Array.from({ length: count }, (_none, block) => row.slice(block * size, (block + 1) * size));
  });

// A trace a row; of a single one the sign is told by the colour.
/** @param {HTMLElement} element */
async function drawBars(element, y, customdata = y.map((row) => row.map(() => ''))) {
  const change = { y, customdata };
  if (y.length === 1) change['marker.color'] = [y[0].map((value) => CLASS_COLOURS[Number(value > 0)])];
  await globalThis.Plotly.restyle(element, change, range(y.length));
}
