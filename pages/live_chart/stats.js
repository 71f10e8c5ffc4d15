// The strip of numbers beside the buttons: it shows what the board on the same page last heard from its run.

const LABELS = {
  step: 'step',
  rate: 'steps / s',
  learning: 'learning rate',
  networks: 'arms × seeds',
  device: 'device',
  state: 'state',
};
const STATES = { playing: 'training', stepping: 'training', paused: 'paused', finished: 'finished', starting: 'starting', failed: 'stopped' };

export default function (component) {
  const root = component.parentElement.querySelector('.lab-stats');
  const { networks, steps } = component.data;
  if (!root.childElementCount) {
    for (const [id, label] of Object.entries(LABELS)) {
      const item = document.createElement('div');
      item.innerHTML = `<span class="lab-label">${label}</span><span class="lab-value lab-number" data-stat="${id}">–</span>`;
      root.append(item);
    }
  }
  const show = (header) => {
    const set = (id, text) => (root.querySelector(`[data-stat=${id}]`).textContent = text);
    set('step', `${header.step.toLocaleString('en')} of ${steps.toLocaleString('en')}`);
    set('rate', header.steps_a_second ? Math.round(header.steps_a_second).toLocaleString('en') : '–');
    set('learning', header.learning_rate === undefined ? '–' : Number(header.learning_rate.toPrecision(4)));
    set('networks', networks);
    set('device', (header.device ?? '–').toUpperCase());
    set('state', STATES[header.status] ?? header.status);
  };
  const listener = (event) => show(event.detail);
  addEventListener('activation-lab-frame', listener);
  show(lab.header ?? { step: 0, status: 'starting' });
  return () => removeEventListener('activation-lab-frame', listener);
}
