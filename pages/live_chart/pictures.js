// What an arm's card shows: one line of numbers, and its network's output over the plane.

const tidy = (value) => (Number.isFinite(value) ? value : null);

function countLost(divergedAt, arm, seeds) {
  let lost = 0;
  for (let seed = 0; seed < seeds; seed += 1) if (divergedAt.values[arm * seeds + seed] >= 0) lost += 1;
  return lost;
}

// "98.5 % test · 2 of 8 diverged": the median over the seeds that have not diverged.
function armLine(spec, accuracy, loss, divergedAt) {
  const seeds = loss.shape[1];
  const kept = [];
  let firstLost = Infinity;
  for (let seed = 0; seed < seeds; seed += 1) {
    const at = divergedAt.values[spec.arm * seeds + seed];
    if (at >= 0) firstLost = Math.min(firstLost, at);
    else kept.push((spec.accuracy ? accuracy : loss).values[spec.arm * seeds + seed]);
  }
  const lost = seeds - kept.length;
  kept.sort((a, b) => a - b);
  const middle = kept.length / 2;
  const median = kept.length % 2 ? kept[Math.floor(middle)] : (kept[middle - 1] + kept[middle]) / 2;
  const reached = spec.accuracy ? (100 * median).toFixed(1) : (1 - median / spec.variance).toFixed(3).replace('-', '−');
  const form = spec.accuracy
    ? [_('{reached} % test'), _('{reached} % test (median)')]
    : [_('R² {reached} test'), _('R² {reached} test (median)')];
  const parts = kept.length ? [form[Number(seeds > 1)].replace('{reached}', reached)] : [];
  if (lost) parts.push(_('{lost} of {seeds} diverged by step {step}', { lost, seeds, step: digits(firstLost) }));
  return parts.join(' · ');
}

// Rows of an arm's confusion counts as shares of the row.
function shares(confusion, arm) {
  const [, size] = confusion.shape;
  return Array.from({ length: size }, (_, row) => {
    const start = (arm * size + row) * size;
    const counts = Array.from(confusion.values.subarray(start, start + size));
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    return counts.map((count) => count / total);
  });
}

const canvas = document.createElement('canvas');

// The network's output over the plane as a small image: class colours, pale where it is undecided, grey where NaN.
function picture(boundary, arm, grid, theme, classes, lost) {
  canvas.width = canvas.height = grid;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const image = context.createImageData(grid, grid);
  const size = grid * grid;
  const paper = channels(theme['--lab-card']);
  const [low, high] = classes.map(channels);
  for (let row = 0; row < grid; row += 1) {
    for (let column = 0; column < grid; column += 1) {
      const value = boundary.values[arm * size + row * grid + column];
      const at = 4 * ((grid - 1 - row) * grid + column); // images grow downwards, the axis upwards
      const sure = Math.min(1, Math.abs(value / 254 - 0.5) * 2);
      const side = value > 127 ? high : low;
      const share = 0.08 + 0.6 * sure;
      for (let c = 0; c < 3; c += 1) {
        image.data[at + c] = lost || value === 255 ? 128 : side[c] * share + paper[c] * (1 - share);
      }
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

// An arm's card: its line of numbers, and its network as the board shows it.
async function drawArm(board, chart) {
  const { element, card, spec } = chart;
  const { header, arrays } = board.shown();
  const loss = arrays.test_loss_by_seed;
  if (!loss) return;
  const line = card.querySelector('.lab-subtitle');
  write(line, armLine(spec, arrays.test_accuracy_by_seed, loss, arrays.diverged_at));
  card.classList.toggle('lab-diverged', countLost(arrays.diverged_at, spec.arm, loss.shape[1]) > 0);
  if (arrays.boundary && spec.figure) {
    const seeds = loss.shape[1];
    const lost = arrays.diverged_at.values[spec.arm * seeds + board.shown().header.seed_shown] >= 0;
    board.theme ??= themeOf(board.root); // asked for anew, it makes the browser style the page before each picture
    const source = picture(arrays.boundary, spec.arm, board.data.grid, board.theme, board.data.classes, lost);
    if (!quickImage(element, source)) await globalThis.Plotly.relayout(element, { 'images[0].source': source });
  } else if (arrays.confusion && spec.figure) {
    const z = shares(arrays.confusion, spec.arm);
    await showInTurn(board, chart, () => ({ z: [z] }), [0], () => quickHeat(element, z));
  } else if (arrays.fit && spec.figure) {
    const size = arrays.fit.shape[1];
    const y = Array.from(arrays.fit.values.subarray(spec.arm * size, (spec.arm + 1) * size), tidy);
    await showLines(board, chart, [spec.fitTrace], { y: [y] });
  }
}
