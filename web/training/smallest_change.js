/**
 * What if the ink were a little different: the smallest change of an image, along what the network itself weighs, with which
 * it reads another digit. Runs in any thread.
 *
 * As long as the same units are active, the lead of one class over another is a sum over pixels, whose weights are the
 * difference of two effective templates. The change follows it a small step at a time: after each, the units that are
 * active are looked at again, and the rival that leads then is the one to be overtaken.
 */
import { CLASSES, PIXELS } from '../network/arguments.js';
import { argmax } from '../network/numbers.js';

/**
 * @typedef {import('../network/network.js').Network} Network
 * @typedef {object} Change
 * @property {'changed' | 'already' | 'impossible'} outcome already: it is read so as it is; impossible: no change within black
 * and white was found with which it would be
 * @property {Uint8Array} image 784 greys, after the change; where there is none, those of before
 * @property {number} added ink, in pixels that go from paper to full ink
 * @property {number} removed ink, likewise
 */

const STEPS_MOST = 120;
const SHARE = 0.2; // of the way to where the answer would change, if the same units stayed active, in one step
const OVER = 0.02; // lead that is aimed at: single precision and whole greys take some of it
const HALVINGS = 16; // of the length of a step
const SHORTER = 12; // halvings of the whole change, at its end

/**
 * @param {Network} network
 * @param {Uint8Array} image 784 greys
 * @param {number} digit that it shall be read as, 0 … 9
 * @returns {Change} whose image, if it is changed, predict() reads as the digit
 * @throws {Error} if the network has overflowed
 * @throws {RangeError} if the digit is none
 */
export function smallest_change(network, image, digit) {
  if (!Number.isInteger(digit) || digit < 0 || digit >= CLASSES)
    throw new RangeError(`The digit must be a whole number from 0 to 9, was ${digit}.`);
  const is_read = (/** @type {Uint8Array} */ greys) => argmax(network.predict(greys)) === digit;
  const unchanged = { image, added: 0, removed: 0 };
  if (!network.activations(image).Zo.every(Number.isFinite))
    throw new Error('The network has overflowed: it reads nothing, whatever the ink is. Reset it first.');
  if (is_read(image)) return { outcome: 'already', ...unchanged };
  const far = changed_enough(network, image, digit, is_read);
  if (!far) return { outcome: 'impossible', ...unchanged };
  const found = shortened(image, far, is_read);
  let [added, removed] = [0, 0];
  for (let j = 0; j < PIXELS; j++) {
    const change = (found[j] - image[j]) / 255;
    if (change > 0) added += change;
    else removed -= change;
  }
  return { outcome: 'changed', image: found, added, removed };
}

/**
 * Goes on step by step until the digit is read.
 * @param {Network} network @param {Uint8Array} image @param {number} digit @param {(greys: Uint8Array) => boolean} is_read
 * @returns {Uint8Array | undefined} undefined: it did not come to that
 */
function changed_enough(network, image, digit, is_read) {
  const x = Float32Array.from(image, (grey) => grey / 255);
  for (let step = 0; step < STEPS_MOST; step++) {
    const { template, logits } = network.explain(x);
    const rival = argmax(logits.map((logit, k) => (k === digit ? -Infinity : logit)));
    const missing = logits[rival] - logits[digit] + OVER;
    const of = (/** @type {number} */ k) => template.subarray(k * PIXELS, (k + 1) * PIXELS);
    const [own, others] = [of(digit), of(rival)];
    const weights = own.map((weight, j) => weight - others[j]);
    const gain = Math.max(missing, OVER) * (step < STEPS_MOST / 2 ? SHARE : 1);
    if (!move(x, weights, Math.max(gain, OVER))) return undefined;
    const greys = Uint8Array.from(x, (ink) => Math.round(255 * ink));
    if (is_read(greys)) return greys;
  }
  return undefined;
}

/**
 * Moves along the weights, within 0 … 1, until their sum has gained so much, or as far as there is room.
 * @param {Float32Array} x 784, changed @param {Float32Array} weights 784 @param {number} gain
 * @returns {boolean} whether anything has changed
 */
function move(x, weights, gain) {
  const size = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  if (!(size > 0) || !Number.isFinite(size)) return false;
  const farthest = 1 / Math.max(size / 1e4, 1e-30); // with which all but the smallest weights meet black or white
  let [low, high] = [0, 1 / size];
  while (high < farthest && gained(x, weights, high) < gain) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (gained(x, weights, middle) < gain) low = middle;
    else high = middle;
  }
  let has_changed = false;
  for (let j = 0; j < PIXELS; j++) {
    const ink = Math.fround(inside(x[j] + high * weights[j]));
    has_changed ||= ink !== x[j];
    x[j] = ink;
  }
  return has_changed;
}

/** @param {number} ink @returns {number} within 0 … 1 */
const inside = (ink) => (ink < 0 ? 0 : ink > 1 ? 1 : ink);

/** What a move of this length gains. @param {Float32Array} x @param {Float32Array} weights @param {number} length */
function gained(x, weights, length) {
  let sum = 0;
  for (let j = 0; j < PIXELS; j++) sum += weights[j] * (inside(x[j] + length * weights[j]) - x[j]);
  return sum;
}

/**
 * The part of a change, from the image on, that is enough: half of it, a quarter of it less or more, and so on.
 * @param {Uint8Array} image @param {Uint8Array} far @param {(greys: Uint8Array) => boolean} is_read of `far` it is true
 */
function shortened(image, far, is_read) {
  let found = far;
  let [low, high] = [0, 1];
  for (let i = 0; i < SHORTER; i++) {
    const share = (low + high) / 2;
    const greys = image.map((grey, j) => Math.round(grey + share * (far[j] - grey)));
    if (is_read(greys)) [found, high] = [greys, share];
    else low = share;
  }
  return found;
}
