// Paths: of two weights in their plane, of learnable parameters over steps, and who died and revived when.

const LEARNED = 'learned.';
const PIECES = 'pieces';
const FAR = 1000; // a weight of that size has diverged: drawn, it would leave the others no room

// Rows of learnable parameters. A swap brings and takes away parameters: a row has those that there were then.
class LearnedRows {
  constructor() {
    this.clear();
  }

  clear() {
    this.steps = [];
    this.rows = [];
  }

  take(arrays) {
    const steps = arrays[`${LEARNED}steps`]?.values ?? [];
    const names = Object.keys(arrays).filter((name) => name.startsWith(LEARNED) && !name.endsWith('steps'));
    for (let row = 0; row < steps.length; row += 1) {
      this.steps.push(steps[row]);
      const now = {};
      for (const name of names) {
        const { values } = arrays[name];
        const size = values.length / steps.length;
        now[name.slice(LEARNED.length)] = values.slice(row * size, (row + 1) * size);
      }
      this.rows.push(now);
    }
    if (this.steps.length > MOST_ROWS) {
      const half = this.steps.length / 2;
      const keep = (_, row) => row >= half || row % 2 === 0;
      this.steps = this.steps.filter(keep);
      this.rows = this.rows.filter(keep);
    }
  }

  upTo(step) {
    let count = this.steps.length;
    while (count > 0 && this.steps[count - 1] > step) count -= 1;
    return count;
  }
}

const range = (count) => [...Array(count).keys()];
const traces = (element) => element.data.map((_, place) => place);
const brief = (value) => Number(value.toPrecision(3)).toString().replace('-', '−');
const percent = (share) => `${(100 * share).toFixed(0)} %`;

function thinned(count) {
  const stride = Math.ceil(count / MOST_POINTS) || 1;
  return range(count).filter((row) => row % stride === 0 || row === count - 1);
}

// -- two weights ------------------------------------------------------------------------------------------------------

// The frame's path, if it is the one that the card is of: after another choice the next frame brings it.
function pathOf(board, spec) {
  const { header, arrays } = board.shown();
  const { path } = header;
  const same = (name) => String(path?.[name]) === String(spec.choice[name]);
  if (!arrays['path.points'] || !['layer', 'unit', 'weights', 'seed'].every(same)) return null;
  return { ...path, at: arrays['path.at'].values, points: arrays['path.points'].values };
}

// 2nd, 10th: of the numbers that intervals have, which double.
function ordinal(count) {
  return count === 2 ? _('{count}nd', { count }) : _('{count}th', { count });
}

function recordedWords({ since, every, widest, at, seed }, seeds, note) {
  const values = { since: digits(since), every, widest, nth: ordinal(every), wide: ordinal(widest) };
  const first =
    every === 1
      ? _('recorded since step {since}, every step', values)
      : _('recorded since step {since}, every {nth} step', values);
  const parts = [first];
  if (widest > every) parts[0] += _(', every {wide} where that was too expensive', values);
  if (at.length > 1 && at[1] - at[0] > widest) parts.push(_('older points thinned out'));
  if (seeds > 1) parts.push(_('seed {seed}', { seed }));
  parts.push(_('the dot is where it starts'));
  if (note) parts.push(note);
  return parts.join(' · ');
}

function pathWords(board, spec, path) {
  if (!path) return _('The run begins to record these two weights.');
  if (spec.last) return spec.subtitle;
  if (path.at.length > 1) return recordedWords(path, board.shown().arrays.test_loss_by_seed?.shape[1], spec.note);
  if (!path.since) return _('nothing recorded yet: play to draw the path');
  return _('nothing recorded before step {step}: play on, or reset and play, to draw the path', {
    step: digits(path.since),
  });
}

