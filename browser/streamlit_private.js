// All that the lab knows of Streamlit's own page, which no promise of Streamlit's covers. Style sheets apart, no other
// module names its elements. tests/browser/test_streamlit_private.py says what a new version has changed.

// What scrolls when the page is scrolled; not the window.
/** @param {Element} element */
export function scrollerOf(element) {
  return element.closest('[data-testid="stMain"]');
}

// A widget has its key as a class.
/** @param {string} key */
const classOf = (key) => `.${CSS.escape(`st-key-${key.replace(/[^a-zA-Z0-9_-]/g, '-')}`)}`;

// The native input of the slider with this key.
/** @param {string} key */
export function sliderInput(key) {
  return /** @type {HTMLInputElement} */ (document.querySelector(`${classOf(key)} input[type=range]`));
}

// Whether an element is in the widget with this key.
/** @param {any} element @param {string} key */
export function isInWidget(element, key) {
  return Boolean(element.closest?.(classOf(key)));
}

// -- the sidebar -------------------------------------------------------------------------------------------------------

/** @param {Element} element */
export const isPageLink = (element) => Boolean(element.closest('[data-testid="stSidebarNavLink"]'));

// Menus and lists of choices that the sidebar opens stand beside it in the document.
/** @param {Element} element */
export const isInSidebar = (element) => !element.closest('[data-testid="stMain"]');

// Nothing if it is closed already.
export function closeSidebar() {
  document.querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click();
}

// -- its colours ------------------------------------------------------------------------------------------------------

// Popovers and lists stand beside Streamlit's app in the document: that they are dark with it is told to the document, so
// that light-dark() in style sheets, and the browser's own controls, know it there too.
export function spreadColourScheme() {
  const app = document.querySelector('[data-testid="stApp"]');
  const spread = () => {
    document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  };
  new MutationObserver(spread).observe(app, { attributes: true, attributeFilter: ['class'] });
  spread();
}

// -- its words --------------------------------------------------------------------------------------------------------

// Streamlit's own few words in Chinese, which it has in English alone: they are written over where they stand. Only a
// text node's value is changed, never the node, so that React goes on with it.

const STREAMLIT_CHINESE = {
  'Press Enter to apply': '按回车应用',
  'No results': '没有匹配项',
  'No options': '没有选项',
  'Type to search': '输入以搜索',
  'Select all': '全选',
  Upload: '上传',
  'Sort ascending': '升序排列',
  'Sort descending': '降序排列',
  'Copy column name': '复制列名',
  'Pin column': '固定列',
  'Unpin column': '取消固定',
  'Hide column': '隐藏列',
  Statistics: '统计',
  Format: '格式',
  Autosize: '自动列宽',
  'Invalid input.': '输入无效。',
};
/** @type {[RegExp, string][]} */
const STREAMLIT_PATTERNS = [
  [/^Add: (.*)$/s, '添加：$1'],
  [/^(\d+)MB per file$/, '每个文件最大 $1 MB'],
  [/^File must be (\S+) or smaller\.$/, '文件不能超过 $1。'],
  [/^(\S+) files are not allowed\.$/, '不能用 $1 文件。'],
];

/** @param {string} text @returns {string | null} */
function inChinese(text) {
  if (Object.hasOwn(STREAMLIT_CHINESE, text)) return STREAMLIT_CHINESE[text];
  const found = STREAMLIT_PATTERNS.find(([pattern]) => pattern.test(text));
  return found ? text.replace(...found) : null;
}

/** @type {MutationObserver | null} */
let overwriting = null;
/** @type {[Node, string, string][]} */
let written = []; // nodes, what they said, and what they say now

// The charts change all the time and hold no words of Streamlit's.
const NOT_STREAMLITS = 'svg, [class^="lab-"], [data-testid="stMarkdownContainer"]:not(button *), code, input, textarea';

// What may be chosen is the reader's own, such as a column named Format; but not these.
const CHOICES = '[data-testid="stMultiSelectTagsContainer"], [role="option"], [role="radiogroup"]';
const AMONG_CHOICES = /^(No results|No options|Type to search|Select all|Add: .*)$/s;

/** @param {any} node */
function writeOver(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.nodeValue;
    const said = inChinese(text);
    if (said === null || node.parentElement?.closest(NOT_STREAMLITS)) return;
    if (node.parentElement?.closest(CHOICES) && !AMONG_CHOICES.test(text)) return;
    written.push([node, node.nodeValue, said]);
    node.nodeValue = said;
  } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(NOT_STREAMLITS)) {
    node.childNodes.forEach(writeOver);
  }
}

// Called whenever the reader's language is told: watch the page while it is Chinese, and put back what was, after.
/** @param {boolean} chinese */
export function speakForStreamlit(chinese) {
  if (chinese === Boolean(overwriting)) return;
  if (chinese) {
    written = [];
    overwriting = new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'characterData') writeOver(target);
        else addedNodes.forEach(writeOver);
      }
      written = written.filter(([node]) => node.isConnected);
    });
    overwriting.observe(document.body, { childList: true, characterData: true, subtree: true });
    writeOver(document.body);
    return;
  }
  overwriting.disconnect();
  overwriting = null;
  for (const [node, before, said] of written) if (node.nodeValue === said) node.nodeValue = before;
}
