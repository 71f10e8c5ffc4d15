// Writes what the page shows into the browser's address bar. Streamlit's own ways write the labels of choices there, or
// make an entry of the browser's history for every change. It needs no other module, and is sent as it is.

const STREAMLITS = ['embed', 'embed_options']; // names that stay on all pages
let followed = ''; // which page was asked for last
let entered = ''; // which entry of the history was made last

// Go to another page of the lab, or to this one with other settings. It is one entry of the browser's history, and then as
// if Forward had led to it: Streamlit runs the page that the address names.
/** @param {string} address */
export function follow(address) {
  const url = new URL(address, location.href);
  const now = new URLSearchParams(location.search);
  for (const name of STREAMLITS) now.getAll(name).forEach((text) => url.searchParams.append(name, text));
  history.pushState({}, '', url);
  dispatchEvent(new PopStateEvent('popstate', { state: {} }));
}

/**
 * `names`: what the page may set; `values`: what it sets now, the rest is left out. Another `entry` is one of the
 * browser's history of its own. `follow`: where to go then, once.
 * @typedef {{page: string, others: string[], names: string[], values: Record<string, string[]>, entry: string,
 *   follow: {address: string, once: string} | null}} Link
 * @param {{data: Link}} component
 */
export default function ({ data }) {
  const another = data.entry !== '' && data.entry !== entered; // else the browser's Back may have led here meanwhile
  entered = data.entry;
  const last = location.pathname.split('/').pop();
  if (data.page ? last !== data.page : data.others.includes(last)) return; // the page has been left meanwhile
  write(data, another);
  if (!data.follow || data.follow.once === followed) return;
  followed = data.follow.once;
  follow(data.follow.address);
}

/** @param {Link} data @param {boolean} another */
function write(data, another) {
  const now = new URLSearchParams(location.search);
  const next = new URLSearchParams(now);
  data.names.forEach((name) => next.delete(name));
  for (const [name, texts] of Object.entries(data.values)) texts.forEach((text) => next.append(name, text));
  if (next.toString() === now.toString()) return;
  const address = `${location.pathname}${next.size ? `?${next}` : ''}${location.hash}`;
  if (another) history.pushState({}, '', address);
  else history.replaceState(history.state, '', address);
}
