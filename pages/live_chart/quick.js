// Drawing between Plotly's own redraws. A full redraw of a chart with many lines takes some 20 ms; while a race is live
// the paths of its lines and bands are set directly instead, at the places that Plotly's own axes give, and Plotly
// redraws the same data every FULL_EVERY milliseconds: axes, hover and zoom are always its own.

const FULL_EVERY = 700;

function pathText(x, y, xAxis, yAxis, closed) {
  const parts = [];
  for (let i = 0; i < x.length; i += 1) {
    const px = xAxis.d2p(x[i]);
    const py = yAxis.d2p(y[i]);
    if (Number.isFinite(px) && Number.isFinite(py)) parts.push(`${px.toFixed(2)},${py.toFixed(2)}`);
  }
  return parts.length ? `M${parts.join('L')}${closed ? 'Z' : ''}` : 'M0,0';
}

// Set the paths of all traces to x, y. False if a trace has no path yet: then Plotly must draw.
function quickLines(element, x, y) {
  const { xaxis, yaxis } = element._fullLayout;
  const nodes = element.querySelectorAll('.scatterlayer > .trace');
  if (nodes.length !== x.length) return false;
  const paths = [...nodes].map((node) => node.querySelector('.js-fill, .js-line'));
  if (paths.some((path) => !path)) return false;
  paths.forEach((path, i) => {
    const { index } = nodes[i].__data__[0].trace;
    path.setAttribute('d', pathText(x[index], y[index], xaxis, yaxis, path.classList.contains('js-fill')));
  });
  return true;
}

// Set the picture under a boundary's points; Plotly's own layout follows, so that a zoom shows the same picture.
function quickImage(element, source) {
  const image = element.querySelector('.layer-below image, .imagelayer image');
  if (!image) return false;
  image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', source);
  element.layout.images[0].source = source;
  element._fullLayout.images[0].source = source;
  return true;
}

lab.quickLines = quickLines; // for the test that holds it against Plotly's own drawing
