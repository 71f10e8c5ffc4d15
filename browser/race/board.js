// The board of a live race: cards whose charts are drawn once and then patched from the run's feed.

import { range } from '../arrays.js';
import { HIDDEN, INSIDE, LEARNED, METRICS, PIECES, SINCE_START, WHOLE } from '../constants.js';
import { Feed } from '../feed.js';
import { deathSteps, Moments, Rows, spaced } from '../history.js';
import { painted, write } from '../nodes.js';
import { draw, erase, loadPlotly, modeOf, onThemeChange, themed, themeOf } from '../plot.js';
import { _, speak } from '../words.js';
import { describeCharts } from './alternatives.js';
import { arrange, repaint, shapeOf, watchView, writeAnew } from './card.js';
import { DRAWERS } from './drawers.js';
import { FRAME, heard, INSIDE_IS_THERE } from './heard.js';
import { showInsights } from './insights.js';
import { drawDensity, drawLayers, drawSeen, markInterventions } from './inside.js';
import { lineSample, nameEnds, showOnly } from './lines.js';
import { askForNames, nameAll, nameChart } from './names.js';
import { drawArm } from './pictures.js';
import { Timeline } from './timeline.js';
import { drawFullyWhenQuiet, FRAME_BUDGET, showLines } from './turns.js';
import { hearOfUnit } from './units.js';

const REMEMBERED = 'activation-lab-run'; // in sessionStorage: a reload of this tab finds its run again
const WAIT_FOR_OLD_RUN = 2500; // milliseconds a reloaded page waits for its former run before it takes the new one
let offeredRun = false; // once a page load

export class Board {
  constructor(root) {
    this.root = root;
    /** @type {Map<string, Chart>} */
    this.charts = new Map(); // by the ids of their cards
    this.generation = null;
    this.frames = 0;
    this.theme = null; // of the page, as themeOf says; asked for when first needed
    this.named = null; // which names the charts bear
    this.asked = null; // for which swaps Python was asked
    this.unitAsked = null; // a click on a density that waits for its answer
    this.unitWhy = null; // which unit was chosen, and why
    this.fullAgain = 0; // when Plotly may redraw a chart again
    this.only = null; // the arm that is singled out
    this.quiet = null; // a timer until no other moment was chosen for a while
    this.eventSteps = () => this.events();
    this.evaluated = new Rows('', METRICS, this.eventSteps);
    this.inside = new Rows(INSIDE, [...HIDDEN, ...SINCE_START, ...WHOLE, PIECES], this.eventSteps);
    this.learned = new Rows(LEARNED, null, this.eventSteps);
    this.moments = new Moments(this.eventSteps);
    this.timeline = new Timeline(root.querySelector('.lab-timeline'), this);
    this.onInside = () => this.data && this.update(this.data, this.trigger);
    addEventListener(INSIDE_IS_THERE, this.onInside);
    this.view = watchView(this);
    this.stopTheme = onThemeChange(root, () => repaint(this));
  }

  // New data from Python: the same run with other figures, or another run.
  async update(data, trigger) {
    this.trigger = trigger;
    this.data = { ...data, cards: data.cards.map((spec) => ofRun(spec, data.run)) };
    if (this.shows !== data.run) this.startAgain(data.run);
    // One after the other: a build that overtook another would draw into cards that are gone.
    this.building = (this.building ?? Promise.resolve()).catch(() => {}).then(() => this.build());
    await this.building;
    if (this.left) return;
    if (this.feed?.token !== data.run) this.connect(data.run);
    else if (this.last) await this.drawWithin(Infinity);
  }

  // Another run will be shown: nothing of the one before stays, in memory or on a card, until it has something to show.
  startAgain(run) {
    this.shows = run;
    this.feed?.close();
    this.feed = null;
    this.generation = null;
    this.last = null;
    this.built = this.marked = this.named = this.only = null;
    this.forget();
    this.timeline.update(true);
    for (const chart of this.charts.values()) {
      chart.spec = {}; // each is drawn from its empty figure
      chart.owed = false;
      chart.drawnOf = chart.reach = null;
      chart.card.classList.remove('lab-diverged');
      if (!chart.element) chart.shape = null; // it is made again
    }
  }

  forget() {
    this.evaluated.clear();
    this.inside.clear();
    this.learned.clear();
    this.moments.clear();
  }

  connect(token) {
    this.feed?.close();
    clearTimeout(this.waiting);
    const former = sessionStorage.getItem(REMEMBERED);
    if (former && former !== token && !offeredRun) {
      offeredRun = true; // ask Python whether this tab's former run is still there
      this.trigger('resume', former);
      this.waiting = setTimeout(() => this.open(token), WAIT_FOR_OLD_RUN);
      return;
    }
    this.open(token);
  }

