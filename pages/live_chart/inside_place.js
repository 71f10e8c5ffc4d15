// The place for the board's charts of the inside: they are the board's, this only tells it that the place is there.

export default function () {
  dispatchEvent(new CustomEvent('activation-lab-inside'));
}
