// The Curves page's chart. While a native slider is dragged the curves follow it from frames that Python computed ahead,
// with no word to the server; Maxout's lines can be dragged, and only their release is told to Python.

import { describe } from '../alternative.js';
import { draw, erase, onThemeChange } from '../plot.js';
import { axesOf, linePath } from '../plotly_private.js';
import { isInWidget, sliderInput } from '../streamlit_private.js';
import { _, speak } from '../words.js';
import { clamp, MaxoutLines } from './maxout_lines.js';

const FAR_AWAY = 1e4; // pixels: out of sight, and within what a path may hold
const IDLE_FRAMES = 20; // animation frames a slider is watched on after its last key press

function unpackFloats(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

// One function's frames: `at(value)` is the blend of the two nearest, for each column.
class Film {
  constructor({ key, x, values, arrays }) {
    this.key = key;
    this.values = values;
    this.x = Array.from(unpackFloats(x));
    this.arrays = Object.fromEntries(Object.entries(arrays).map(([name, text]) => [name, unpackFloats(text)]));
  }

  at(value) {
    const last = this.values.length - 1;
    let low = 0;
    while (low < last - 1 && this.values[low + 1] <= value) low += 1;
    const high = Math.min(low + 1, last);
    const span = this.values[high] - this.values[low];
    const share = span > 0 ? Math.min(Math.max((value - this.values[low]) / span, 0), 1) : 0;
    const points = this.x.length;
    const columns = {};
    for (const [name, array] of Object.entries(this.arrays)) {
      const y = new Array(points);
      for (let i = 0; i < points; i += 1) {
        y[i] = (1 - share) * array[low * points + i] + share * array[high * points + i];
      }
      columns[name] = y;
    }
    return columns;
  }
}

function unpackFilms(slider) {
  slider.films ??= slider.curves.map((frames) => new Film(frames));
}

class CurveChart {
  constructor(root) {
    this.root = root;
    this.plot = root.querySelector('.lab-plot');
    this.maxout = new MaxoutLines(this, root.querySelector('.lab-handles'));
    this.paths = new Map();
    this.stopTheme = onThemeChange(root, () => this.figure && this.redraw());
    /** @type {[Document, string, (event: any) => void][]} */
    this.listeners = [
      [document, 'pointerdown', (event) => this.press(event)],
      [document, 'keydown', (event) => this.press(event)],
      [document, 'pointerup', () => (this.down = false)],
      [document, 'pointercancel', () => (this.down = false)],
    ];
    for (const [target, name, listener] of this.listeners) target.addEventListener(name, listener, true);
  }

  async update(data, trigger) {
    this.trigger = trigger;
    this.sliders = data.sliders.map((slider) => ({ ...slider, films: null }));
    this.lines = data.lines;
    this.root.querySelector('.lab-title').textContent = data.title;
    this.root.querySelector('.lab-subtitle').textContent = data.subtitle;
    describe(this.plot, [data.title, data.subtitle, data.alternative]);
    this.showPills(data.pills);
    const drawn = JSON.stringify(data.figure);
    if (drawn !== this.drawn || this.bent) {
      this.drawn = drawn;
      this.figure = data.figure;
      await this.redraw();
    }
    if (!this.placing) {
      this.placing = () => this.maxout.place(this.lines);
      this.plot.on('plotly_afterplot', this.placing);
    }
    this.maxout.place(this.lines);
  }

  redraw() {
    this.bent = false;
    this.paths.clear();
    return draw(this.plot, this.figure);
  }

  showPills(pills) {
    const box = this.root.querySelector('.lab-pills');
    box.replaceChildren(
      ...pills.map(({ key, name, colour, focus }) => {
        const pill = document.createElement('button');
        pill.type = 'button';
        pill.className = 'lab-pill';
        pill.setAttribute('aria-pressed', focus);
        pill.title = _('Shade the regions of {name} and show its card', { name });
        const dot = document.createElement('span');
        dot.className = 'lab-dot';
        dot.style.background = colour;
        pill.append(dot, name);
        pill.onclick = () => this.trigger('focus', key);
        return pill;
      }),
    );
  }

  // Put points into a line that is already drawn. Plotly.restyle would work the whole plot out again, 20 to 40 ms; a
  // finger moves on every 16. Whatever is painted so is drawn properly, with Python's exact numbers, on release.
  paint(key, quantity, x, y) {
    const path = this.path(key, quantity);
    if (!path) return;
    const axes = axesOf(this.plot);
    const [left, base] = [axes.x.toPixel(0), axes.y.toPixel(0)];
    const [right, up] = [axes.x.toPixel(1) - left, axes.y.toPixel(1) - base];
    let line = 'M';
    for (let i = 0; i < x.length; i += 1) {
      const down = clamp(base + up * y[i], FAR_AWAY);
      line += `${i ? 'L' : ''}${Math.round((left + right * x[i]) * 10) / 10},${Math.round(down * 10) / 10}`;
    }
    path.setAttribute('d', line);
    this.bent = true;
  }

  // The SVG path of one trace, remembered until the chart is drawn again.
  path(key, quantity) {
    const name = `${key} ${quantity}`;
    if (!this.paths.get(name)?.isConnected) {
      this.paths.set(name, linePath(this.plot, (meta) => meta.key === key && meta.quantity === quantity));
    }
    return this.paths.get(name);
  }

  // -- a slider under the finger ----------------------------------------------------------------------------------

  press(event) {
    const slider = this.sliders?.find(({ widget }) => isInWidget(event.target, widget));
    if (!slider) return;
    this.down = event.type === 'pointerdown';
    this.idle = 0;
    if (this.watched === slider) return;
    this.watched = slider;
    unpackFilms(slider);
    const input = sliderInput(slider.widget);
    if (!input) return;
    const look = () => {
      const value = Number(input.value);
      if (value === slider.seen) return;
      if (slider.seen !== undefined || value !== slider.value) this.bend(slider, value);
      slider.seen = value;
      this.idle = 0;
    };
    const observer = new MutationObserver(look); // the moment the thumb has moved: a frame sooner than looking would be
    observer.observe(input, { attributes: true });
    const wait = () => {
      look();
      if (!this.down) this.idle += 1;
      if (!this.left && this.watched === slider && this.idle <= IDLE_FRAMES) {
        requestAnimationFrame(wait);
        return;
      }
      observer.disconnect();
      if (this.watched === slider) this.watched = null;
      if (this.bent && Number(input.value) === slider.value) this.redraw(); // back where it was: Python says nothing
    };
    wait();
  }

  bend(slider, value) {
    if (!this.sliders.includes(slider) || !this.plot.data) return; // Python has drawn again meanwhile
    for (const film of slider.films) {
      for (const [name, column] of Object.entries(film.at(value))) this.paint(film.key, name, film.x, column);
    }
  }

  leave() {
    this.left = true;
    this.stopTheme();
    for (const [target, name, listener] of this.listeners) target.removeEventListener(name, listener, true);
    erase(this.plot);
  }
}

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-curve');
  if (speak(component.data, root) && root.chart) root.chart.placing = null; // Plotly draws again, and forgets who listens
  root.chart ??= new CurveChart(root);
  root.chart.update(component.data, component.setTriggerValue);
  return () => root.chart.leave(); // called once, when the page is left
}
