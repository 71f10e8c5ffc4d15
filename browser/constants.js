// Written from Python by `python -m scripts.constants`: what both sides must agree on. Not edited by hand.

// names of the evaluated rows, beside their steps
export const METRICS = ['train_loss', 'test_loss', 'test_accuracy'];

// before the names of the observed rows
export const INSIDE = 'inside.';

// rows [arms, hidden layers]
export const HIDDEN = ['dead', 'gently_dead', 'off', 'saturated', 'silent', 'off_centre', 'rank'];

// likewise: units counted since the start
export const SINCE_START = ['died', 'revived'];

// rows [arms, layers + output]
export const WHOLE = ['gradient_z', 'gradient_w', 'update_ratio', 'agreement_batch', 'agreement_sample'];

// rows [arms, hidden layers, pieces]
export const PIECES = 'pieces';

// before the names of the rows of learnable parameters
export const LEARNED = 'learned.';

// of a limit: filled with items that are spaced evenly
export const EVEN_SHARE = 0.6;

// of a limit at most: for items around events
export const EVENT_SHARE = 0.25;

// of deaths and revivals around which all is kept
export const MAX_EVENTS = 20;

// of pre-activations; what is outside goes into one more bin at either end
export const HISTOGRAM = { low: -8, high: 8, bins: 64 };

// bits of a unit's state
export const UNIT_STATE = { dead: 1, almostDead: 2, off: 4, lost: 8, absent: 16, switchedOff: 32 };

// rows of the numbers of each unit
export const UNIT_NUMBERS = ['peak_slope', 'saturated', 'silent', 'mean', 'deviation'];

// of class 0 and 1, and of numbers below and above 0
export const CLASS_COLOURS = ['#3a6fd0', '#f09a3e'];

// in a boundary: the output is not a number
export const UNDEFINED = 255;

// in a boundary: the output is 1
export const CLASS_ONE = 254;

// the feed is closed with this code when the run is no longer there
export const UNKNOWN_RUN = 4404;

// of the arrays in a message
export const DTYPES = ['float32', 'uint8', 'int32'];

// at the beginning of a message: the length of its header
export const LENGTH_BYTES = 4;
