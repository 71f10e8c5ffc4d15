// The reader's language in the browser: texts of the scripts, numbers, and the words of Plotly and Streamlit.

import { useLocale } from './numbers.js';
import { PLOTLY_CHINESE } from './plotly_chinese.js';
import { speakForStreamlit } from './streamlit_private.js';

const speech = { code: 'en', texts: {} };
let localesKnown = false;

// Every component begins with this: `language` is what browser/__init__.py put into its data. True if what is in `root`
// was written in another one, which matters to a component that keeps what it wrote.
/** @param {{language: {code: string, texts: Record<string, string>}}} data @param {HTMLElement} [root] */
export function speak({ language }, root = undefined) {
  const before = root?.dataset.language;
  if (root) root.dataset.language = language.code;
  Object.assign(speech, language);
  document.documentElement.lang = tag();
  useLocale(tag());
  speakForStreamlit(language.code === 'zh_CN');
  return before !== undefined && before !== language.code;
}

// The language's name in browsers and in Plotly.
function tag() {
  return speech.code.replace('_', '-');
}

// `text` in the reader's language, each {name} in it replaced by values.name. Numbers are given ready to be read.
/** @param {string} text @param {Record<string, any>} [values] @returns {string} */
export function _(text, values = {}) {
  const said = speech.texts[text] || text;
  return said.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? values[name] : placeholder));
}

// What Plotly must be told, with every chart that is drawn.
export function plotlyLocale(Plotly) {
  if (!localesKnown) Plotly.register(PLOTLY_CHINESE);
  localesKnown = true;
  return { locale: tag() };
}
