// What the board last heard from its run, for the other components of the page: they stand beside it, and come and go.

export const heard = { header: null };
export const FRAME = 'activation-lab-frame'; // the event on the window that tells of another header
export const INSIDE_IS_THERE = 'activation-lab-inside'; // and that of a place for the charts of the inside
