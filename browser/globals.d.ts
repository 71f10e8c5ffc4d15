// What scripts find around them, for tsc alone: nothing here runs.

/** Put before loader.js by browser/__init__.py: a module, all that it imports, and the version of all modules. */
declare const WANTED: { version: string; module: string; needed: string[] };

/** Where the modules are that this page was opened with. */
declare var activationLab: { modules: string } | undefined;

/** Plotly's own script, once it is loaded. */
declare var Plotly: any;

/** What Streamlit calls a component's default export with. */
interface Component {
  data: any;
  parentElement: HTMLElement;
  setTriggerValue: (name: string, value: any) => void;
}

type Frame = import('./feed.js').Frame;
type NumberArray = import('./feed.js').NumberArray;
type Board = import('./race/board.js').Board;

/** A card of the board: its elements, what Python says of it, and what the page has drawn of it. */
interface Chart {
  card: HTMLElement;
  element: HTMLElement | null;
  spec: any;
  shape: string | null; // what kind of card it is
  stale?: boolean; // there is something new to draw
  away?: boolean; // out of view
  owed?: boolean; // Plotly has yet to draw what was drawn directly
  drawn?: number; // how often
  drawnAt?: number; // milliseconds
  fullAt?: number; // milliseconds, when Plotly drew it last
  drawnOf?: string | null; // which look at which networks
  drawnSpec?: any;
  named?: () => void; // puts the names to the ends of its lines
  only?: number | null; // the arm that its lines single out
  reach?: number | null;
  reachOf?: any;
  strip?: any;
  asking?: boolean;
}

// What the lab looks for is an HTML element, unless a type says otherwise.
interface ParentNode {
  querySelector<E extends Element = HTMLElement>(selectors: string): E | null;
  querySelectorAll<E extends Element = HTMLElement>(selectors: string): NodeListOf<E>;
}
interface Element {
  closest<E extends Element = HTMLElement>(selectors: string): E | null;
}

// What components, and Plotly, keep with their elements.
interface HTMLElement {
  board?: any;
  chart?: any;
  gallery?: any;
  drawn?: string;
  wanted?: string;
  full?: string;
  data?: any;
  layout?: any;
  calcdata?: any[];
  on?: (name: string, listener: () => void) => void;
  _fullData?: any[];
  _fullLayout?: any;
}
interface Element {
  __data__?: any[];
}
