// The charts of one trial: its estimates, the curves while it runs, the sweep. While it runs they come with the frames of
// the live feed; a finished trial's come from Python.

import { describe } from '../alternative.js';
import { Feed } from '../feed.js';
import { write } from '../nodes.js';
import { draw, erase, onThemeChange } from '../plot.js';
import { speak } from '../words.js';

const PLACES = ['forest', 'curves', 'sweep'];

class TrialBoard {
  constructor(root) {
    this.root = root;
    this.drawing = Promise.resolve();
    this.stopTheme = onThemeChange(root, () => this.show(this.figures ?? {}));
  }

  update(data, trigger) {
    this.trigger = trigger;
    this.data = data;
    for (const place of PLACES) this.say(place, data.words[place] ?? {});
    write(this.root.querySelector('[role=status]'), data.words.state);
    if (data.run && this.feed?.token !== data.run) this.watch(data.run);
    if (!data.run) {
      this.feed?.close();
      this.feed = null;
      this.progress(null);
      this.show(data.figures);
    }
  }

  watch(token) {
    this.feed?.close();
    this.progress({ done: 0, doing: this.data.words.starting });
    this.show({});
    const feed = new Feed(
      token,
      (frame) => requestAnimationFrame(() => this.receive(frame.header, feed)),
      () => feed === this.feed && this.trigger('settled', `${token} gone`),
    );
    this.feed = feed;
  }

  async receive(header, feed) {
    if (feed !== this.feed || this.left) return;
    this.progress(header);
    if (header.curves_axis) this.say('curves', { ...this.data.words.curves, subtitle: header.curves_axis });
    if (header.figures) await this.show(header.figures);
    const ended = !['running', 'starting'].includes(header.status);
    if (ended && this.told !== feed.token) {
      this.told = feed.token;
      this.trigger('settled', `${feed.token} ${header.status}`);
    }
    if (!ended) feed.more();
  }

  progress(header) {
    const bar = this.root.querySelector('.lab-progress');
    bar.hidden = !header;
    if (!header) return;
    bar.querySelector('progress').setAttribute('aria-label', this.data.words.progress);
    bar.querySelector('progress').value = header.done;
    bar.querySelector('.lab-doing').textContent = header.doing ?? '';
  }

  say(place, { title, subtitle }) {
    const card = this.root.querySelector(`.lab-trial-${place}`);
    card.querySelector('.lab-name').textContent = title ?? '';
    card.querySelector('.lab-subtitle').textContent = subtitle ?? '';
  }

  // One drawing after the other: a figure with more rows is a change of size, too.
  show(figures) {
    this.figures = figures;
    this.drawing = this.drawing.catch(() => {}).then(() => this.draw(figures));
    return this.drawing;
  }

  async draw(figures) {
    for (const place of PLACES) {
      const card = this.root.querySelector(`.lab-trial-${place}`);
      const figure = figures[place];
      card.hidden = !figure;
      if (!figure || this.left) continue;
      const plot = card.querySelector('.lab-plot');
      const [title, subtitle] = ['.lab-name', '.lab-subtitle'].map((part) => card.querySelector(part).textContent);
      describe(plot, [title, subtitle, this.data.run ? '' : this.data.words[place]?.alternative]);
      await draw(plot, figure);
    }
  }

  leave() {
    this.left = true;
    this.feed?.close();
    this.stopTheme();
    for (const plot of this.root.querySelectorAll('.lab-plot')) erase(plot);
  }
}

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-trial');
  root.board ??= new TrialBoard(root);
  speak(component.data);
  root.board.update(component.data, component.setTriggerValue);
  return () => root.board.leave();
}
