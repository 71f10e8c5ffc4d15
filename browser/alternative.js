// A chart in words, for readers who do not see it: its name, how it is read, and what it shows now.

import { significant } from './numbers.js';
import { put } from './nodes.js';
import { _ } from './words.js';

// `parts`: texts, of which empty ones are left out.
/** @param {Element} element @param {(string | undefined)[]} parts */
export function describe(element, parts) {
  const said = parts.map((part) => part?.trim()).filter(Boolean);
  put(element, 'role', 'img');
  put(element, 'aria-label', said.map((part) => part + (/[.!?。！？]$/.test(part) ? '' : _('.'))).join(' '));
}

// What its axes are, as far as the figure says.
/** @param {any} figure */
export function axesWords({ layout }) {
  const words = [];
  const across = axisWords(layout.xaxis);
  const up = axisWords(layout.yaxis);
  if (across) words.push(_('across: {axis}', { axis: across }));
  if (up) words.push(_('upwards: {axis}', { axis: up }));
  return words.join(_(', '));
}

function axisWords(axis) {
  const title = (axis?.title?.text ?? '').replace(/<[^>]*>/g, '');
  if (axis?.type !== 'log') return title;
  return title ? _('{axis} (log axis)', { axis: title }) : _('log axis');
}

// Where each arm's line begins and ends.
/** @param {any} element a chart that is drawn */
export function linesWords(element) {
  const lines = element.data.filter((trace) => trace.meta?.arm !== undefined && trace.name && trace.hoverinfo !== 'skip');
  const words = lines.map(({ name, y }) => {
    const known = Array.from(y ?? []).filter((value) => Number.isFinite(value));
    if (!known.length) return _('{name}: no values', { name });
    const [first, last] = [known[0], known.at(-1)].map((value) => significant(value));
    return known.length === 1 ? `${name} ${last}` : _('{name} from {first} to {last}', { name, first, last });
  });
  return words.join(_('; '));
}
