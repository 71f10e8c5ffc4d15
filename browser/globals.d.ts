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
