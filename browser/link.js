// Writes what the page shows into the browser's address bar. Streamlit's own ways write the labels of choices there, or
// make an entry of the browser's history for every change. It needs no other module, and is sent as it is.

/**
 * `names`: what the page may set; `values`: what it sets now, the rest is left out. A change of `entry` is an entry of
 * the browser's history of its own.
 * @typedef {{page: string, others: string[], names: string[], values: Record<string, string[]>, entry: string}} Link
 * @param {{data: Link}} component
 */
export default function ({ data }) {
  const last = location.pathname.split('/').pop();
  if (data.page ? last !== data.page : data.others.includes(last)) return; // the page has been left meanwhile
  const now = new URLSearchParams(location.search);
  const next = new URLSearchParams(now);
  data.names.forEach((name) => next.delete(name));
  for (const [name, texts] of Object.entries(data.values)) texts.forEach((text) => next.append(name, text));
  if (next.toString() === now.toString()) return;
  const address = `${location.pathname}${next.size ? `?${next}` : ''}${location.hash}`;
  const former = now.get(data.entry);
  if (former && former !== next.get(data.entry)) history.pushState({}, '', address);
  else history.replaceState(history.state, '', address);
}
