/** The check of a gradient by central differences of a network's own loss. */
import assert from 'node:assert/strict';
import { central_difference, shuffled_places } from '../web/training/central_difference.js';
import { generator, magnitude, NAMES } from './support.js';

/** @typedef {import('./reference.js').Parameters} Parameters */

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
 * For each of the four arrays: the largest difference between the claimed gradient and the central differences at
 * drawn parameters, relative to the largest of those differences. Parameters at a kink are passed over.
 * @param {import('../web/network/network.js').Network} network @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
 * @param {Parameters} claimed
 * @returns {Record<typeof NAMES[number], number>}
 */
export function check_gradients(network, images, labels, claimed) {
  const random = generator(17);
  const parameters = network.parameters();
  const batch = { images, labels };
  const errors = { Wh: NaN, bh: NaN, Wo: NaN, bo: NaN };
  for (const name of NAMES) {
    const drawn = shuffled_places(parameters, batch, name, random).slice(0, DRAWN);
    const slopes = drawn
      .map((place) => ({ i: place.index, slope: central_difference(network, parameters, place, batch) }))
      .filter(({ slope }) => !Number.isNaN(slope));
    const largest = magnitude(slopes.map(({ slope }) => slope));
    assert.ok(
      slopes.length >= drawn.length / 2 && slopes.length > 0,
      `d${name}: ${slopes.length} of ${drawn.length} parameters are away from kinks`,
    );
    assert.ok(largest >= TRIVIAL, `d${name}: all slopes are 0 but for rounding, nothing is checked`);
    errors[name] = magnitude(slopes.map(({ i, slope }) => claimed[name][i] - slope)) / largest;
  }
  return errors;
}
