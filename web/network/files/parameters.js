/** The parameters of a network as they stand in files: their names, sizes and fingerprint. */
import { check_finite, check_options, CLASSES, HIDDEN_MAX, PIXELS, show } from '../arguments.js';

/** @typedef {import('../network.js').Parameters} Parameters */

export const NAMES = /** @type {const} */ (['Wh', 'bh', 'Wo', 'bo']);

/** The shapes of the arrays of a network. @param {number} hidden @returns {Record<keyof Parameters, number[]>} */
export function shapes_of(hidden) {
  return { Wh: [hidden, PIXELS], bh: [hidden], Wo: [CLASSES, hidden], bo: [CLASSES] };
}

/** @param {number[]} shape */
export const count_of = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** @param {unknown} parameters @returns {{ hidden: number, parameters: Parameters }} @throws {TypeError | RangeError} */
export function check_parameters(parameters) {
  const given = /** @type {Parameters} */ (/** @type {unknown} */ (check_options(parameters, 'parameters')));
  const hidden = given.bh instanceof Float32Array ? given.bh.length : NaN;
  const shapes = shapes_of(hidden);
  for (const name of NAMES) {
    const array = given[name];
    if (!(array instanceof Float32Array))
      throw new TypeError(`${name} must be a Float32Array, was ${show(array)}`);
    if (name === 'bh' && !(hidden >= 1 && hidden <= HIDDEN_MAX))
      throw new RangeError(`bh must have 1 … ${HIDDEN_MAX} numbers, had ${hidden}`);
  }
  for (const name of NAMES) {
    const [{ length }, count] = [given[name], count_of(shapes[name])];
    if (length !== count) throw new RangeError(`${name} must have ${count} numbers, had ${length}`);
    check_finite(name, given[name]);
  }
  return { hidden, parameters: given };
}

/**
 * The fingerprint that a network with these parameters has: the 64-bit FNV-1a hash of their little-endian bytes. The hash
 * is kept in two halves of 32 bits, whose products with the prime, 2⁴⁰ + 435, stay exact.
 * @param {Parameters} parameters finite
 * @returns {string} 16 hexadecimal digits
 */
export function fingerprint_of(parameters) {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const name of NAMES) {
    for (const value of parameters[name]) {
      const bits = bits_of(value);
      for (let shift = 0; shift < 32; shift += 8) {
        low = (low ^ ((bits >>> shift) & 255)) >>> 0;
        const product = low * 435;
        high = (high * 435 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
        low = product >>> 0;
      }
    }
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

const word = new DataView(new ArrayBuffer(4));

/** The bits of a number in single precision. @param {number} value */
function bits_of(value) {
  word.setFloat32(0, value);
  return word.getUint32(0);
}
