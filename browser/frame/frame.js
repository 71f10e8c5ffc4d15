// On a narrow screen the sidebar lies over the page: it is closed at first, and closes when a page is chosen or the page
// beside it is touched.

import { closeSidebar, isInSidebar, isPageLink, spreadColourScheme } from '../streamlit_private.js';

const NARROW = matchMedia('(max-width: 768px)'); // Streamlit's sidebar lies over the page up to here

let listening = false; // once a page load

/** @param {Event} event */
function onClick({ target }) {
  if (NARROW.matches && target instanceof Element && (isPageLink(target) || !isInSidebar(target))) closeSidebar();
}

export default function () {
  if (listening) return;
  listening = true;
  if (NARROW.matches) closeSidebar();
  spreadColourScheme();
  addEventListener('click', onClick, true);
}
