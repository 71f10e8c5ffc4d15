// A line of Python, and a button that copies it. Streamlit's own block of code loads 1.6 MB of grammars for it.

import { _, speak } from '../words.js';

/** @param {Component} component */
export default function (component) {
  const { line } = component.data;
  const root = component.parentElement.querySelector('.lab-code');
  speak(component.data, root);
  const code = root.querySelector('code');
  const button = root.querySelector('button');
  code.textContent = line;
  button.textContent = _('Copy');
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(line);
      button.textContent = _('Copied');
    } catch {
      getSelection()?.selectAllChildren(code); // a page that is not served by https may not copy: the reader does
    }
  };
}
