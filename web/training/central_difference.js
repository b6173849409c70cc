/**
 * The check of gradients by central differences: the slope of the loss along one parameter, from two values of the loss
 * itself, which know nothing of the chain rule.
 */
import { PIXELS } from '../network/arguments.js';

/**
 * @typedef {import('../network/network.js').Network} Network
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {keyof Parameters} ParameterName
 * @typedef {{ images: import('../network/arguments.js').Images, labels: Uint8Array }} Batch
 * @typedef {{ name: ParameterName, index: number }} Place one number of one array
 */

export const NAMES = /** @type {const} */ (['Wh', 'bh', 'Wo', 'bo']);

/** A step in single precision: small beside the weights, large beside the rounding of the loss. */
export const STEP = 2 ** -8;

/**
 * The slope of the loss along one parameter, signed. The divisor is the distance between the two values as single
 * precision holds them. NaN if a hidden unit switches on or off in between, where the loss has a kink and no slope.
 * The network is given its parameters back.
 * @param {Network} network @param {Parameters} parameters the network's @param {Place} place @param {Batch} batch
 */
export function central_difference(network, parameters, { name, index }, { images, labels }) {
  const moved = { ...parameters, [name]: parameters[name].slice() };
  const [above, below] = [STEP, -STEP].map((step) => {
    moved[name][index] = parameters[name][index] + step;
    network.set_parameters(moved);
    const { Zh } = network.activations(images);
    return { at: moved[name][index], loss: network.evaluate(images, labels).loss, Zh };
  });
  network.set_parameters(parameters);
  const is_smooth = above.Zh.every((z, i) => z > 0 === below.Zh[i] > 0);
  return is_smooth ? (above.loss - below.loss) / (above.at - below.at) : NaN;
}

/**
 * Parameters to try, each once, in random order. Weights of pixels without ink are passed over: their gradient is 0 by
 * the input and not by the derivation.
 * @param {Parameters} parameters @param {Batch} batch @param {ParameterName} name @param {() => number} random 0 … 1
 * @returns {Place[]}
 */
export function shuffled_places(parameters, { images, labels }, name, random) {
  const inked = (/** @type {number} */ pixel) =>
    labels.some((_, sample) => images[sample * PIXELS + pixel] !== 0);
  const indices = [...parameters[name].keys()].filter((i) => name !== 'Wh' || inked(i % PIXELS));
  for (let i = 0; i < indices.length; i++) {
    const other = i + Math.floor(random() * (indices.length - i));
    [indices[i], indices[other]] = [indices[other], indices[i]];
  }
  return indices.map((index) => ({ name, index }));
}
