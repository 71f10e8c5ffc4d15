// What Streamlit gets of a component, in its own module of no address: the component's module is imported from the server,
// with all modules that it needs asked for at once. `WANTED`, put before this by browser/__init__.py, says which.

// Streamlit may be served below a path; its own scripts tell where.
function home() {
  const script = /** @type {HTMLScriptElement} */ (document.querySelector('script[src*="static/js/"]'));
  const path = script ? new URL(script.src).pathname : '/';
  return path.includes('/static/js/') ? path.slice(0, path.indexOf('/static/js/') + 1) : '/';
}

const modules = `${location.origin}${home()}browser/${WANTED.version}`;
const lab = (globalThis.activationLab ??= { modules }); // where the modules are that this page was opened with
const sameVersion = lab.modules === modules;

if (sameVersion) {
  for (const name of WANTED.needed) {
    const href = `${modules}/${name}`;
    if (document.querySelector(`link[href="${href}"]`)) continue;
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
  }
}

let loaded = null;
let loading = null;
const calls = new WeakMap(); // a component's element: what it was called with last

/** @param {Component} component */
export default function (component) {
  return loaded ? loaded.default(component) : load(component);
}

async function load(component) {
  const element = component.parentElement;
  calls.set(element, component);
  let complaint = '';
  try {
    loading ??= sameVersion ? import(`${modules}/${WANTED.module}`) : Promise.resolve({ outdated: true });
    const module = await loading;
    if (module.outdated) complaint = outdated(component);
    else loaded = module;
  } catch (error) {
    loading = null; // it is tried again when there is something new to show
    // A module that was kept from before cannot be linked with those of now; what cannot be fetched is a TypeError.
    complaint = error instanceof SyntaxError ? outdated(component) : notLoaded(component);
  }
  // Streamlit has called again meanwhile, or the page was left: whoever called last goes on.
  if (calls.get(element) !== component || !element.isConnected) return undefined;
  complain(element, complaint);
  return complaint ? undefined : loaded.default(component);
}

// The module of the texts cannot be asked here: it may be what is missing.
const translator = ({ data }) => (text) => data?.language?.texts?.[text] || text;

function outdated(component) {
  const _ = translator(component);
  return _('The lab has been updated since this page was opened: reload the page.');
}

function notLoaded(component) {
  const _ = translator(component);
  return _('A part of this page could not be loaded: reload the page.');
}

// A sentence in the place of the component; none: the component.
function complain(element, complaint) {
  let notice = element.querySelector('.lab-not-loaded');
  if (!complaint && !notice) return;
  if (!notice) {
    notice = document.createElement('div');
    notice.className = 'lab-not-loaded';
    notice.role = 'status';
    element.prepend(notice);
  }
  notice.textContent = complaint;
  for (const child of element.children) child.hidden = (child === notice) !== Boolean(complaint);
}
