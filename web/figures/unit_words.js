/** What the figure of the network says about units and classes. */
import { DIGITS } from './classes.js';
import { percent, signed } from './format.js';

/** @typedef {import('./classes.js').Classes} Classes */
/** @typedef {'learnt' | 'weights' | 'gradients'} Mode what the images show */

const MOST = 3; // named on each side
export const HINT = 'Point at a unit to see what it argues for.';
export const NO_GRADIENT = 'There is no gradient before the first step.';

/** What the images show. @param {Mode} mode @param {{ is_opened: boolean, has_gradient: boolean }} state */
export function caption(mode, { is_opened, has_gradient }) {
  if (mode === 'weights') return 'what each one looks for';
  if (mode === 'gradients')
    return has_gradient ? 'the gradient of the last batch' : 'no gradient before a step';
  return `how the weights have changed since ${is_opened ? 'it was opened' : 'the start'}`;
}

/** How many units are in a bad way; '' if none is. @param {number} dead @param {number} barely_alive */
export function health(dead, barely_alive) {
  const parts = [];
  if (dead > 0) parts.push(`${dead} ${dead === 1 ? 'has' : 'have'} died`);
  if (barely_alive > 0) parts.push(`${barely_alive} barely alive`);
  return parts.join(', ');
}

/**
 * The places of the largest and of the smallest values, if they are above or below 0.
 * @param {ArrayLike<number>} values @param {(place: number) => string | number} [name_of]
 */
function extremes(values, name_of = (place) => place) {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[b] - values[a]);
  const names = (/** @type {number[]} */ places, /** @type {number} */ sign) =>
    places
      .filter((i) => Math.sign(values[i]) === sign)
      .slice(0, MOST)
      .map(name_of)
      .join(', ') || 'none';
  return { most: names(order, 1), least: names(order.reverse(), -1) };
}

/**
 * @param {Mode} mode
 * @param {number} unit
 * @param {{ weights: number[], bias: number, is_dead: boolean, share: number | undefined }} about weights to the ten classes
 * and the bias, or their gradients; share: of the test images that it answers, if those are few
 * @param {Classes} [classes]
 */
export function unit_sentence(mode, unit, { weights, bias, is_dead, share }, { short } = DIGITS) {
  const name_of = (/** @type {number} */ label) => short[label];
  if (is_dead) return `Unit ${unit} is 0 for every image; it cannot learn any more: the rate was too high`;
  const few = share === undefined ? '' : `, answers only ${percent(share)} of the test images`;
  if (mode !== 'gradients') {
    const { most, least } = extremes(weights, name_of);
    return `Unit ${unit}, bias ${signed(bias)}${few}: for ${most}; against ${least}`;
  }
  const { most, least } = extremes(
    weights.map((gradient) => -gradient),
    name_of,
  ); // a step goes against the gradient
  if (most === 'none' && least === 'none') return `Unit ${unit}${few}: the last batch does not change it`;
  return `Unit ${unit}, gradient of the bias ${signed(bias)}${few}: the step turns it towards ${most}; away from ${least}`;
}

/**
 * @param {Mode} mode @param {number} label @param {Float32Array} weights of all units to this class, or their gradients
 * @param {Classes} [classes]
 */
export function class_sentence(mode, label, weights, { one, short, article } = DIGITS) {
  const name = one === 'digit' ? `Digit ${short[label]}` : article(label);
  const units = (/** @type {string} */ names) => (names.includes(',') ? `units ${names}` : `unit ${names}`);
  const { most, least } = extremes(mode === 'gradients' ? weights.map((gradient) => -gradient) : weights);
  const [pro, contra] = [most, least].map((names) => (names === 'none' ? 'no unit' : units(names)));
  if (mode === 'gradients') return `${name}: the step strengthens ${pro}; weakens ${contra}`;
  return `${name}: ${pro} for it; ${contra} against it`;
}
