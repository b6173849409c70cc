/** In which order the hidden units stand. */
import { argmax } from '../network/numbers.js';

/**
 * @typedef {'number' | 'activation' | 'answer'} Order by number; by activation, the largest first; or by what a unit adds
 * to the logit of the class that is read, its activation times its weight, the largest first
 */

/**
 * @param {Order} by
 * @param {number} hidden how many units
 * @param {{ Ah: Float32Array, Ao: Float32Array } | undefined} on_pad undefined: there is no image, and so only their numbers
 * @param {Float32Array | undefined} Wo (10, H)
 * @returns {number[]} the units in their order; of equal ones, the smaller number first
 */
export function unit_order(by, hidden, on_pad, Wo) {
  const units = [...Array(hidden).keys()];
  if (by === 'number' || !on_pad || on_pad.Ah.length !== hidden) return units;
  const { Ah, Ao } = on_pad;
  const row = argmax(Ao) * hidden;
  const weight = (/** @type {number} */ unit) => (by === 'answer' ? (Wo?.[row + unit] ?? 0) : 1);
  const size = units.map((unit) => Ah[unit] * weight(unit));
  return units.sort((a, b) => size[b] - size[a] || a - b);
}
