// What draws a card whose spec names a `drawer` (activations/figures): gets the board and the chart {card, element, spec}.

import { drawDeaths, drawRaster } from './deaths.js';
import { drawLearned, drawPieces } from './parameters.js';
import {
  drawUnitHead,
  drawUnitIncoming,
  drawUnitLine,
  drawUnitMap,
  drawUnitOutgoing,
  drawUnitPicture,
} from './unit.js';
import { drawUnitSamples } from './unit_samples.js';
import { drawUnits } from './units.js';
import { drawPath, drawSameWay } from './weights.js';

export const DRAWERS = {
  path: drawPath,
  same_way: drawSameWay,
  learned: drawLearned,
  pieces: drawPieces,
  deaths: drawDeaths,
  raster: drawRaster,
  units: drawUnits,
  unitHead: drawUnitHead,
  unitMap: drawUnitMap,
  unitLine: drawUnitLine,
  unitPicture: drawUnitPicture,
  unitIncoming: drawUnitIncoming,
  unitOutgoing: drawUnitOutgoing,
  unitSamples: drawUnitSamples,
  words: () => {}, // its words are its title and subtitle
};
