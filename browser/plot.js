// Shared by all charts: Plotly's own script, loaded once; the page's theme put into figures; a figure drawn once and from
// then on only patched, so that zoom, hover and hidden traces survive.

import { range } from './arrays.js';
import { mix } from './nodes.js';
import { listenToFingers } from './touch.js';
import { _, plotlyLocale } from './words.js';

let loading = null;

/** @returns {Promise<any>} */
export function loadPlotly() {
  if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const src = new URL('plotly.min.js', import.meta.url).href;
    const underWay = [...document.scripts].find((script) => script.src === src); // from the page's head
    const script = underWay ?? Object.assign(document.createElement('script'), { src });
    script.addEventListener('load', () => resolve(globalThis.Plotly));
    script.addEventListener('error', () => {
      reject(new Error(_('The chart library could not be loaded. Reload the page.')));
    });
    if (!underWay) document.head.append(script);
  });
  return loading;
}

/** @param {Element} element @returns {Record<string, string>} */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const ink = read('--st-text-color', '#20242a');
  const paper = read('--st-background-color', '#ffffff');
  return {
    '--lab-ink': ink,
    '--lab-muted': mix(ink, paper, 0.62),
    '--lab-grid': mix(ink, paper, 0.11),
    '--lab-card': read('--st-background-color', '#ffffff'),
    '--lab-primary': read('--st-primary-color', '#2b5fd3'),
    font: read('--st-font', 'sans-serif'),
  };
}

// A copy of `figure` with every var(--lab-...) replaced by the theme's value.
/** @param {any} figure @param {Record<string, string>} theme */
export function themed(figure, theme) {
  const text = JSON.stringify(figure).replace(/var\((--lab-[a-z]+)\)/g, (_found, name) => theme[name] ?? '#888');
  const copy = JSON.parse(text);
  copy.layout.font = { family: theme.font, ...copy.layout.font };
  return copy;
}

// The places of all traces of a chart.
/** @param {any} element @returns {number[]} */
export const traces = (element) => range(element.data.length);

// A line of one point is nothing to see: it is drawn as a dot.
/** @param {ArrayLike<number>} x */
export const modeOf = (x) => (x.length === 1 ? 'lines+markers' : 'lines');

const PLOT_CONFIG = {
  responsive: false, // a chart follows its card: see `followed`
  displaylogo: false,
  displayModeBar: false,
  doubleClick: 'reset+autosize',
};

// Cards change their size for many reasons: another card beside them, the sidebar, a window, a zoom, print. Plotly listens
// to the window alone. A chart whose card is hidden keeps the size that it had.
/** @type {ResizeObserver | null} */
let sizes = null;
/** @type {Set<any>} */
const resized = new Set(); // charts to be drawn in the new size of their cards

function followed() {
  sizes ??= new ResizeObserver((entries) => {
    if (!resized.size) requestAnimationFrame(fitAll); // a change of size within the observer's turn would be an error
    for (const { target } of entries) resized.add(target);
  });
  return sizes;
}

function fitAll() {
  const waiting = [...resized];
  resized.clear();
  for (const element of waiting) fit(element);
}

// The size that a chart takes from its card: its height only where its figure has none.
/** @param {any} element */
const sizeOf = (element) => [element.clientWidth, element.layout.height ?? element.clientHeight].join();

// Draw a chart in the size of its card, unless it has that already.
/** @param {any} element */
function fit(element) {
  if (!element.layout || !element.clientWidth || sizeOf(element) === element.fitted) return;
  element.fitted = sizeOf(element);
  globalThis.Plotly.relayout(element, { autosize: true });
}

// A chart that is no longer needed.
/** @param {any} element */
export function erase(element) {
  sizes?.unobserve(element);
  resized.delete(element);
  if (element.layout) globalThis.Plotly.purge(element);
}

// Draw once. Later calls patch: same number of traces -> react on the same element, which keeps the DOM.
/** @param {any} element @param {any} figure */
export async function draw(element, figure, config = {}) {
  const Plotly = await loadPlotly();
  const theme = themeOf(element);
  const { data, layout } = themed(figure, theme);
  const settings = { ...PLOT_CONFIG, ...plotlyLocale(Plotly), ...config };
  if (element.dataset.drawn) {
    await Plotly.react(element, data, layout, settings);
  } else {
    element.dataset.drawn = 'yes';
    await Plotly.newPlot(element, data, layout, settings);
    element.fitted = sizeOf(element);
    listenToFingers(element);
    followed().observe(element);
  }
  element.figureSource = figure;
  return Plotly;
}

// Call `redraw` whenever the page's theme changes. Returns a function that stops watching.
/** @param {Element} element @param {(theme: Record<string, string>) => void} redraw @returns {() => void} */
export function onThemeChange(element, redraw) {
  let last = JSON.stringify(themeOf(element));
  const timer = setInterval(() => {
    if (!element.isConnected) return;
    const now = JSON.stringify(themeOf(element));
    if (now !== last) {
      last = now;
      redraw(themeOf(element));
    }
  }, 700);
  return () => clearInterval(timer);
}