async function drawPath(board, chart) {
  const { element, card, spec } = chart;
  const path = pathOf(board, spec);
  const { at, points } = path ?? { at: [], points: [] };
  const arms = board.data.arms.length;
  const first = spec.last ? Math.max(0, at.length - 1 - spec.last) : 0;
  const shown = range(at.length).slice(first);
  const x = [];
  const y = [];
  const customdata = [];
  for (let arm = 0; arm < arms; arm += 1) {
    const of = (axis) => {
      const value = (row) => points[(row * arms + arm) * 2 + axis];
      const from = spec.last && shown.length ? value(first) : 0;
      return shown.map((row) => (Math.abs(value(row)) < FAR ? value(row) - from : null));
    };
    const [across, up] = [of(0), of(1)];
    const steps = shown.map((row) => at[row]);
    x.push(across, across.slice(0, 1));
    y.push(up, up.slice(0, 1));
    customdata.push(steps, steps.slice(0, 1));
  }
  // The last moves are others at every frame, and of another size: on the axes of before they would run out of the chart.
  if (spec.last) await showInTurn(board, chart, () => ({ x, y, customdata }), traces(element));
  else await showLines(board, chart, traces(element), { x, y }, { customdata });
  write(card.querySelector('.lab-subtitle'), pathWords(board, spec, path));
}

async function drawSameWay(board, chart) {
  const { card, spec } = chart;
  const shares = pathOf(board, spec)?.same_way ?? board.data.arms.map(() => null);
  const text = shares.map((share) => (share === null ? _('no update') : percent(share)));
  await showInTurn(board, chart, () => ({ x: [shares.map((share) => share ?? 0)], text: [text] }), [0]);
  write(card.querySelector('.lab-subtitle'), spec.subtitle);
}

// -- learnable parameters ---------------------------------------------------------------------------------------------

async function drawLearned(board, chart) {
  const { element, card, spec } = chart;
  const { steps, rows } = board.learned;
  const kept = thinned(board.learned.upTo(board.shownStep()));
  const layers = element.data.length / 2;
  const x = [];
  const y = [];
  const words = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const value = (row, which) => tidy(rows[row][spec.learned]?.[which * layers + layer] ?? NaN);
    const line = kept.map((row) => value(row, 0));
    const known = kept.filter((_, place) => line[place] !== null);
    const up = known.map((row) => steps[row]);
    x.push([...up, ...up.toReversed()], kept.map((row) => steps[row]));
    y.push([...known.map((row) => value(row, 1)), ...known.map((row) => value(row, 2)).reverse()], line);
    if (known.length) {
      const told = { layer: layer + 1, style: spec.styles[layer], value: brief(value(known.at(-1), 0)) };
      if (layers === 1) words.push(told.value);
      else words.push(told.style ? _('layer {layer} ({style}) {value}', told) : _('layer {layer} {value}', told));
    }
  }
  await showLines(board, chart, traces(element), { x, y });
  if (words.length > 6) words.splice(1, words.length - 2, '…');
  const parts = words.length ? [...words, spec.over] : [_('no network has it yet, or none is left that has not diverged')];
  write(card.querySelector('.lab-subtitle'), parts.filter(Boolean).join(' · '));
}

// Maxout's pieces are weights. What they come to: the share of samples that a unit's pieces win.
async function drawPieces(board, chart) {
  const { card, spec } = chart;
  const inside = board.inside;
  const rows = inside.values[PIECES];
  const kept = thinned(Math.min(inside.upTo(board.shownStep()), rows.length));
  const arms = board.data.arms.length;
  const layers = board.data.layers;
  const value = (row, rank) => {
    const most = rows[row].length / arms / layers;
    return tidy(rows[row][(spec.of * layers + spec.layer) * most + rank]);
  };
  const ranks = range(spec.count);
  const y = ranks.map((rank) => kept.map((row) => value(row, rank)));
  const x = ranks.map(() => kept.map((row) => inside.steps[row]));
  await showLines(board, chart, ranks, { x, y });
  const now = kept.length ? ranks.map((rank) => value(kept.at(-1), rank)) : [];
  const told = now.length && now[0] !== null ? `${now.map(percent).join(', ')} ` : '';
  const text = _(
    '{shares}of the samples won by a unit’s {count} pieces, the one that wins most first (solid); mean over units. ' +
      'The pieces are weights, one line each: any two are drawn in Paths',
    { shares: told, count: spec.count },
  );
  write(card.querySelector('.lab-subtitle'), text);
}

