// Strips of numbers beside the buttons: they show what the board on the same page last heard from its run.

import { digits, significant } from '../numbers.js';
import { write } from '../nodes.js';
import { _, speak } from '../words.js';
import { FRAME, heard } from './heard.js';

const labels = () => ({
  step: _('step'),
  rate: _('steps / s'),
  learning: _('current learning rate'),
  networks: _('arms × seeds'),
  device: _('device'),
  state: _('state'),
});
const states = () => ({
  playing: _('training'),
  stepping: _('training'),
  paused: _('paused'),
  finished: _('finished'),
  starting: _('starting'),
  failed: _('stopped'),
});

// What a screen reader says by itself: another state, and where the run stands then; not every step.
/** @param {HTMLElement} status @param {any} header */
function tell(status, header) {
  const state = states()[header.status] ?? header.status;
  if (status.dataset.said === state) return;
  status.dataset.said = state;
  const at = header.status === 'paused' || header.status === 'finished';
  write(status, at ? _('{state} at step {step}', { state, step: digits(header.step) }) : state);
}

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-stats');
  const { shown, networks, steps } = component.data;
  if (speak(component.data, root)) root.replaceChildren();
  if (!root.childElementCount) {
    for (const id of shown) {
      const item = document.createElement('div');
      item.innerHTML = `<span class="lab-label">${labels()[id]}</span><span class="lab-value lab-number" data-stat="${id}">–</span>`;
      root.append(item);
    }
    if (shown.includes('state')) {
      const status = document.createElement('span');
      status.className = 'lab-hidden';
      status.role = 'status';
      root.append(status);
    }
  }
  const texts = (header) => ({
    step: _('{step} of {steps}', { step: digits(header.step), steps: digits(steps) }),
    rate: header.steps_a_second ? digits(Math.round(header.steps_a_second)) : '–',
    learning: header.learning_rate === undefined ? '–' : significant(header.learning_rate, 4),
    networks,
    device: (header.device ?? '–').toUpperCase(),
    state: states()[header.status] ?? header.status,
  });
  const show = (header) => {
    const said = texts(header);
    for (const id of shown) write(root.querySelector(`[data-stat=${id}]`), said[id]);
    const status = root.querySelector('[role=status]');
    if (status) tell(status, header);
  };
  const listener = (event) => show(event.detail);
  addEventListener(FRAME, listener);
  show(heard.header ?? { step: 0, status: 'starting' });
  return () => removeEventListener(FRAME, listener);
}
