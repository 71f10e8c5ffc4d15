// All units of a layer as cells, a row an arm: what each does on the samples, in numbers under the pointer, and a click
// chooses one. A click on a density of pre-activations asks for the unit that has most samples there.

import { HISTOGRAM, UNIT_NUMBERS, UNIT_STATE } from '../constants.js';
import { digits, measured, percent } from '../numbers.js';
import { axesOf, plotArea } from '../plotly_private.js';
import { _ } from '../words.js';

const WANTED_NUMBERS = ['peak_slope', 'saturated', 'silent', 'mean', 'deviation'];
const SATURATED = UNIT_NUMBERS.indexOf('saturated');
const TOLD_FOR = 5000; // milliseconds

// What is known of a unit, in words; bits of UNIT_UNIT_STATE.
export function stateWords(state) {
  if (state & UNIT_STATE.lost) return _('its network diverged');
  if (state & UNIT_STATE.switchedOff) return _('switched off by hand: its output is held at 0');
  if (state & UNIT_STATE.dead) return _('dead: |f′(z)| ≤ 10⁻⁶ on every sample, so it learns nothing');
  if (state & UNIT_STATE.off) return _('off: z ≤ 0 on every sample, but not dead');
  if (state & UNIT_STATE.almostDead) return _('almost dead: |f′(z)| ≤ 10⁻² on every sample');
  return _('alive');
}

export const unitName = ([, layer, unit], label) =>
  _('Unit {unit} of layer {layer}, {label}', { unit: unit + 1, layer: layer + 1, label });

// The numbers of a unit, in the order of UNIT_NUMBERS, as pairs of label and text.
export function unitFacts(numbers) {
  const [peak, saturated, silent, mean, deviation] = WANTED_NUMBERS.map((name) => numbers[UNIT_NUMBERS.indexOf(name)]);
  return [
    [_('output not 0 on'), percent(1 - silent, { small: true })],
    [_('saturated on'), percent(saturated, { small: true })],
    [_('max |f′(z)|'), measured(peak)],
    [_('mean output'), `${measured(mean)} ± ${measured(deviation)}`],
  ];
}

// Whether a chart has to be drawn for a frame: not if it shows this look at these networks already.
/** @param {Chart} chart @param {{frame?: Frame, then?: boolean}} found */
export function isNews(chart, { frame, then }) {
  const { life, generation, closer, interventions } = frame?.header ?? {};
  const drawnOf = JSON.stringify([life, generation, closer?.step, closer?.seed, interventions?.length, then]);
  if (chart.drawnOf === drawnOf && chart.drawnSpec === chart.spec) return false;
  chart.drawnOf = drawnOf;
  chart.drawnSpec = chart.spec;
  return true;
}

// The frame of the moment that is shown if `has` says that it holds what is asked for, else the newest that does.
/** @param {Board} board @param {(frame: Frame) => boolean} has @returns {{frame?: Frame, then?: boolean}} */
export function frameWith(board, has) {
  const { moment } = board.timeline;
  if (moment && has(moment)) return { frame: moment, then: true };
  return board.last && has(board.last) ? { frame: board.last, then: !moment } : {};
}

/** @param {Board} board @param {Chart} chart */
export function drawUnits(board, chart) {
  const { spec } = chart;
  chart.strip ??= new UnitStrip(board, chart);
  const shows = ({ header, arrays }) =>
    arrays.units && header.closer?.layer === spec.layer && header.closer.seed === spec.seed;
  const { frame, then } = frameWith(board, shows);
  if (!isNews(chart, { frame, then })) return;
  const words = [spec.subtitle];
  const seen = (bit) => frame?.arrays.unit_state.values.some((state) => state & bit);
  if (seen(UNIT_STATE.lost)) words.push(_('Hatched: its network diverged.'));
  if (seen(UNIT_STATE.switchedOff)) words.push(_('○: switched off by hand.'));
  if (then === false) {
    const step = digits(frame.header.closer.step);
    words.push(_('This layer was not recorded then: shown as at step {step}.', { step }));
  }
  chart.card.querySelector('.lab-subtitle').textContent = words.join(' ');
  chart.strip.show(spec, frame);
}

class UnitStrip {
  constructor(board, { card }) {
    this.board = board;
    this.body = document.createElement('div');
    this.body.className = 'lab-unit-rows';
    this.tip = document.createElement('div');
    this.tip.className = 'lab-tip lab-number';
    this.tip.hidden = true;
    card.append(this.body, this.tip);
    const cellOf = ({ target }) => /** @type {Element} */ (target).closest('.lab-cell');
    this.body.addEventListener('click', (event) => this.choose(cellOf(event)));
    this.body.addEventListener('pointerover', (event) => this.point(cellOf(event)));
    this.body.addEventListener('pointerleave', () => this.point(null));
    this.body.addEventListener('focusin', (event) => this.point(cellOf(event)));
    this.body.addEventListener('focusout', () => this.point(null));
    this.body.addEventListener('keydown', (event) => this.move(event));
  }

  build(spec) {
    this.body.replaceChildren(
      ...spec.rows.map(({ label, colour, width }, arm) => {
        const name = document.createElement('div');
        name.className = 'lab-unit-arm';
        name.innerHTML = '<span class="lab-dot"></span><span class="lab-name"></span>';
        name.querySelector('.lab-dot').style.background = colour;
        const cells = document.createElement('div');
        cells.className = 'lab-cells';
        cells.style.setProperty('--arm', colour);
        for (let unit = 0; unit < width; unit += 1) {
          const cell = document.createElement('button');
          cell.type = 'button';
          cell.className = 'lab-cell';
          cell.tabIndex = unit ? -1 : 0; // one stop a row; the arrow keys go along it
          cell.dataset.unit = `${arm}.${spec.layer}.${unit}`;
          cell.setAttribute('aria-label', unitName([arm, spec.layer, unit], label));
          cells.append(cell);
        }
        name.lastChild.textContent = label;
        const row = document.createElement('div');
        row.className = 'lab-unit-row';
        row.append(name, cells);
        return row;
      }),
    );
    this.body.style.setProperty('--cells', String(Math.max(...spec.rows.map(({ width }) => width))));
  }

