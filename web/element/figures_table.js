/**
 * The figures that `show` can name: one row each, with its function and its natural height. Another file may add rows
 * before the tag is defined.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {import('./views.js').Make} make
 * @property {boolean} has_card whether the figure comes in a card of its own
 * @property {{ 320: number, 700: number, 1100: number }} heights px, at these widths of the element in px, with ten hidden
 * units and text of 16 px
 */
import { FIGURE_NAMES } from './figure_names.js';
import { controls_view, files_view, settings_view, teach_view } from './panel_views.js';
import { curve_view, images_view, misread_view, network_view, numbers_view } from './views.js';

/** @type {Row[]} */
export const FIGURES = [
  { name: 'network', make: network_view({}), has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'pad', make: network_view({ only: 'pad' }), has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  {
    name: 'learnt',
    make: network_view({ only: 'hidden', mode: 'learnt' }),
    has_card: false,
    heights: { 320: 0, 700: 0, 1100: 0 },
  },
  {
    name: 'weights',
    make: network_view({ only: 'hidden', mode: 'weights' }),
    has_card: false,
    heights: { 320: 0, 700: 0, 1100: 0 },
  },
  {
    name: 'gradients',
    make: network_view({ only: 'hidden', mode: 'gradients' }),
    has_card: false,
    heights: { 320: 0, 700: 0, 1100: 0 },
  },
  {
    name: 'probabilities',
    make: network_view({ only: 'output' }),
    has_card: false,
    heights: { 320: 0, 700: 0, 1100: 0 },
  },
  { name: 'loss', make: curve_view('loss'), has_card: true, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'accuracy', make: curve_view('accuracy'), has_card: true, heights: { 320: 0, 700: 0, 1100: 0 } },
  {
    name: 'confusion',
    make: misread_view('confusion'),
    has_card: false,
    heights: { 320: 0, 700: 0, 1100: 0 },
  },
  { name: 'mistakes', make: misread_view('mistakes'), has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'images', make: images_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'numbers', make: numbers_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'controls', make: controls_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'settings', make: settings_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'teach', make: teach_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
  { name: 'files', make: files_view, has_card: false, heights: { 320: 0, 700: 0, 1100: 0 } },
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
