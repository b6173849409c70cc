/**
 * What one answer is made of: a logit, or the difference of two, as a sum over pixels and as a sum over hidden units.
 * Plain arithmetic on arrays of Network; runs in any thread.
 */
import { CLASSES, PIXELS } from './arguments.js';

/**
 * @typedef {object} Explained what Network.explain() says of an image, and what the sum over hidden units needs
 * @property {Float32Array} template 10 × 784
 * @property {Float32Array} contributions 10 × 784
 * @property {Float32Array} bias 10
 * @property {Float32Array} logits 10
 * @property {Float32Array} Wo 10 × H
 * @property {Float32Array} bo 10
 * @property {Float32Array} Ah H, of the image
 *
 * @typedef {object} Attribution
 * @property {Float32Array} template 784
 * @property {Float32Array} contributions 784, template times pixel
 * @property {number} pro sum of the contributions above 0
 * @property {number} contra sum of those below 0
 * @property {number} bias effective bias
 * @property {number} logit as the network computed it: pro + contra + bias, but for rounding
 * @property {Float32Array} units H addends: output weight times activation
 * @property {number} output_bias logit is the sum of the units and this, but for rounding
 */

/**
 * Attributes the logit of a class, or its lead over the logit of another, to the pixels and to the hidden units.
 * @param {Explained} of
 * @param {number} digit 0 … 9
 * @param {number} [rival] the class whose logit is subtracted; without one: nothing is
 * @returns {Attribution}
 */
export function attribution({ template, contributions, bias, logits, Wo, bo, Ah }, digit, rival) {
  const row = (/** @type {Float32Array} */ values, /** @type {number} */ k) => {
    const length = values.length / CLASSES;
    return values.subarray(k * length, (k + 1) * length);
  };
  const led = (/** @type {Float32Array} */ values) => {
    const own = row(values, digit);
    if (rival === undefined) return own;
    const others = row(values, rival);
    return own.map((value, i) => value - others[i]);
  };
  const products = led(contributions);
  let [pro, contra] = [0, 0];
  for (const product of products) {
    if (product < 0) contra += product;
    else pro += product;
  }
  return {
    template: led(template),
    contributions: products,
    pro,
    contra,
    bias: led(bias)[0],
    logit: led(logits)[0],
    units: led(Wo).map((weight, h) => weight * Ah[h]),
    output_bias: led(bo)[0],
  };
}

/**
 * Whether all numbers of an explanation can be shown: those of a network that has overflowed are infinite, or none.
 * @param {Pick<Explained, 'template' | 'bias' | 'logits'>} of
 * @returns {boolean}
 */
export const is_finite = ({ template, bias, logits }) =>
  [template, bias, logits].every((values) => values.every(Number.isFinite));

/**
 * Row and column of a pixel in the image, each 0 … 27.
 * @param {number} pixel 0 … 783
 * @returns {{ row: number, column: number }}
 */
export function place_of_pixel(pixel) {
  const side = Math.sqrt(PIXELS);
  return { row: Math.floor(pixel / side), column: pixel % side };
}
