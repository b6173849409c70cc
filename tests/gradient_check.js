/** The check of a gradient by central differences of a network's own loss. */
import assert from 'node:assert/strict';
import { generator, magnitude, NAMES } from './support.js';

/** @typedef {import('./reference.js').Parameters} Parameters */
/** @typedef {import('./support.js').Parameters} Floats */

/** A step in single precision: small beside the weights, large beside the rounding of the loss. */
const STEP = 2 ** -8;
/** How many parameters of each array are tried. */
const DRAWN = 60;
/** Differences below this are the loss's rounding and prove nothing. */
const TRIVIAL = 1e-3;

/** Arrays of the shapes of `like`, filled with a number. @param {number} value @param {Parameters} like */
export function parameters_of(value, like) {
  return {
    Wh: new Float64Array(like.Wh.length).fill(value),
    bh: new Float64Array(like.bh.length).fill(value),
    Wo: new Float64Array(like.Wo.length).fill(value),
    bo: new Float64Array(like.bo.length).fill(value),
  };
}

/**
 * The slope of the loss along one parameter, signed. The divisor is the distance between the two values as single
 * precision holds them. NaN if a hidden unit switches on or off in between, where the loss has a kink and no slope.
 * The network is given its parameters back.
 * @param {any} network @param {Floats} parameters @param {typeof NAMES[number]} name @param {number} index
 * @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
 */
function central_difference(network, parameters, name, index, images, labels) {
  const moved = { ...parameters, [name]: parameters[name].slice() };
  const [above, below] = [STEP, -STEP].map((step) => {
    moved[name][index] = parameters[name][index] + step;
    network.set_parameters(moved);
    const on = network
      .activations(images)
      .Zh.map((/** @type {number} */ z) => Number(z > 0))
      .join('');
    return { at: moved[name][index], loss: network.evaluate(images, labels).loss, on };
  });
  network.set_parameters(parameters);
  return above.on === below.on ? (above.loss - below.loss) / (above.at - below.at) : NaN;
}

/**
 * For each of the four arrays: the largest difference between the claimed gradient and the central differences at
 * drawn parameters, relative to the largest of those differences. Parameters of pixels without ink are passed over,
 * since their gradient is 0 by the input and not by the derivation, and so are those at a kink.
 * @param {any} network @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
 * @param {Parameters} claimed
 * @returns {Record<typeof NAMES[number], number>}
 */
export function check_gradients(network, images, labels, claimed) {
  const random = generator(17);
  const parameters = network.parameters();
  const inked = (/** @type {number} */ pixel) =>
    labels.some((_, sample) => images[sample * 784 + pixel] !== 0);
  const errors = { Wh: NaN, bh: NaN, Wo: NaN, bo: NaN };
  for (const name of NAMES) {
    const indices = Array.from(parameters[name].keys()).filter((i) => name !== 'Wh' || inked(i % 784));
    const drawn = Array.from({ length: DRAWN }, () => indices[Math.floor(random() * indices.length)]);
    const slopes = drawn
      .map((i) => ({ i, slope: central_difference(network, parameters, name, i, images, labels) }))
      .filter(({ slope }) => !Number.isNaN(slope));
    const largest = magnitude(slopes.map(({ slope }) => slope));
    assert.ok(
      slopes.length >= DRAWN / 2,
      `d${name}: ${slopes.length} of ${DRAWN} parameters are away from kinks`,
    );
    assert.ok(largest >= TRIVIAL, `d${name}: all slopes are 0 but for rounding, nothing is checked`);
    errors[name] = magnitude(slopes.map(({ i, slope }) => claimed[name][i] - slope)) / largest;
  }
  return errors;
}