  show(spec, frame) {
    const layout = JSON.stringify([spec.rows, spec.layer]);
    if (this.layout !== layout) {
      this.layout = layout;
      this.build(spec);
    }
    this.spec = spec;
    this.frame = frame;
    this.body.classList.toggle('lab-waiting', !frame);
    const names = this.body.querySelectorAll('.lab-unit-arm .lab-name');
    const chosen = spec.chosen?.join('.');
    for (const cell of this.body.querySelectorAll('.lab-cell')) {
      const pressed = String(cell.dataset.unit === chosen);
      if (cell.getAttribute('aria-pressed') !== pressed) cell.setAttribute('aria-pressed', pressed);
      if (!frame) continue;
      const [arm, , unit] = cell.dataset.unit.split('.').map(Number);
      const { state, numbers } = this.read(arm, unit);
      if (!unit && frame.header.arms?.[arm]) names[arm].textContent = frame.header.arms[arm];
      const kind = this.kind(state);
      if (cell.dataset.state !== kind) cell.dataset.state = kind;
      const full = `${Math.round(100 * (1 - numbers[SATURATED])) || 0}%`;
      if (cell.full !== full) {
        cell.full = full;
        cell.style.setProperty('--full', full);
      }
    }
    if (this.pointed) this.point(this.pointed);
  }

  kind(state) {
    if (state & UNIT_STATE.lost) return 'lost';
    if (state & UNIT_STATE.switchedOff) return 'switched';
    if (state & UNIT_STATE.dead) return 'dead';
    return state & UNIT_STATE.off ? 'off' : 'alive';
  }

  read(arm, unit) {
    const { units, unit_state: state } = this.frame.arrays;
    const [count, arms, width] = units.shape;
    const at = arm * width + unit;
    const numbers = Array.from({ length: count }, (_none, row) => units.values[row * arms * width + at]);
    return { state: state.values[at], numbers };
  }

  point(cell) {
    this.pointed = cell;
    this.tip.hidden = !cell?.isConnected || !this.frame;
    if (this.tip.hidden) return;
    const [arm, , unit] = cell.dataset.unit.split('.').map(Number);
    const { state, numbers } = this.read(arm, unit);
    const label = this.frame.header.arms?.[arm] ?? this.spec.rows[arm].label;
    const lines = [unitName([arm, this.spec.layer, unit], label), stateWords(state)];
    lines.push(...unitFacts(numbers).map(([name, text]) => `${name} ${text}`));
    const { left, top, bottom } = cell.getBoundingClientRect();
    this.place(lines.join('\n'), left, top, bottom);
  }

  // Below a thing, or above it where there is no room.
  place(text, left, top, bottom) {
    this.tip.textContent = text;
    this.tip.hidden = false;
    const size = this.tip.getBoundingClientRect();
    this.tip.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
    this.tip.style.top = `${bottom + 6 + size.height > innerHeight ? top - size.height - 6 : bottom + 6}px`;
  }

  // For a while, where the click was.
  tell(sentence, x, y) {
    this.pointed = null;
    this.place(sentence, x, y, y);
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.point(this.pointed), TOLD_FOR);
  }

  choose(cell) {
    if (!cell) return;
    const unit = cell.getAttribute('aria-pressed') === 'true' ? null : cell.dataset.unit.split('.').map(Number);
    chooseUnit(this.board, unit);
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && (step > 0 ? event.target.nextElementSibling : event.target.previousElementSibling);
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

// null ends the choice. `why` is shown with the unit.
/** @param {Board} board */
export function chooseUnit(board, unit, why = '') {
  board.unitWhy = { unit: JSON.stringify(unit), why };
  board.trigger('unit', JSON.stringify(unit));
}

// A click on an arm's density: which unit has most samples in that bin, is for the trainer process to say.
/** @param {Board} board @param {Chart} chart */
export function askForUnit(board, chart) {
  if (chart.asking) return;
  chart.asking = true;
  chart.element.addEventListener('click', (event) => {
    const axes = axesOf(chart.element);
    const place = plotArea(chart.element);
    if (!axes || !place) return;
    const z = axes.x.toValue(event.clientX - place.left);
    const bin = Math.floor(((z - HISTOGRAM.low) / (HISTOGRAM.high - HISTOGRAM.low)) * HISTOGRAM.bins);
    if (!(bin >= 0 && bin < HISTOGRAM.bins)) return;
    board.unitAsked = { serial: board.last?.header.closer?.found?.serial ?? 0, x: event.clientX, y: event.clientY };
    board.trigger('bin', JSON.stringify({ arm: chart.spec.density, layer: chart.spec.layer, bin }));
  });
}

// The answer has come with a frame.
/** @param {Board} board */
export function hearOfUnit(board, { closer }) {
  const found = closer?.found;
  if (!board.unitAsked || !found || found.serial === board.unitAsked.serial) return;
  const { x, y } = board.unitAsked;
  board.unitAsked = null;
  if (found.unit) chooseUnit(board, found.unit, found.sentence);
  else board.charts.get('units')?.strip?.tell(found.sentence, x, y);
}
