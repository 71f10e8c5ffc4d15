// A card of facts; the text is set as text, never as markup. A label with a definition is a button that opens it.

import { speak } from '../words.js';

/** @param {HTMLElement} term @param {HTMLElement} said @param {string} label @param {string} help */
function define(term, said, label, help) {
  const [button, definition] = [document.createElement('button'), document.createElement('div')];
  button.type = 'button';
  button.className = 'lab-term';
  button.textContent = label;
  button.setAttribute('aria-expanded', 'false');
  definition.className = 'lab-definition';
  definition.textContent = help;
  definition.hidden = true;
  button.addEventListener('click', () => {
    definition.hidden = !definition.hidden;
    button.setAttribute('aria-expanded', String(!definition.hidden));
  });
  term.replaceChildren(button);
  said.append(definition);
}

/** @param {Component} component */
export default function (component) {
  const { title, subtitle, colour, rows } = component.data;
  const root = component.parentElement.querySelector('.lab-facts');
  speak(component.data, root);
  root.querySelector('.lab-dot').style.background = colour;
  root.querySelector('.lab-name').textContent = title;
  root.querySelector('.lab-subtitle').textContent = subtitle;
  root.querySelector('dl').replaceChildren(
    ...rows.flatMap(({ label, text, help }) => {
      const term = document.createElement('dt');
      const said = document.createElement('dd');
      term.textContent = label;
      said.textContent = text;
      if (help) define(term, said, label, help);
      return [term, said];
    }),
  );
}
