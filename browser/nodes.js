// Nodes of the page and their colours, written only where something changes.

/** @param {string} colour @returns {number[]} */
export function channels(colour) {
  const hex = colour.match(/^#([0-9a-f]{6})/i);
  if (hex) return [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16));
  const rgb = colour.match(/[\d.]+/g);
  return rgb && rgb.length >= 3 ? rgb.slice(0, 3).map(Number) : [128, 128, 128];
}

/** @param {string} front @param {string} back @param {number} share */
export function mix(front, back, share) {
  const a = channels(front);
  const b = channels(back);
  return `rgb(${a.map((value, i) => Math.round(value * share + b[i] * (1 - share))).join(',')})`;
}

// Let the browser show what was drawn so far. One that shows nothing, in a tab behind others, is not waited for.
export function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

// Write a text or an attribute where it is another than before: the browser lays out or paints again for the same as well.
/** @param {Element} node @param {string | number} text */
export function write(node, text) {
  if (node.textContent !== String(text)) node.textContent = String(text);
}

/** @param {Element} node @param {string} name @param {string | number} value */
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}
