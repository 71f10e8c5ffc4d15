// Fingers on a chart: one scrolls the page, as over any other part of it; two zoom the chart. Plotly itself takes every touch
// as a drag.

import { axesOf, plotArea } from './plotly_private.js';

const AXES = { x: 'xaxis', y: 'yaxis' };
const [CLOSEST, FURTHEST] = [0.05, 20]; // how far one movement of two fingers zooms

/** @param {any} element a chart that has been drawn */
export function listenToFingers(element) {
  let pinch = null; // where the two fingers were at first, and the axes then
  let asked = false;

  const begin = (event) => {
    event.stopPropagation();
    pinch = event.touches.length === 2 ? { fingers: fingersOf(element, event), axes: rangesOf(element) } : null;
  };
  const move = (event) => {
    if (!pinch || event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault(); // not while the browser scrolls already: it would say so in the console
    pinch.now = fingersOf(element, event);
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (pinch) globalThis.Plotly.relayout(element, zoomed(pinch.axes, pinch.fingers, pinch.now));
    });
  };
  const end = () => (pinch = null);
  element.addEventListener('touchstart', begin, { capture: true, passive: true });
  element.addEventListener('touchmove', move, { capture: true, passive: false });
  element.addEventListener('touchend', end, { capture: true, passive: true });
  element.addEventListener('touchcancel', end, { capture: true, passive: true });
}

// The middle between two fingers as shares of the plot's width (from the left) and height (from below), and their distance.
function fingersOf(element, { touches: [one, other] }) {
  const area = plotArea(element) ?? element.getBoundingClientRect();
  return {
    x: ((one.clientX + other.clientX) / 2 - area.left) / area.width,
    y: (area.bottom - (one.clientY + other.clientY) / 2) / area.height,
    apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
  };
}

// The ranges of those axes that may be zoomed.
function rangesOf(element) {
  const axes = axesOf(element);
  const free = Object.keys(AXES).filter((name) => axes && !element.layout[AXES[name]]?.fixedrange);
  return Object.fromEntries(free.map((name) => [name, [...axes[name].range]]));
}

// Ranges of the axes for which what lay between the fingers lies there still. Exported for its tests.
/**
 * @typedef {{x: number, y: number, apart: number}} Fingers
 * @param {Record<string, number[]>} axes @param {Fingers} before @param {Fingers} now
 * @returns {Record<string, number[]>}
 */
export function zoomed(axes, before, now) {
  const scale = Math.min(Math.max(before.apart / Math.max(now.apart, 1), CLOSEST), FURTHEST);
  /** @type {Record<string, number[]>} */
  const change = {};
  for (const [name, [start, end]] of Object.entries(axes)) {
    const fixed = start + before[name] * (end - start);
    const length = (end - start) * scale;
    const low = fixed - now[name] * length;
    change[`${AXES[name]}.range`] = [low, low + length];
  }
  return change;
}
