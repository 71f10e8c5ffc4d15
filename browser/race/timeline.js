// The timeline under the charts: drag back to a kept moment, play the moments, return to now. It is linear in steps, and
// marks the steps at which something was done or units died.

import { digits, percent } from '../numbers.js';
import { write } from '../nodes.js';
import { _ } from '../words.js';

const PLAYBACK_EVERY = 120; // milliseconds between moments that are played back

export class Timeline {
  constructor(root, board) {
    this.root = root;
    this.board = board;
    this.moment = null; // null: now
    root.innerHTML =
      '<button type="button" class="lab-replay"></button><span class="lab-track"><input type="range" min="0" max="0" value="0">' +
      '<span class="lab-marks" aria-hidden="true"></span></span>' +
      '<span class="lab-filling lab-number" hidden></span><span class="lab-when lab-number"></span><button type="button" class="lab-now" hidden></button>';
    this.slider = root.querySelector('input');
    this.slider.addEventListener('input', () => {
      this.drawn = this.choose(this.nearest(Number(this.slider.value))); // a promise: all charts show it
    });
    this.slider.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!by) return;
      event.preventDefault(); // a key goes to the next moment, however many steps it is away
      this.drawn = this.choose(Math.max(0, this.place + by));
    });
    root.querySelector('.lab-now').addEventListener('click', () => this.choose(Infinity));
    root.querySelector('.lab-replay').addEventListener('click', () => this.replay());
    this.write();
  }

  // Its words, in the language of now.
  write() {
    this.root.querySelector('.lab-replay').title = _('Show again how the run went, from here to now: nothing is trained');
    write(this.root.querySelector('.lab-replay'), this.timer ? _('Stop') : _('Replay'));
    this.root.querySelector('.lab-now').textContent = _('Back to now');
    this.slider.setAttribute('aria-label', _('Go back in the run'));
    this.say();
  }

  get kept() {
    return this.board.moments.kept;
  }

  // New moments have come: keep the handle where it points to.
  update(restarted) {
    if (restarted) this.stop();
    if (restarted) this.moment = null;
    this.root.style.visibility = this.kept.length < 2 ? 'hidden' : ''; // its place is kept
    this.slider.min = this.kept[0]?.header.step ?? 0;
    this.slider.max = this.kept.at(-1)?.header.step ?? 0;
    if (!this.moment || this.kept.includes(this.moment)) this.point();
    this.mark();
    this.say();
  }

  // The place of what is shown among the moments.
  get place() {
    return this.moment ? this.kept.indexOf(this.moment) : this.kept.length - 1;
  }

  // The place of the moment whose step is nearest.
  nearest(step) {
    const away = this.kept.map((moment) => Math.abs(moment.header.step - step));
    return away.indexOf(Math.min(...away));
  }

  // The handle points to what is shown.
  point() {
    this.slider.value = this.kept[this.place]?.header.step ?? 0;
  }

  // Marks below the handle's way at the steps of events.
  mark() {
    const [first, last] = [Number(this.slider.min), Number(this.slider.max)];
    const events = this.board.eventSteps().filter((step) => step >= first && step <= last);
    const marked = JSON.stringify([first, last, events]);
    if (marked === this.marked) return;
    this.marked = marked;
    const marks = events.map((step) => {
      const mark = document.createElement('i');
      mark.style.setProperty('--at', String((step - first) / (last - first || 1)));
      return mark;
    });
    this.root.querySelector('.lab-marks').replaceChildren(...marks);
  }

  // How much of the time before the inside was looked into is filled in; null: nothing is being filled in.
  tellFilling(share) {
    const place = this.root.querySelector('.lab-filling');
    place.hidden = share === null || share === undefined;
    write(place, place.hidden ? '' : _('Filling in the past: {share}', { share: percent(share) }));
  }

  async choose(place) {
    if (this.timer && !this.replaying) this.stop();
    this.moment = place >= this.kept.length - 1 ? null : this.kept[place];
    this.point();
    this.say();
    await this.board.showMoment();
  }

  say() {
    const last = this.kept.at(-1)?.header.step ?? 0;
    const step = this.moment?.header.step ?? last;
    const words = this.moment
      ? _('step {step} of {last} so far', { step: digits(step), last: digits(last) })
      : _('now, step {last}', { last: digits(last) });
    write(this.root.querySelector('.lab-when'), words);
    this.root.querySelector('.lab-now').hidden = !this.moment;
  }

  // From the chosen moment (or the first one) forward to now.
  replay() {
    if (this.timer) {
      this.stop();
      return;
    }
    let place = this.moment ? this.kept.indexOf(this.moment) : 0;
    write(this.root.querySelector('.lab-replay'), _('Stop'));
    this.timer = setInterval(async () => {
      if (this.replaying) return;
      this.replaying = true;
      await this.choose(place);
      this.replaying = false;
      place += Math.max(1, Math.ceil(this.kept.length / 100));
      if (!this.moment) this.stop();
    }, PLAYBACK_EVERY);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    write(this.root.querySelector('.lab-replay'), _('Replay'));
  }
}