// -- deaths -----------------------------------------------------------------------------------------------------------

async function drawDeaths(board, chart) {
  const { element, card, spec } = chart;
  const rows = board.inside;
  const count = rows.upTo(board.shownStep());
  const kept = thinned(count);
  const arms = board.data.arms.length;
  const value = (name, row, arm) => {
    const numbers = rows.values[name][row];
    return numbers[arm * (numbers.length / arms) + spec.layer];
  };
  const x = [];
  const y = [];
  for (let arm = 0; arm < arms; arm += 1) {
    for (const name of SINCE_START) {
      x.push(kept.map((row) => rows.steps[row]));
      y.push(kept.map((row) => value(name, row, arm)));
    }
  }
  await showLines(board, chart, traces(element), { x, y });
  const names = board.shown().header.arms ?? board.data.arms;
  const told = [];
  for (let arm = 0; count && arm < arms; arm += 1) {
    const [died, revived] = SINCE_START.map((name) => value(name, count - 1, arm));
    const words = _('{arm}: {died} died, {revived} revived', { arm: names[arm], died, revived });
    if (died + revived) told.push({ died, words });
  }
  told.sort((a, b) => b.died - a.died);
  const words = told.slice(0, 3).map((one) => one.words);
  if (told.length > 3) words.push(_('{count} more with deaths', { count: told.length - 3 }));
  if (!words.length) words.push(_('no unit has died or revived'));
  const text = _('{told}; units over all seeds: deaths solid, revivals dashed', {
    told: words.join(' · '),
  });
  write(card.querySelector('.lab-subtitle'), text);
}

async function drawRaster(board, chart) {
  const { element, card, spec } = chart;
  const { header, arrays } = board.shown();
  const { raster } = header;
  const fits = raster?.layer === spec.layer && (spec.of === null || spec.of === raster.arm) && arrays['raster.dead'];
  if (!fits) return;
  const at = arrays['raster.at'].values;
  const bits = arrays['raster.dead'].values;
  const bytes = bits.length / at.length;
  const dead = (row, unit) => (bits[row * bytes + (unit >> 3)] >> (7 - (unit & 7))) & 1;
  const units = range(raster.units);
  const z = units.map((unit) => range(at.length).map((row) => dead(row, unit)));
  const x = [...at, at.at(-1) + (at.at(-1) - (at.at(-2) ?? at.at(-1) - 1))]; // a column reaches to the next look
  board.theme ??= themeOf(board.root);
  const ends = [board.theme['--lab-grid'], spec.colours[raster.arm]];
  const change = () => ({
    x: [x],
    y: [units.map((unit) => unit + 1)],
    z: [z],
    text: [z.map((row) => row.map((one) => (one ? _('dead') : _('not dead'))))],
    colorscale: [[[0, ends[0]], [1, ends[1]]]],
  });
  await showInTurn(board, chart, change, [0], () => quickHeat(element, z, { x, ends }));
  const now = units.filter((unit) => dead(at.length - 1, unit)).length;
  const name = (header.arms ?? board.data.arms)[raster.arm];
  const why = spec.of === null ? _('most deaths') : _('chosen');
  const text = _('{arm} ({why}), seed {seed}: one row per unit, coloured while dead; {now} of {units} now', {
    arm: name,
    why,
    seed: raster.seed,
    now,
    units: raster.units,
  });
  const most = { seed: raster.most_in, count: raster.most };
  const elsewhere = !now && raster.most ? _('; most in seed {seed}: {count}', most) : '';
  write(card.querySelector('.lab-subtitle'), text + elsewhere);
}

Object.assign(DRAWERS, {
  path: drawPath,
  same_way: drawSameWay,
  learned: drawLearned,
  pieces: drawPieces,
  deaths: drawDeaths,
  raster: drawRaster,
  words: async () => {},
});
