// Statistics over the seeds of an arm. A frame has for each arm and seed the step at which it diverged, -1 while it lives.

// The middle of some numbers, or the mean of the two in the middle; NaN of none.
/** @param {Iterable<number>} numbers @returns {number} */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Which seeds of an arm have not diverged, how many have, and the first step at which one had.
/** @param {NumberArray} divergedAt [arms, seeds] @param {number} arm */
export function seedsOf({ shape: [, seeds], values }, arm) {
  const live = [];
  let firstLost = Infinity;
  for (let seed = 0; seed < seeds; seed += 1) {
    const at = values[arm * seeds + seed];
    if (at >= 0) firstLost = Math.min(firstLost, at);
    else live.push(seed);
  }
  return { seeds, live, lost: seeds - live.length, firstLost };
}

// The median over the live seeds of an arm; `numbers` [arms, seeds].
/** @param {NumberArray} numbers @param {NumberArray} divergedAt [arms, seeds] @param {number} arm */
export function medianOfLive(numbers, divergedAt, arm) {
  const { seeds, live } = seedsOf(divergedAt, arm);
  return median(live.map((seed) => numbers.values[arm * seeds + seed]));
}
