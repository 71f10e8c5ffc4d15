"""What browser/plotly_private.js takes for granted of Plotly's insides, each in words: a new version may change it."""

import pytest

# A chart with a line, a filled band, dots and a picture, and a heat map, drawn by Plotly alone; `line` and `heat`.
DRAW = """async () => {
  const make = () => {
    const element = document.createElement('div');
    Object.assign(element.style, { width: '400px', height: '300px' });
    document.body.append(element);
    return element;
  };
  globalThis.line = make();
  globalThis.heat = make();
  const data = [
    { x: [0, 1, 2], y: [1, 3, 2], mode: 'lines', fill: 'tozeroy', line: { shape: 'hv' }, meta: { key: 'a' } },
    { x: [0, 1, 2], y: [2, null, 1], mode: 'markers' },
  ];
  const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
  const place = { xref: 'x', yref: 'y', x: 0, y: 1, sizex: 1, sizey: 1, layer: 'below' };
  await Plotly.newPlot(line, data, { xaxis: { range: [0, 2] }, yaxis: { range: [0, 4] },
                                     images: [{ ...place, source: pixel }] });
  await Plotly.newPlot(heat, [{ type: 'heatmap', z: [[0, 1], [1, 0]], xgap: 2,
                               colorscale: [[0, '#000000'], [1, '#ffffff']] }], {});
}"""

# What is taken for granted, and whether it is so.
TAKEN = {
    "a chart's axes are _fullLayout.xaxis and .yaxis": "line._fullLayout.xaxis && line._fullLayout.yaxis",
    "an axis turns numbers into pixels with d2p": (
        "Math.abs(line._fullLayout.xaxis.d2p(2) - line._fullLayout.xaxis._length) < 0.01"
        " && Math.abs(line._fullLayout.yaxis.d2p(4)) < 0.01"
    ),
    "an axis turns pixels into numbers with p2d": "line._fullLayout.xaxis.p2d(line._fullLayout.xaxis.d2p(1.5)) === 1.5",
    "an axis of a heat map turns edges into pixels with c2p": "heat._fullLayout.xaxis.c2p(0.5) > 0",
    "an axis has its numbers in range": "String(line._fullLayout.xaxis.range) === '0,2'",
    "an axis has its place in _offset and its size in _length": (
        "line._fullLayout.xaxis._offset === line._fullLayout.margin.l && line._fullLayout.xaxis._length > 0"
    ),
    "the area between the axes is the element .nsewdrag": (
        "Math.abs(line.querySelector('.nsewdrag').getBoundingClientRect().width - line._fullLayout.xaxis._length) < 1"
    ),
    "the pointer's box is drawn in .hoverlayer, whose sheet lies on the others and takes no clicks": (
        "line.querySelector('.hoverlayer').ownerSVGElement === [...line.querySelectorAll('.main-svg')].at(-1)"
        " && getComputedStyle([...line.querySelectorAll('.main-svg')].at(-1)).pointerEvents === 'none'"
    ),
    "a trace as drawn is in _fullData, with the axis that it is on": (
        "String(Array.from(line._fullData[0].x)) === '0,1,2' && line._fullData[0].yaxis === 'y'"
    ),
    "a trace is drawn in .scatterlayer > .trace": "line.querySelectorAll('.scatterlayer > .trace').length === 2",
    "a drawn trace's element has __data__[0].trace, with its place in index": (
        "String([...line.querySelectorAll('.scatterlayer > .trace')].map(n => n.__data__[0].trace.index)) === '0,1'"
    ),
    "and with the figure's meta": "line.querySelector('.scatterlayer > .trace').__data__[0].trace.meta.key === 'a'",
    "a line is one path.js-line, from its first point": (
        "line.querySelectorAll('.scatterlayer path.js-line').length === 1"
        " && line.querySelector('.scatterlayer path.js-line').getAttribute('d').startsWith('M0,')"
    ),
    "a fill is one path.js-fill": "line.querySelectorAll('.scatterlayer path.js-fill').length === 1",
    "a dot is .points > .point, moved by transform; a missing number has none": (
        "line.querySelectorAll('.points > .point').length === 2"
        " && line.querySelector('.points > .point').getAttribute('transform').startsWith('translate(0,')"
    ),
    "a picture is an image in .layer-below or .imagelayer": (
        "line.querySelector('.layer-below image, .imagelayer image')"
        ".getAttributeNS('http://www.w3.org/1999/xlink', 'href').startsWith('data:')"
    ),
    "a picture's source is in _fullLayout.images": "line._fullLayout.images[0].source.startsWith('data:')",
    "a heat map is an image in .heatmaplayer .hm": "heat.querySelector('.heatmaplayer .hm image') !== null",
    "a heat map's edges are calcdata[0][0].x and .y": (
        "heat.calcdata[0][0].x.length === 3 && heat.calcdata[0][0].y.length === 3"
    ),
    "a heat map's colours and gaps are in calcdata[0][0].trace": (
        "heat.calcdata[0][0].trace.xgap === 2 && heat.calcdata[0][0].trace.colorscale[1][1] === '#ffffff'"
    ),
}


@pytest.fixture(scope="module")
def drawn(browser, server):
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/")
    page.locator(".lab-curve .scatterlayer path.js-line").first.wait_for()
    page.evaluate(DRAW)
    yield page
    context.close()


@pytest.mark.parametrize("words", TAKEN)
def test_plotly_is_inside_as_the_lab_takes_it_to_be(drawn, words):
    try:
        so = drawn.evaluate(f"Boolean({TAKEN[words]})")
    except Exception as error:
        so, words = False, f"{words} ({str(error).splitlines()[0]})"
    version = drawn.evaluate("Plotly.version")
    assert so, f"browser/plotly_private.js counts on it that {words}. In Plotly {version} it is not so any more."


def test_no_other_module_knows_plotlys_insides():
    from browser.modules import MODULES

    names = (
        "_fullLayout",
        "_fullData",
        "__data__",
        "calcdata",
        "js-line",
        "js-fill",
        "nsewdrag",
        "scatterlayer",
        "hoverlayer",
    )
    found = {name for name, source in MODULES.items() if any(word in source.decode() for word in names)}
    assert found == {"plotly_private.js"}
