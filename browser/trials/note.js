// The note: its paragraphs with every claim underlined in the colour of its verdict, a badge behind it, and a click that
// opens the trial. Text is set as text; formulas come as MathML made by the server.

import { speak } from '../words.js';

function claimMark(piece, trigger) {
  const mark = document.createElement('span'); // a real button would be one block, and not break across lines
  mark.role = 'button';
  mark.tabIndex = 0;
  mark.className = `lab-claim lab-is-${piece.state}`;
  mark.dataset.claim = piece.claim;
  mark.setAttribute('aria-pressed', piece.chosen);
  const words = document.createElement('span');
  words.className = 'lab-claim-words';
  words.textContent = piece.text;
  const badge = document.createElement('span');
  badge.className = 'lab-badge';
  badge.textContent = piece.badge;
  badge.title = piece.title;
  mark.append(words, ' ', badge);
  mark.addEventListener('click', () => trigger(piece.claim));
  mark.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    trigger(piece.claim);
  });
  return mark;
}

function formula(piece) {
  const place = document.createElement('span');
  place.className = 'lab-formula';
  place.innerHTML = piece.mathml;
  return place;
}

function pieceNode(piece, trigger) {
  if (piece.claim) return claimMark(piece, trigger);
  if (piece.mathml) return formula(piece);
  if (!piece.emphasis) return document.createTextNode(piece.text);
  const emphasis = document.createElement('em');
  emphasis.textContent = piece.text;
  return emphasis;
}

/** @param {Component} component */
export default function (component) {
  speak(component.data);
  const { sections, section, claim } = component.data;
  const root = component.parentElement.querySelector('.lab-note');
  const trigger = (id) => component.setTriggerValue('open', id);
  const drawn = JSON.stringify(sections);
  if (root.drawn !== drawn) {
    root.drawn = drawn;
    const top = root.scrollTop;
    root.replaceChildren(
      ...sections.map(({ key, title, paragraphs }) => {
        const part = document.createElement('section');
        part.dataset.section = key;
        const head = document.createElement('h2');
        head.textContent = title;
        part.append(head);
        for (const { kind, pieces } of paragraphs) {
          const line = document.createElement('p');
          line.className = `lab-${kind}`;
          line.append(...pieces.map((piece) => pieceNode(piece, trigger)));
          part.append(line);
        }
        return part;
      }),
    );
    root.scrollTop = top;
  }
  for (const mark of root.querySelectorAll('.lab-claim')) mark.setAttribute('aria-pressed', String(mark.dataset.claim === claim));
  const wanted = `${section} ${claim}`;
  if (root.wanted !== wanted) {
    // Only the note scrolls, never the page. A claim that is in view stays where it is.
    root.wanted = wanted;
    const mark = claim && root.querySelector(`[data-claim="${CSS.escape(claim)}"]`);
    const inSection = mark?.closest('section').dataset.section === section;
    const target = inSection ? mark : root.querySelector(`[data-section="${CSS.escape(section)}"]`);
    if (target) {
      const place = target.getBoundingClientRect().top - root.getBoundingClientRect().top;
      const seen = place >= 0 && place < root.clientHeight - 60;
      if (!inSection || !seen) root.scrollTop += place - (inSection ? root.clientHeight / 3 : 6);
    }
  }
}
