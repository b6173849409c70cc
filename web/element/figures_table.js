/**
 * The figures that `show` can name: one row each, with its function and its natural height. Another file may add rows
 * before the tag is defined.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {import('./views.js').Make} make
 * @property {{ 320: number, 700: number, 1100: number }} heights see heights.js
 */
import { FIGURE_NAMES } from './figure_names.js';
import { HEIGHTS } from './heights.js';
import { controls_view, files_view, settings_view, teach_view } from './panel_views.js';
import { curve_view, images_view, misread_view, network_view, numbers_view } from './views.js';

/** @type {Row[]} */
export const FIGURES = [
  { name: 'network', make: network_view({}), heights: HEIGHTS.network },
  { name: 'pad', make: network_view({ only: 'pad' }), heights: HEIGHTS.pad },
  {
    name: 'learnt',
    make: network_view({ only: 'hidden', mode: 'learnt' }),
    heights: HEIGHTS.learnt,
  },
  {
    name: 'weights',
    make: network_view({ only: 'hidden', mode: 'weights' }),
    heights: HEIGHTS.weights,
  },
  {
    name: 'gradients',
    make: network_view({ only: 'hidden', mode: 'gradients' }),
    heights: HEIGHTS.gradients,
  },
  {
    name: 'probabilities',
    make: network_view({ only: 'output' }),
    heights: HEIGHTS.probabilities,
  },
  { name: 'loss', make: curve_view('loss'), heights: HEIGHTS.loss },
  { name: 'accuracy', make: curve_view('accuracy'), heights: HEIGHTS.accuracy },
  {
    name: 'confusion',
    make: misread_view('confusion'),
    heights: HEIGHTS.confusion,
  },
  { name: 'mistakes', make: misread_view('mistakes'), heights: HEIGHTS.mistakes },
  { name: 'images', make: images_view, heights: HEIGHTS.images },
  { name: 'numbers', make: numbers_view, heights: HEIGHTS.numbers },
  { name: 'controls', make: controls_view, heights: HEIGHTS.controls },
  { name: 'settings', make: settings_view, heights: HEIGHTS.settings },
  { name: 'teach', make: teach_view, heights: HEIGHTS.teach },
  { name: 'files', make: files_view, heights: HEIGHTS.files },
];

/** @param {string} name @returns {Row} */
export function figure_row(name) {
  const row = FIGURES.find((each) => each.name === name);
  if (!row) throw new Error(`There is no figure ${name}.`);
  return row;
}

/** Adds a figure. @param {Row} row */
export function add_figure(row) {
  FIGURES.push(row);
  FIGURE_NAMES.push(row.name);
}
