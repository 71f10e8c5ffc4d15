// One card of the board, and its colours when the page's theme changes.

function makeCard(spec) {
  const card = document.createElement('section');
  card.className = 'lab-card';
  card.dataset.card = spec.id;
  card.innerHTML =
    '<div class="lab-title"><span class="lab-dot"></span><span class="lab-name"></span></div>' +
    '<div class="lab-subtitle lab-number"></div><div class="lab-plot"></div>';
  const dot = card.querySelector('.lab-dot');
  if (spec.colour) dot.style.background = spec.colour;
  else dot.remove();
  if (!spec.figure) card.querySelector('.lab-plot').remove();
  if (spec.size) card.querySelector('.lab-title').title = spec.size;
  return card;
}

async function repaint(board) {
  for (const { element, spec } of board.charts.values()) {
    if (!spec.figure) continue;
    const { layout, data } = themed(spec.figure, themeOf(element));
    const Plotly = await loadPlotly();
    await Plotly.update(
      element,
      { 'marker.line.color': data.map((trace) => trace.marker?.line?.color ?? null) },
      {
        'font.color': layout.font.color,
        'xaxis.gridcolor': layout.xaxis.gridcolor,
        'yaxis.gridcolor': layout.yaxis.gridcolor,
        'xaxis.tickfont.color': layout.xaxis.tickfont?.color,
        'yaxis.tickfont.color': layout.yaxis.tickfont?.color,
        'xaxis.title.font.color': layout.xaxis.title?.font?.color,
        'yaxis.title.font.color': layout.yaxis.title?.font?.color,
        'hoverlabel.bgcolor': layout.hoverlabel?.bgcolor,
        'hoverlabel.font.color': layout.hoverlabel?.font?.color,
      },
    );
  }
  if (!board.last) return;
  for (const chart of board.charts.values()) chart.stale = true;
  showInsights(board);
  await board.drawWithin(Infinity);
}
