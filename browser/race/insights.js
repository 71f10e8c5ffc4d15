// What the run says in plain words, with the numbers that it rests on and a button that tries what it suggests.

import { _ } from '../words.js';

/** @param {Board} board */
export function showInsights(board) {
  const place = board.root.querySelector('.lab-insights');
  const said = board.shown()?.header.insights ?? [];
  const mark = JSON.stringify(said);
  if (place.dataset.shown === mark) return;
  place.dataset.shown = mark;
  place.setAttribute('aria-label', _('Findings'));
  const title = document.createElement('div');
  title.className = 'lab-title';
  title.textContent = _('Findings');
  place.replaceChildren(title);
  if (!said.length) {
    const none = document.createElement('div');
    none.className = 'lab-subtitle';
    none.textContent = _('None so far. What stands out while it trains is said here.');
    place.append(none);
  }
  for (const one of said) {
    const item = document.createElement('div');
    item.className = 'lab-insight';
    const sentence = document.createElement('div');
    sentence.className = 'lab-number';
    sentence.textContent = one.sentence;
    item.append(sentence);
    if (one.suggestion) {
      const line = document.createElement('div');
      line.className = 'lab-subtitle';
      line.textContent = one.suggestion + ' ';
      if (Object.keys(one.action ?? {}).length) line.append(tryButton(board, one.action));
      if (VIEW_OF[one.chart]) line.append(viewButton(board, VIEW_OF[one.chart], one.layer));
      item.append(line);
    }
    place.append(item);
  }
}

const VIEW_OF = {
  pre_activations: 'pre-activations',
  gradients: 'gradients',
  health: 'health',
  rank: 'health',
  centre: 'health',
  updates: 'weights',
  agreement: 'weights',
};

/** @param {Board} board */
function tryButton(board, action) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = _('Try it');
  button.addEventListener('click', () => board.trigger('attempt', JSON.stringify(action)));
  return button;
}

/** @param {Board} board */
function viewButton(board, view, layer) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = _('Show');
  button.addEventListener('click', () => board.trigger('view', JSON.stringify({ view, layer })));
  return button;
}
