// The Curves page's chart. While a native slider is dragged the curves follow it from frames that Python computed ahead,
// with no word to the server; Maxout's lines can be dragged, and only their release is told to Python.

const SVG = 'http://www.w3.org/2000/svg';
const HANDLE_PLACES = [0.14, 0.86]; // of the stretch of a line that is in view
const FAR_AWAY = 1e4; // pixels: out of sight, and within what a path may hold
const IDLE_FRAMES = 20; // animation frames a slider is watched on after its last key press

const widgetClass = (key) => `st-key-${key.replace(/[^a-zA-Z0-9_-]/g, '-')}`;

function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

// One function's frames: `at(value)` is the blend of the two nearest, for each column.
class Film {
  constructor({ key, x, values, arrays }) {
    this.key = key;
    this.values = values;
    this.x = Array.from(unpack(x));
    this.arrays = Object.fromEntries(Object.entries(arrays).map(([name, text]) => [name, unpack(text)]));
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

class CurveChart {
  constructor(root) {
    this.root = root;
    this.plot = root.querySelector('.lab-plot');
    this.svg = root.querySelector('.lab-handles');
    this.stopTheme = onThemeChange(root, () => this.figure && this.redraw());
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
    this.sliders = data.sliders.map((slider) => ({ ...slider, class: widgetClass(slider.widget), films: null }));
    this.lines = data.lines;
    this.root.querySelector('.lab-title').textContent = data.title;
    this.root.querySelector('.lab-subtitle').textContent = data.subtitle;
    this.showPills(data.pills);
    const drawn = JSON.stringify(data.figure);
    if (drawn !== this.drawn || this.bent) {
      this.drawn = drawn;
      this.figure = data.figure;
      await this.redraw();
    }
    if (!this.placing) {
      this.placing = () => this.placeHandles();
      this.plot.on('plotly_afterplot', this.placing);
    }
    this.placeHandles();
  }

  redraw() {
    this.bent = false;
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
        pill.title = `Shade the regions of ${name} and show its card`;
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
    const drawn = [...this.plot.querySelectorAll('.scatterlayer .trace')].find((element) => {
      const { meta } = element.__data__?.[0]?.trace ?? {};
      return meta?.key === key && meta.quantity === quantity;
    });
    const path = drawn?.querySelector('path.js-line');
    if (!path) return;
    const { xaxis, yaxis } = this.plot._fullLayout;
    const points = x.map((z, i) => `${xaxis.d2p(z).toFixed(1)},${clamp(yaxis.d2p(y[i]), FAR_AWAY).toFixed(1)}`);
    path.setAttribute('d', `M${points.join('L')}`);
    this.bent = true;
  }

  // -- a slider under the finger ----------------------------------------------------------------------------------

  press(event) {
    const slider = this.sliders?.find(({ class: name }) => event.target.closest?.(`.${CSS.escape(name)}`));
    if (!slider) return;
    this.down = event.type === 'pointerdown';
    this.idle = 0;
    if (this.watched === slider) return;
    this.watched = slider;
    slider.films ??= slider.curves.map((frames) => new Film(frames));
    const input = document.querySelector(`.${CSS.escape(slider.class)} input[type=range]`);
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
    if (!this.sliders.includes(slider) || !this.plot.data) return; // Python has drawn anew meanwhile
    for (const film of slider.films) {
      for (const [name, column] of Object.entries(film.at(value))) this.paint(film.key, name, film.x, column);
    }
  }

  // -- Maxout's lines ---------------------------------------------------------------------------------------------

  placeHandles() {
    if (this.dragging) return;
    const layout = this.plot._fullLayout;
    if (!this.lines || !layout?.xaxis) {
      this.svg.replaceChildren();
      return;
    }
    const { weights, biases } = this.lines;
    this.svg.replaceChildren(...weights.map((weight, line) => this.lineGroup(line, weight, biases[line])));
  }

  // The stretch of z over which the line is within the plot, or null.
  stretch(weight, bias) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const [left, right] = xaxis.range;
    const [bottom, top] = yaxis.range;
    if (Math.abs(weight) < 1e-9) return bias > bottom && bias < top ? [left, right] : null;
    const ends = [(bottom - bias) / weight, (top - bias) / weight].sort((a, b) => a - b);
    const low = Math.max(left, ends[0]);
    const high = Math.min(right, ends[1]);
    return low < high ? [low, high] : null;
  }

  point(x, y) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
  }

