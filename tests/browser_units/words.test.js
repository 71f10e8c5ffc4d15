import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { recordedWords } from '../../browser/race/weights.js';
import { stateWords } from '../../browser/race/units.js';
import { UNIT_STATE } from '../../browser/constants.js';

// What `speak` touches of a page. A module cannot be read again, so each test begins in English.
globalThis.document = { documentElement: {} };
const { _, speak } = await import('../../browser/words.js');
const english = { language: { code: 'en', texts: {} } };
beforeEach(() => speak(english));

test('a text is translated, and its placeholders are filled in afterwards', () => {
  const text = '{told} of {count}';
  assert.equal(_(text, { told: 2, count: 3 }), '2 of 3');
  assert.equal(_(text, { told: 2 }), '2 of {count}'); // what is not given stays
  assert.equal(_(text, { told: '{count}', count: 3 }), '{count} of 3'); // a value is no template
  speak({ language: { code: 'en', texts: { [text]: '{count}: {told}' } } });
  assert.equal(_(text, { told: 2, count: 3 }), '3: 2');
});

test('a component hears that what it wrote was in another language', () => {
  const root = { dataset: {} };
  assert.equal(speak(english, root), false);
  assert.equal(speak(english, root), false);
  assert.equal(speak({ language: { code: 'pt_BR', texts: {} } }, root), true);
  assert.equal(globalThis.document.documentElement.lang, 'pt-BR'); // as browsers name it
});

test('how a path was recorded, in words', () => {
  const path = { since: 1200, every: 1, widest: 1, at: [1200, 1201], seed: 0 };
  assert.equal(recordedWords(path, 1), 'recorded since step 1,200, every step · the dot is where it starts');
  const second = recordedWords({ ...path, every: 2, widest: 2 }, 8, 'a note');
  assert.equal(second, 'recorded since step 1,200, every 2nd step · seed 0 · the dot is where it starts · a note');
  const wide = recordedWords({ ...path, every: 4, widest: 8, at: [0, 16] }, 1);
  const parts = ['recorded since step 1,200, every 4th step, every 8th where that was too expensive', 'older points thinned out'];
  assert.equal(wide, [...parts, 'the dot is where it starts'].join(' · '));
});

test('the state of a unit, in words: of several bits the one that explains the others', () => {
  const { dead, almostDead, off, lost, switchedOff } = UNIT_STATE;
  assert.equal(stateWords(0), 'alive');
  assert.match(stateWords(almostDead), /^almost dead/);
  assert.match(stateWords(off | almostDead), /^off/);
  assert.match(stateWords(dead | off | almostDead), /^dead/);
  assert.match(stateWords(switchedOff | dead), /^switched off/);
  assert.match(stateWords(lost | dead), /diverged/);
});