  open(token) {
    offeredRun = true;
    sessionStorage.setItem(REMEMBERED, token);
    this.generation = null;
    this.last = null;
    this.told = undefined;
    const kept = (frame) => this.keep(frame, feed);
    const feed = new Feed(token, (frame) => this.receive(frame, feed), () => this.lose(feed), kept);
    this.feed = feed;
  }

  // A moment of the time before this page was loaded, or before the inside was looked into. It comes after the frame that
  // told of it, and waits with it.
  keep(frame, feed) {
    this.inTurn(feed, async () => {
      const { after, step } = frame.header;
      const shown = this.timeline.moment?.header.step;
      this.moments.fill(frame, after);
      this.timeline.update(false);
      if (shown > after && shown <= step) await this.timeline.choose(this.timeline.nearest(step));
    });
  }

  // The feed cannot be reached, or the run is gone: Python makes another or says why not.
  lose(feed) {
    if (feed !== this.feed) return;
    this.feed = null;
    this.trigger('gone', feed.token);
  }

  // The next frame is asked for as soon as this one is drawn from: it comes meanwhile, and waits.
  receive(frame, feed) {
    this.inTurn(feed, () => this.patch(frame), () => feed.more());
  }

  // Do it when what came before is drawn, even if that went wrong; not if the page has left that run meanwhile.
  inTurn(feed, drawing, begin = () => {}) {
    requestAnimationFrame(() => {
      this.patching = (this.patching ?? Promise.resolve()).catch(() => {}).then(async () => {
        try {
          await this.building;
        } finally {
          begin();
        }
        if (feed === this.feed && !this.left) await drawing();
      });
    });
  }

  // -- drawing ----------------------------------------------------------------------------------------------------

  async build() {
    if (this.left) return;
    const shapes = this.data.cards.map((card) => card.id + shapeOf(card));
    const wanted = shapes.join(' ') + Boolean(document.querySelector('.lab-inside'));
    const curves = this.root.querySelector('.lab-curves');
    const arms = this.root.querySelector('.lab-arms');
    const inside = document.querySelector('.lab-inside'); // a component of its own, below the controls of the view
    if (this.built !== wanted) {
      this.built = wanted;
      arms.style.setProperty('--arms', this.data.cards.filter((card) => card.arm !== undefined).length);
      const placeOf = (spec) => (spec.metric ? curves : spec.arm === undefined ? inside : arms);
      arrange(this, (spec) => (spec.place ? document.querySelector(spec.place) : placeOf(spec)));
    }
    this.root.querySelector('.lab-sizes').textContent = this.data.sizes;
    for (const spec of this.data.cards) {
      const chart = this.charts.get(spec.id);
      if (!chart || JSON.stringify(chart.spec) === JSON.stringify(spec)) continue;
      const before = chart.spec.figure;
      const axisOnly = chart.spec.figure && JSON.stringify(chart.spec.figure.data) === JSON.stringify(spec.figure?.data);
      chart.spec = spec;
      chart.card.querySelector('.lab-name').textContent = spec.title;
      chart.card.querySelector('.lab-subtitle').textContent = spec.subtitle ?? '';
      if (spec.dash) chart.card.querySelector('.lab-sample').replaceWith(lineSample(spec.colour, spec.dash));
      else if (spec.colour) chart.card.querySelector('.lab-dot').style.background = spec.colour;
      chart.stale = true;
      if (!spec.figure) continue;
      if (axisOnly) {
        const Plotly = await loadPlotly();
        const { layout } = themed(spec.figure, themeOf(chart.element));
        const change = {};
        if (layout.yaxis.type !== before?.layout.yaxis.type) {
          change['yaxis.type'] = layout.yaxis.type ?? 'linear';
          change['yaxis.nticks'] = layout.yaxis.nticks;
          change['yaxis.autorange'] = true;
        }
        if (layout.xaxis.range?.[1] !== before?.layout.xaxis.range?.[1]) change['xaxis.range'] = layout.xaxis.range;
        await Plotly.relayout(chart.element, change);
      } else {
        chart.only = null;
        chart.fullAt = undefined; // what it shows does not wait for its turn
        await draw(chart.element, spec.figure); // empty curves: they are drawn again from the rows that are here
        if (!chart.named) {
          chart.named = () => nameEnds(this, chart); // in another size, or zoomed, its lines end elsewhere
          chart.element.on('plotly_afterplot', chart.named);
        }
        await painted(); // the first chart is there a second before the last one
        if (this.left) return;
      }
    }
    describeCharts(this);
  }

