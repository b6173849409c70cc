/** Where a network began: what it has learnt is how far it has come from there. Runs in any thread. */

/**
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {{ Wh: Float32Array, bh: Float32Array, is_opened: boolean }} Initial Wh (H, 784) and bh (H) at the beginning;
 * is_opened: that of a network from a file whose weights did not begin with its seed, so that they are those of the file
 */

const SHARE = 0.01; // of the weights that are still what they were, which proves where all of them began
const DEVIATIONS = 6; // of the agreement that two unrelated networks come to by chance

/**
 * Where a network from a file began.
 * @param {Parameters} seeded a new network of the file's seed and hidden units
 * @param {Parameters} saved the parameters of the file
 * @returns {Initial} the new network, if the saved one can have come from there
 */
export function initial_of_saved(seeded, saved) {
  const has_begun_there = is_descendant(saved.Wh, seeded.Wh);
  const { Wh, bh } = has_begun_there ? seeded : saved;
  return { Wh, bh, is_opened: !has_begun_there };
}

/**
 * Whether training can have led from `start` to `weights`. Weights of pixels that are 0 in every image never change, and
 * where no pixel is, the weights still lean towards those that they began with.
 * @param {Float32Array} weights @param {Float32Array} start as many
 */
function is_descendant(weights, start) {
  let [unchanged, product, length, start_length] = [0, 0, 0, 0];
  for (let i = 0; i < start.length; i++) {
    if (weights[i] === start[i]) unchanged++;
    product += weights[i] * start[i];
    length += weights[i] ** 2;
    start_length += start[i] ** 2;
  }
  if (unchanged >= SHARE * start.length) return true;
  return product > DEVIATIONS * Math.sqrt((length * start_length) / start.length);
}

/** @param {import('../network/network.js').Network} network @throws {Error} if one is not finite: then there is nothing to look at */
export function finite_parameters(network) {
  const parameters = network.parameters();
  if (Object.values(parameters).every((array) => array.every(Number.isFinite))) return parameters;
  throw new Error('The network has overflowed: there are no numbers to go through. Reset it first.');
}
