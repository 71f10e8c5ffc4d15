// The place for the board's charts of the inside: they are the board's, this only tells it that the place is there.

import { INSIDE_IS_THERE } from './heard.js';

export default function () {
  dispatchEvent(new CustomEvent(INSIDE_IS_THERE));
}