  lineGroup(line, weight, bias) {
    const group = document.createElementNS(SVG, 'g');
    group.dataset.line = line + 1;
    const seen = this.stretch(weight, bias);
    if (!seen) return group;
    const [low, high] = seen;
    const stagger = 0.05 * (line % 4);
    const xs = HANDLE_PLACES.map((share, i) => low + (high - low) * (share + (i ? -stagger : stagger)));
    const body = document.createElementNS(SVG, 'line');
    const circles = xs.map(() => document.createElementNS(SVG, 'circle'));
    const move = (w, b) => {
      const [x1, y1] = this.point(low, w * low + b);
      const [x2, y2] = this.point(high, w * high + b);
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) body.setAttribute(name, value);
      circles.forEach((circle, i) => {
        const [cx, cy] = this.point(xs[i], w * xs[i] + b);
        circle.setAttribute('cx', cx);
        circle.setAttribute('cy', cy);
        circle.setAttribute('r', 6);
      });
    };
    move(weight, bias);
    body.onpointerdown = (event) =>
      this.grab(event, group, line, move, (dy) => [this.start.weight, this.start.bias + dy]);
    circles.forEach((circle, i) => {
      const fixed = xs[1 - i];
      circle.onpointerdown = (event) =>
        this.grab(event, group, line, move, (dy) => {
          const turned = this.start.weight + dy / (xs[i] - fixed);
          return [turned, this.start.bias + (this.start.weight - turned) * fixed];
        });
    });
    group.append(body, ...circles);
    return group;
  }

  // Drag a line: `place(dy)` gives its slope and offset after a move of dy upwards, in units of the y axis.
  grab(event, group, line, move, place) {
    event.preventDefault();
    event.stopPropagation();
    const { limits, weights, biases } = this.lines;
    const yaxis = this.plot._fullLayout.yaxis;
    const target = event.currentTarget;
    const from = event.clientY;
    this.dragging = true;
    this.start = { weight: weights[line], bias: biases[line] };
    group.classList.add('lab-held');
    target.setPointerCapture(event.pointerId);
    let waiting = false;
    let latest = from;
    const follow = () => {
      waiting = false;
      const [weight, bias] = place(yaxis.p2d(latest - from) - yaxis.p2d(0));
      weights[line] = round(clamp(weight, limits.weight));
      biases[line] = round(clamp(bias, limits.bias));
      move(weights[line], biases[line]);
      this.bendMaxout();
    };
    target.onpointermove = (moved) => {
      latest = moved.clientY;
      if (!waiting) requestAnimationFrame(follow);
      waiting = true;
    };
    const release = () => {
      target.onpointermove = target.onpointerup = target.onpointercancel = null;
      group.classList.remove('lab-held');
      if (waiting) follow();
      this.dragging = false;
      this.trigger('lines', { weights, biases });
    };
    target.onpointerup = release;
    target.onpointercancel = release;
  }

  bendMaxout() {
    const { weights, biases, key } = this.lines;
    const x = Array.from(this.plot.data.find(({ meta }) => meta.key === key).x);
    const lines = weights.map((weight, line) => x.map((z) => weight * z + biases[line]));
    const top = x.map((_, i) => lines.reduce((best, values, line) => (values[i] > lines[best][i] ? line : best), 0));
    lines.forEach((values, line) => this.paint(key, `z${line + 1}`, x, values));
    this.paint(key, 'f', x, top.map((line, i) => lines[line][i]));
    this.paint(key, 'df', x, top.map((line) => weights[line]));
  }

  leave() {
    this.left = true;
    this.stopTheme();
    for (const [target, name, listener] of this.listeners) target.removeEventListener(name, listener, true);
    if (globalThis.Plotly) globalThis.Plotly.purge(this.plot);
  }
}

const clamp = (value, limit) => Math.min(Math.max(value, -limit), limit);
const round = (value) => Math.round(value * 100) / 100;

export default function (component) {
  const root = component.parentElement.querySelector('.lab-curve');
  root.chart ??= new CurveChart(root);
  root.chart.update(component.data, component.setTriggerValue);
  return () => root.chart.leave(); // called once, when the page is left
}
