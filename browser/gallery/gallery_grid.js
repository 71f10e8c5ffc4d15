// The Gallery's tiles. A tile is made once and then moved or hidden: filtering and sorting redraw nothing.

import { HOME } from '../address.js';
import { follow } from '../link.js';
import { significant } from '../numbers.js';
import { _, speak } from '../words.js';

const SVG = 'http://www.w3.org/2000/svg';

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class Gallery {
  constructor(root) {
    this.root = root;
    this.tiles = new Map();
  }

  update({ groups, tiles, frame }) {
    for (const tile of tiles) {
      if (!this.tiles.has(tile.key)) this.tiles.set(tile.key, this.make(tile, frame));
      this.tiles.get(tile.key).href = HOME + tile.link; // with the language that was chosen since
    }
    this.root.replaceChildren(
      ...groups.map(({ title, note, keys }) => {
        const section = document.createElement('section');
        const heading = document.createElement('h2');
        const small = document.createElement('small');
        const grid = document.createElement('div');
        small.textContent = note;
        heading.append(title, ' ', small);
        grid.className = 'lab-tiles';
        grid.append(...keys.map((key) => this.tiles.get(key)));
        section.append(heading, grid);
        return section;
      }),
    );
  }

  make({ key, name, year, colour, f, df, z, values, slopes }, { width, height, low, high, axis_x, axis_y, one_y }) {
    const tile = document.createElement('a');
    tile.className = 'lab-card lab-tile';
    tile.dataset.key = key;
    const title = document.createElement('div');
    title.className = 'lab-title';
    const dot = document.createElement('span');
    dot.className = 'lab-dot';
    dot.style.background = colour;
    const label = document.createElement('span');
    label.className = 'lab-name';
    label.textContent = label.title = name;
    title.append(dot, label);
    const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
    const pointer = shape('line', { class: 'lab-pointer', y1: 0, y2: height });
    svg.append(
      shape('line', { class: 'lab-axis', x1: 0, x2: width, y1: axis_y, y2: axis_y }),
      shape('line', { class: 'lab-axis', x1: 0, x2: width, y1: one_y, y2: one_y, 'stroke-dasharray': '2 4' }),
      shape('line', { class: 'lab-axis', x1: axis_x, x2: axis_x, y1: 0, y2: height }),
      pointer,
      shape('path', { class: 'lab-df', d: df, stroke: colour }),
      shape('path', { class: 'lab-f', d: f, stroke: colour }),
    );
    const read = document.createElement('div');
    read.className = 'lab-read lab-number';
    const rest = year ? String(year) : '–';
    read.textContent = rest;
    const does = document.createElement('span');
    does.className = 'lab-hidden';
    does.textContent = _('open in Curves');
    tile.append(title, svg, read, does);
    tile.onpointermove = (event) => {
      const box = svg.getBoundingClientRect();
      const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
      const place = low + share * (high - low);
      let nearest = 0;
      for (let i = 1; i < z.length; i += 1) if (Math.abs(z[i] - place) < Math.abs(z[nearest] - place)) nearest = i;
      const x = ((z[nearest] - low) / (high - low)) * width;
      pointer.setAttribute('x1', x);
      pointer.setAttribute('x2', x);
      read.textContent = `z ${significant(z[nearest])}  f ${significant(values[nearest])}  f′ ${significant(slopes[nearest])}`;
    };
    tile.onpointerleave = () => {
      pointer.removeAttribute('x1');
      read.textContent = rest;
    };
    tile.onclick = (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a tab of its own
      event.preventDefault();
      follow(tile.href);
    };
    return tile;
  }
}

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-gallery');
  if (speak(component.data, root)) root.gallery?.tiles.clear(); // their labels are in the former language
  root.gallery ??= new Gallery(root);
  root.gallery.update(component.data);
}
