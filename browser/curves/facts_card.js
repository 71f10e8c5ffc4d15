// A card of facts; the text is set as text, never as markup.

import { speak } from '../words.js';

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
      term.title = help;
      said.textContent = text;
      return [term, said];
    }),
  );
}
