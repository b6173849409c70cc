/** The middle stage of the figure: the hidden units under their title, and what chooses how they are shown. */
import { create } from './dom.js';
import { term } from './term.js';

/** @typedef {import('./unit_order.js').Order} Order */

/** @type {Record<Order, string>} */
const ORDERS = { number: 'in order', activation: 'loudest first', answer: 'for this answer' };

/** @param {string} text @param {boolean} is_pressed */
const choice = (text, is_pressed) =>
  create('button', { type: 'button', part: 'button', 'aria-pressed': String(is_pressed) }, text);

/**
 * @param {HTMLElement} place of the units
 * @param {import('./figure.js').Figure} figure that explains its terms
 * @param {import('./unit_words.js').Mode} [mode] what the tiles show; without one, it can be chosen
 * @returns {{ stage: HTMLElement, parts: Record<string, HTMLElement> }}
 */
export function hidden_stage(place, figure, mode) {
  const parts = {
    'hidden-title': create('span', {}, 'Ten hidden units'),
    'hidden-subtitle': create('small', {}, 'how the weights have changed since the start'),
    'hidden-health': create('small', { class: 'health' }),
    'units-shown': create('button', {
      type: 'button',
      class: 'quiet',
      title: 'Show all units, or fewer',
      hidden: true,
    }),
    'legend-low': create('output', {}, '−0.2'),
    'legend-high': create('output', {}, '+0.2'),
    'show-learnt': choice('learnt', true),
    'show-weights': choice('weights', false),
    'show-gradients': choice('gradients', false),
    'sort-units': create(
      'select',
      { 'aria-label': 'Order of the units', hidden: true },
      ...Object.entries(ORDERS).map(([value, text]) => create('option', { value }, text)),
    ),
    'unit-text': create('p', { class: 'hint unit-text', part: 'caption' }),
  };
  const bar = create('span', {
    class: 'legend-bar',
    role: 'img',
    'aria-label': 'blue is negative, orange is positive',
  });
  const title = create(
    'h2',
    { part: 'title' },
    term(parts['hidden-title'], 'weight_image', figure),
    ' ',
    parts['hidden-subtitle'],
  );
  const stage = create(
    'div',
    { class: 'stage stage-hidden' },
    create('div', { class: 'stage-head' }, title, parts['hidden-health'], parts['units-shown']),
    place,
    create(
      'div',
      { class: 'legend-row' },
      create(
        'div',
        { class: 'legend' },
        parts['legend-low'],
        term(bar, 'blue_and_orange', figure),
        parts['legend-high'],
      ),
      parts['sort-units'],
      create(
        'div',
        { class: 'switch', role: 'group', 'aria-label': 'What the tiles show', hidden: mode !== undefined },
        parts['show-learnt'],
        parts['show-weights'],
        parts['show-gradients'],
      ),
    ),
    parts['unit-text'],
  );
  return { stage, parts };
}
