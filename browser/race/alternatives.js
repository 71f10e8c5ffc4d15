// The race's charts in words: told when there is time to read them, not at every frame.

import { axesWords, describe, linesWords } from '../alternative.js';
import { digits } from '../numbers.js';
import { _ } from '../words.js';

/** @param {Board} board */
export function describeCharts(board) {
  const step = board.shown()?.header.step;
  const at = step === undefined ? '' : _('Step {step}', { step: digits(step) });
  for (const { card, element, spec } of board.charts.values()) {
    if (!element || !spec.figure) continue;
    const [title, subtitle] = ['.lab-name', '.lab-subtitle'].map((part) => card.querySelector(part).textContent);
    const lines = element.data ? linesWords(element) : '';
    const now = lines && at ? _('{at}: {lines}', { at, lines }) : at;
    describe(element, [title, kindOf(spec), subtitle, axesWords(spec.figure), now]);
  }
}

// What an arm's picture is.
function kindOf({ arm, figure }) {
  if (arm === undefined) return '';
  if (figure.layout.images?.length) return _("the network's output over the plane of its two inputs, with the training samples");
  if (figure.data[0]?.type === 'heatmap') return _('confusion matrix of the test samples');
  return _('the curve that the network has learned, with the training samples');
}
