// The reader's language in the browser: texts of the scripts, numbers, and Plotly's own words.

const speech = (lab.speech ??= { code: 'en', texts: {} });
const TAGS = { en: 'en', zh_CN: 'zh-CN' }; // names of the languages in browsers and in Plotly

// Plotly's own texts that a chart of the lab can show; formats of its dates.
const PLOTLY_CHINESE = {
  moduleType: 'locale',
  name: 'zh-CN',
  dictionary: {
    'Autoscale': '自动缩放',
    'Box Select': '框选',
    'Compare data on hover': '悬停时比较数据',
    'Double-click on legend to isolate one trace': '双击图例，只显示这一条',
    'Double-click to zoom back out': '双击恢复原来的范围',
    'Download plot': '下载图表',
    'Download plot as a PNG': '下载为 PNG 图片',
    'Lasso Select': '套索选择',
    'Pan': '平移',
    'Reset': '重置',
    'Reset axes': '重置坐标轴',
    'Show closest data on hover': '悬停时显示最近的数据',
    'Snapshot succeeded': '图片已保存',
    'Sorry, there was a problem downloading your snapshot!': '抱歉，图片未能下载！',
    'Taking snapshot - this may take a few seconds': '正在生成图片，可能需要几秒钟',
    'Toggle Spike Lines': '显示或隐藏辅助线',
    'Toggle show closest data on hover': '悬停时是否显示最近的数据',
    'Zoom': '缩放',
    'Zoom in': '放大',
    'Zoom out': '缩小',
    'trace': '曲线',
    'max:': '最大值：',
    'mean:': '均值：',
    'mean ± σ:': '均值 ± σ：',
    'median:': '中位数：',
    'min:': '最小值：',
    'q1:': '第一四分位数：',
    'q3:': '第三四分位数：',
    'lower fence:': '下限：',
    'upper fence:': '上限：',
    'high:': '高：',
    'low:': '低：',
    'source:': '来源：',
    'target:': '目标：',
  },
  format: {
    days: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
    shortDays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
    months: ['一月', '二月', '三月', '四月', '五月', '六月', '七月', '八月', '九月', '十月', '十一月', '十二月'],
    shortMonths: ['1月', '2月', '3月', '4月', '5月', '6月', '7月', '8月', '9月', '10月', '11月', '12月'],
    date: '%Y-%m-%d',
    year: '%Y年',
    month: '%Y年%-m月',
    dayMonth: '%-m月%-d日',
    dayMonthYear: '%Y年%-m月%-d日',
    decimal: '.',
    thousands: ',',
    grouping: [3],
    currency: ['¥', ''],
  },
};

// Every component begins with this: `language` is what pages/live_chart put into its data. True if what is in `root`
// was written in another one, which matters to a component that keeps what it wrote.
function speak({ language }, root = undefined) {
  const before = root?.dataset.language;
  if (root) root.dataset.language = language.code;
  Object.assign(speech, language);
  document.documentElement.lang = tag();
  speakForStreamlit(language.code === 'zh_CN');
  return before !== undefined && before !== language.code;
}

function tag() {
  return TAGS[speech.code] ?? 'en';
}

// `text` in the reader's language, each {name} in it replaced by values.name. Numbers are given ready to be read.
function _(text, values = {}) {
  const said = speech.texts[text] || text;
  return said.replace(/\{(\w+)\}/g, (placeholder, name) => (name in values ? values[name] : placeholder));
}

// A number as the reader's language writes it.
function digits(value, options = undefined) {
  return value.toLocaleString(tag(), options);
}

// What Plotly must be told, with every chart that is drawn.
function plotlyLocale(Plotly) {
  if (!lab.localesKnown) Plotly.register(PLOTLY_CHINESE);
  lab.localesKnown = true;
  return { locale: tag() };
}
