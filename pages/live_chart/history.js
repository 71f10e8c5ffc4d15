// What a page remembers of its run: rows over steps for the curves, and moments to go back to.

const MOST_ROWS = 1200;
const MOST_MOMENTS = 200;

// Rows over steps: `values[name][row]` are that row's numbers. Old rows thin out with age.
class Rows {
  constructor(prefix, names) {
    this.prefix = prefix;
    this.names = names;
    this.clear();
  }

  clear() {
    this.steps = [];
    this.values = Object.fromEntries(this.names.map((name) => [name, []]));
  }

  // Whether `arrays` brought new rows.
  take(arrays) {
    const steps = arrays[`${this.prefix}steps`]?.values ?? [];
    for (let row = 0; row < steps.length; row += 1) {
      this.steps.push(steps[row]);
      for (const name of this.names.filter((one) => arrays[this.prefix + one])) {
        const { values } = arrays[this.prefix + name];
        const size = values.length / steps.length;
        this.values[name].push(values.slice(row * size, (row + 1) * size)); // a view would keep its whole frame
      }
    }
    if (this.steps.length > MOST_ROWS) this.thin();
    return steps.length > 0;
  }

  thin() {
    const half = this.steps.length / 2;
    const keep = (_, row) => row >= half || row % 2 === 0;
    this.steps = this.steps.filter(keep);
    for (const name of this.names) this.values[name] = this.values[name].filter(keep);
  }

  // How many rows there are up to a step.
  upTo(step) {
    let count = this.steps.length;
    while (count > 0 && this.steps[count - 1] > step) count -= 1;
    return count;
  }
}

// Kept moments: the header and pictures of a frame each, at most MOST_MOMENTS, thinned out with age.
class Moments {
  constructor() {
    this.kept = [];
  }

  clear() {
    this.kept = [];
  }

  take({ header, arrays }) {
    const last = this.kept.at(-1);
    if (last && last.header.step === header.step) this.kept.pop();
    const pictures = Object.fromEntries(
      Object.entries(arrays).filter(([name]) => !name.endsWith('steps') && !name.startsWith(INSIDE) && !name.startsWith(LEARNED) && !METRICS.includes(name)),
    );
    this.kept.push({ header, arrays: pictures });
    this.thin();
  }

  // A moment of before this page came, kept by the server: to its place among those that are here.
  insert(frame) {
    const { step } = frame.header;
    let place = this.kept.length;
    while (place > 0 && this.kept[place - 1].header.step >= step) place -= 1;
    if (this.kept[place]?.header.step !== step) this.kept.splice(place, 0, frame);
    this.thin();
  }

  thin() {
    if (this.kept.length > MOST_MOMENTS) {
      const half = this.kept.length / 2;
      this.kept = this.kept.filter((_, place) => place >= half || place % 2 === 0);
    }
  }
}

// A moment of the time before this page was loaded. It comes after the frame that told everything anew, and waits with it.
function keepMoment(board, feed, frame) {
  board.inTurn(feed, () => {
    board.moments.insert(frame);
    board.timeline.update(false);
  });
}
