// Maxout's lines, dragged by their handles or bodily. The envelope follows in the browser; Python hears of the release.

import { axesOf, numbersOfX } from '../plotly_private.js';

const SVG = 'http://www.w3.org/2000/svg';
const HANDLE_PLACES = [0.14, 0.86]; // of the stretch of a line that is in view

export const clamp = (value, limit) => Math.min(Math.max(value, -limit), limit);
const round = (value) => Math.round(value * 100) / 100;

export class MaxoutLines {
  constructor(chart, svg) {
    this.chart = chart;
    this.plot = chart.plot;
    this.svg = svg;
  }

  place(lines) {
    this.lines = lines;
    if (this.dragging) return;
    if (!this.lines || !axesOf(this.plot)) {
      this.svg.replaceChildren();
      return;
    }
    const { weights, biases } = this.lines;
    this.svg.replaceChildren(...weights.map((weight, line) => this.lineGroup(line, weight, biases[line])));
  }

  // The stretch of z over which the line is within the plot, or null.
  stretch(weight, bias) {
    const axes = axesOf(this.plot);
    const [left, right] = axes.x.range;
    const [bottom, top] = axes.y.range;
    if (Math.abs(weight) < 1e-9) return bias > bottom && bias < top ? [left, right] : null;
    const ends = [(bottom - bias) / weight, (top - bias) / weight].sort((a, b) => a - b);
    const low = Math.max(left, ends[0]);
    const high = Math.min(right, ends[1]);
    return low < high ? [low, high] : null;
  }

  point(x, y) {
    const axes = axesOf(this.plot);
    return [axes.x.offset + axes.x.toPixel(x), axes.y.offset + axes.y.toPixel(y)];
  }

  lineGroup(line, weight, bias) {
    const group = document.createElementNS(SVG, 'g');
    group.dataset.line = String(line + 1);
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
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) body.setAttribute(name, String(value));
      circles.forEach((circle, i) => {
        const [cx, cy] = this.point(xs[i], w * xs[i] + b);
        circle.setAttribute('cx', cx);
        circle.setAttribute('cy', cy);
        circle.setAttribute('r', '6');
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
    const { toValue } = axesOf(this.plot).y;
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
      const [weight, bias] = place(toValue(latest - from) - toValue(0));
      weights[line] = round(clamp(weight, limits.weight));
      biases[line] = round(clamp(bias, limits.bias));
      move(weights[line], biases[line]);
      this.bend();
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
      this.chart.trigger('lines', { weights, biases });
    };
    target.onpointerup = release;
    target.onpointercancel = release;
  }

  bend() {
    const { weights, biases, key } = this.lines;
    const x = numbersOfX(this.plot, this.plot.data.findIndex(({ meta }) => meta?.key === key));
    const lines = weights.map((weight, line) => x.map((z) => weight * z + biases[line]));
    const top = x.map((_value, i) => lines.reduce((best, values, line) => (values[i] > lines[best][i] ? line : best), 0));
    lines.forEach((values, line) => this.chart.paint(key, `z${line + 1}`, x, values));
    this.chart.paint(key, 'f', x, top.map((line, i) => lines[line][i]));
    this.chart.paint(key, 'df', x, top.map((line) => weights[line]));
  }
}

