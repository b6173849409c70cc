/** The outer stages of the figure of the network: the drawing pad with its tools, and the answer above the probabilities. */
import { PIXELS } from '../network/arguments.js';
import { create } from './dom.js';

/** @typedef {{ stage: HTMLElement, parts: Record<string, HTMLElement> }} Stage */

/** @param {string} text */
const text_button = (text) => create('button', { type: 'button', part: 'button' }, text);

/** @param {HTMLElement} place of the pad @returns {Stage & { seen: HTMLCanvasElement }} seen: what the network sees */
export function pad_stage(place) {
  const label = 'The 28 × 28 image that the network sees';
  const seen = create('canvas', { width: 28, height: 28, role: 'img', 'aria-label': label });
  const buttons = {
    'pad-clear': text_button('Clear'),
    'pad-undo': text_button('Undo'),
    'pad-sample': text_button('Sample'),
  };
  const text = create('p', { class: 'hint', part: 'caption' }, 'Your drawing becomes an image of 28 × 28.');
  const title = create('span', {}, 'Draw a digit ');
  const stage = create(
    'div',
    { class: 'stage stage-pad' },
    create('h2', { part: 'title' }, title, create('small', {}, `${PIXELS} inputs`)),
    place,
    create(
      'div',
      { class: 'pad-tools foot' },
      create('figure', { class: 'seen' }, seen),
      create('div', {}, create('div', { class: 'buttons' }, ...Object.values(buttons)), text),
    ),
  );
  return { stage, seen, parts: { seen, ...buttons, 'seen-text': text, 'pad-title': title } };
}

/**
 * @param {HTMLElement} place of the probabilities
 * @param {boolean} has_why whether there is a button that asks why it answers so
 * @returns {Stage}
 */
export function output_stage(place, has_why) {
  const text = create('span', { role: 'status' }, 'It reads …');
  const share = create('span', { class: 'share' });
  place.className = 'probabilities-place';
  const title = create('h2', { part: 'title' }, text, share, ' ', create('small', {}, 'softmax'));
  const why = create('button', { type: 'button', class: 'quiet ask-why', hidden: !has_why }, 'Why?');
  const head = create('div', { class: 'stage-head' }, title, why);
  const stage = create('div', { class: 'stage stage-output' }, head, place);
  return { stage, parts: { reading: text, 'reading-share': share, 'ask-why': why } };
}