  // Plotly listens to the window's size for every chart until it is told that the chart is gone.
  purge() {
    for (const { card, element } of this.charts.values()) {
      if (element) erase(element);
      card.remove(); // those of the inside stand in a component of their own, which may stay
    }
    this.charts.clear();
    this.view.disconnect();
  }

  async patch(frame) {
    const { header } = frame;
    const current = `${header.life}.${header.generation}`;
    const restarted = this.generation !== current || header.restarted;
    this.generation = current;
    this.last = frame;
    this.remember(frame, restarted);
    if (!this.hurry) await this.markActs();
    hearOfUnit(this, header);
    await this.drawWithin(FRAME_BUDGET);
    this.frames += 1;
    this.say(header);
  }

  // Lines at what was done up to the moment that is shown. They are Plotly's: while moments change quickly they wait.
  async markActs() {
    const { header } = this.shown();
    const made = (header.interventions ?? []).filter((act) => act.step <= header.step);
    const acts = `${this.built} ${JSON.stringify(made)}`;
    if (this.marked === acts || (!made.length && !this.marked)) return;
    this.marked = acts;
    await markInterventions(this, made);
  }

  // What a frame brings. A chart that is not drawn this time catches up at the next.
  remember(frame, restarted) {
    if (restarted) this.forget();
    const curves = this.evaluated.take(frame.arrays) || restarted;
    this.inside.take(frame.arrays, frame.header.filled);
    this.learned.take(frame.arrays);
    if (frame.arrays.test_loss_by_seed) this.moments.take(frame);
    this.timeline.update(restarted);
    this.timeline.tellFilling(frame.header.filling);
    showInsights(this);
    if (this.timeline.moment) return; // an earlier moment is shown: it stays as it is
    for (const chart of this.charts.values()) chart.stale ||= !chart.spec.metric || curves;
  }

  // Around which steps a reader will want to see everything: what was done, divergences, most deaths. Ascending.
  events() {
    const { header, arrays } = this.last ?? { header: {}, arrays: {} };
    const acts = (header.interventions ?? []).slice(0, header.done ?? 0).map((act) => act.step);
    const diverged = Array.from(arrays.diverged_at?.values ?? []).filter((step) => step >= 0);
    return [...new Set([...acts, ...diverged, ...deathSteps(this.inside.kept)])].sort((a, b) => a - b);
  }

  // What all charts show: the moment chosen on the timeline, or the newest frame.
  shown() {
    return this.timeline.moment ?? this.last;
  }

  shownStep() {
    return this.timeline.moment ? this.timeline.moment.header.step : Infinity;
  }

  async showMoment() {
    this.hurry = true;
    for (const chart of this.charts.values()) chart.stale = true;
    showInsights(this);
    await this.drawWithin(Infinity);
    drawFullyWhenQuiet(this);
  }

  // Draw the charts that are behind, those that waited longest first, until the budget is used; while it trains only
  // those in view. On a fast machine that is all of them every time; on a slow one they take turns, and the page stays
  // responsive.
  async drawWithin(budget) {
    const end = performance.now() + budget;
    await nameAll(this);
    const all = budget === Infinity || this.settled();
    const waiting = [...this.charts.values()].filter(
      (chart) => (all || !chart.away) && (chart.stale || (chart.owed && !this.hurry && this.settled())),
    );
    waiting.sort((a, b) => (a.drawnAt ?? 0) - (b.drawnAt ?? 0));
    for (const chart of waiting) {
      if (performance.now() > end && !this.settled()) return;
      chart.stale = false;
      chart.drawnAt = performance.now();
      chart.drawn = (chart.drawn ?? 0) + 1;
      await this.drawChart(chart);
    }
    if (this.settled()) describeCharts(this);
  }

  async drawChart(chart) {
    const { drawer, metric, seen, layers, density } = chart.spec;
    if (DRAWERS[drawer]) await DRAWERS[drawer](this, chart);
    else if (metric) await this.curves(chart);
    else if (seen) await drawSeen(this, chart);
    else if (layers) await drawLayers(this, chart);
    else if (density !== undefined) await drawDensity(this, chart);
    else await drawArm(this, chart);
    await nameChart(this, chart);
    await showOnly(this, chart);
    nameEnds(this, chart);
  }

  // One arm alone, the others pale; pressed again, all of them.
  async singleOut(arm) {
    this.only = this.only === arm ? null : arm;
    for (const chart of this.charts.values()) {
      await showOnly(this, chart);
      nameEnds(this, chart);
    }
  }

