// The strip of numbers beside the buttons: it shows what the board on the same page last heard from its run.

import { digits, significant } from '../numbers.js';
import { write } from '../nodes.js';
import { _, speak } from '../words.js';
import { FRAME, heard } from './heard.js';

const labels = () => ({
  step: _('step'),
  rate: _('steps / s'),
  learning: _('learning rate'),
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

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-stats');
  const { networks, steps } = component.data;
  if (speak(component.data, root)) root.replaceChildren();
  if (!root.childElementCount) {
    for (const [id, label] of Object.entries(labels())) {
      const item = document.createElement('div');
      item.innerHTML = `<span class="lab-label">${label}</span><span class="lab-value lab-number" data-stat="${id}">–</span>`;
      root.append(item);
    }
  }
  const show = (header) => {
    const set = (id, text) => write(root.querySelector(`[data-stat=${id}]`), text);
    set('step', _('{step} of {steps}', { step: digits(header.step), steps: digits(steps) }));
    set('rate', header.steps_a_second ? digits(Math.round(header.steps_a_second)) : '–');
    set('learning', header.learning_rate === undefined ? '–' : significant(header.learning_rate, 4));
    set('networks', networks);
    set('device', (header.device ?? '–').toUpperCase());
    set('state', states()[header.status] ?? header.status);
  };
  const listener = (event) => show(event.detail);
  addEventListener(FRAME, listener);
  show(heard.header ?? { step: 0, status: 'starting' });
  return () => removeEventListener(FRAME, listener);
}