  settled() {
    return Boolean(this.timeline.moment) || ['paused', 'finished', 'failed'].includes(this.last.header.status);
  }

  async curves(chart) {
    const { spec } = chart;
    const rows = spaced(this.evaluated.upTo(this.shownStep()), this.eventSteps);
    const arms = this.data.arms.length;
    const x = [];
    const y = [];
    for (let arm = 0; arm < arms; arm += 1) {
      const known = rows.filter((row) => Number.isFinite(row.values[spec.metric][arm]));
      const at = known.map((row) => row.step);
      const line = (which) => known.map((row) => row.values[spec.metric][which * arms + arm]);
      x.push([...at, ...at.toReversed()], at);
      y.push([...line(1), ...line(2).reverse()], line(0));
    }
    await this.liftCeiling(chart, rows);
    await showLines(this, chart, range(x.length), { x, y }, { mode: x.map((at, i) => (i % 2 ? modeOf(at) : 'none')) });
  }

  // The loss axis ends where a diverging arm would flatten the others, but above the losses at the start. Arms that are
  // beyond it now are named.
  async liftCeiling(chart, rows) {
    const { autorangeoptions: ends } = chart.spec.figure.layout.yaxis;
    if (chart.spec.metric === 'test_accuracy' || !rows.length) return;
    const arms = this.data.arms.length;
    const medians = (row) => Array.from(row.values[chart.spec.metric].slice(0, arms));
    const ceiling = Math.max(ends.clipmax, 1.2 * Math.max(...medians(rows[0]).filter(Number.isFinite)));
    if (ceiling > ends.clipmax && chart.element.layout.yaxis.autorangeoptions.clipmax !== ceiling) {
      await globalThis.Plotly.relayout(chart.element, { 'yaxis.autorangeoptions.clipmax': ceiling });
    }
    const { stories } = this.shown().header;
    const beyond = medians(rows.at(-1)).flatMap((loss, arm) => (loss > ceiling ? [stories?.[arm] ?? this.data.arms[arm]] : []));
    const said = beyond.length ? _('above the chart: {arms}', { arms: beyond.join(', ') }) : '';
    write(chart.card.querySelector('.lab-subtitle'), [chart.spec.subtitle, said].filter(Boolean).join(' · '));
  }

  // Tell the stats strip, the notice and Python what the run says.
  say(header) {
    const notice = this.root.querySelector('.lab-notice');
    const text = header.notice || header.message || '';
    write(notice, text);
    notice.hidden = !text;
    heard.header = header;
    dispatchEvent(new CustomEvent(FRAME, { detail: header }));
    const restarted = header.status === 'starting' && header.life > 0;
    const settled = ['paused', 'finished', 'failed'].includes(header.status) || restarted;
    const mark = `${this.feed?.token} ${this.generation} ${header.status} ${header.step} ${header.interventions?.length}`;
    askForNames(this, header);
    const first = (this.told === undefined || this.told === 'starting') && header.step === 0 && !text;
    if (settled && this.told !== mark) {
      this.told = mark;
      if (first) this.tellActs(header);
      else this.trigger('settled', mark);
    } else {
      if (!settled) this.told = header.status;
      this.tellActs(header);
    }
  }

  // Tell Python, once, that more was done in the run than the link says.
  tellActs({ interventions }) {
    const acts = JSON.stringify(interventions);
    if (!interventions || acts === JSON.stringify(this.data.acts)) return;
    const mark = `${this.feed?.token} ${this.generation} ${acts}`;
    if (this.actsTold === mark) return;
    this.actsTold = mark;
    this.trigger('acts', mark);
  }

  leave() {
    this.left = true;
    removeEventListener(INSIDE_IS_THERE, this.onInside);
    this.timeline.stop();
    clearTimeout(this.waiting);
    this.feed?.close();
    this.stopTheme();
    this.purge();
  }
}

// A card's spec whose chart keeps its zoom as long as it shows this run.
function ofRun(spec, run) {
  const { figure } = spec;
  return figure ? { ...spec, figure: { ...figure, layout: { ...figure.layout, uirevision: run } } } : spec;
}

/** @param {Component} component */
export default function (component) {
  const root = component.parentElement.querySelector('.lab-race');
  if (speak(component.data, root) && root.board) writeAnew(root.board);
  root.board ??= new Board(root);
  root.board.update(component.data, component.setTriggerValue).catch((error) => {
    const notice = root.querySelector('.lab-notice');
    notice.textContent = error.message;
    notice.hidden = false;
  });
  return () => root.board.leave(); // called once, when the page is left
}
