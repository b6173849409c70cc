/** What the section on the mathematics must show for a step: from the network in Node, and in double precision. */
import { QUANTITIES } from '../../web/mathematics/table.js';
import { create_network } from '../../web/network/network.js';
import * as reference from '../reference.js';
import { SEED, same_in_node } from './reading.js';

/**
 * @typedef {import('../../web/network/network.js').Network} Network
 * @typedef {import('../../web/network/network.js').Parameters} Parameters
 * @typedef {import('../../web/mathematics/table.js').Name} Name
 * @typedef {Record<string, ArrayLike<number>>} Values by name; a parameter after the step is `Wh after`
 * @typedef {{ images: Uint8Array, labels: Uint8Array }} Batch
 */

const PIXELS = 784;
const BY_ROWS = ['Wh', 'bh', 'Wo', 'bo', 'dWh', 'dbh', 'dWo', 'dbo'];

/** The batch of the step after so many. @param {number} steps @param {number} m @returns {Promise<Batch>} */
export async function batch_of(steps, m) {
  const { network, train } = await same_in_node({ steps: steps + 1, batch_size: m });
  const { images, labels } = train.drawn(m);
  network.free();
  return { images: /** @type {Uint8Array} */ (images), labels };
}

/** A test image of the page. @param {number} index @returns {Promise<Batch>} */
export async function test_image(index) {
  const network = await create_network({ hidden: 1, seed: SEED });
  const set = network.digits(SEED, 2000, 'test');
  const images = /** @type {Uint8Array} */ (set.images()).slice(index * PIXELS, (index + 1) * PIXELS);
  const labels = set.labels().slice(index, index + 1);
  network.free();
  return { images, labels };
}

/** @param {number} steps before it @param {Batch} batch @param {number} rate */
export async function expected_step(steps, batch, rate) {
  const { network } = await same_in_node({ steps });
  const before = network.fingerprint();
  const { double, gradients } = in_double(network.parameters(), batch);
  const own = own_values(network, batch);
  /** @type {Map<string, number>} */
  const sizes = new Map(); // once they have been asked for
  const descended = reference.descend(network.parameters(), gradients, rate);
  network.train_step(batch.images, batch.labels, rate);
  return {
    own: /** @type {Values} */ ({ ...own, ...after(network.parameters()), rate: [rate] }),
    double: /** @type {Values} */ ({ ...double, ...after(descended), rate: [rate] }),
    extents: { D: PIXELS, H: network.hidden, K: 10, m: batch.labels.length, 1: 1 },
    fingerprint: { before, after: network.fingerprint() },
    sizes,
  };
}

/** @typedef {Awaited<ReturnType<typeof expected_step>>} ExpectedStep */

/**
 * An entry: the network's own, and in double precision.
 * @param {ExpectedStep} step @param {string} name @param {number} row @param {number} column
 */
export function expected_entry({ own, double, extents }, name, row, column) {
  const plain = /** @type {Name} */ (name.split(' ')[0]);
  const [rows, columns] = [extents[QUANTITIES[plain].rows], extents[QUANTITIES[plain].columns]];
  const place = BY_ROWS.includes(plain) ? row * columns + column : column * rows + row;
  return { own: own[name][place], double: double[name][place] };
}

/** The size that the rounding of single precision is measured by. @param {ExpectedStep} step @param {string} name */
export function largest({ double, sizes }, name) {
  const size = sizes.get(name) ?? Array.from(double[name], Math.abs).reduce((a, b) => Math.max(a, b));
  sizes.set(name, size);
  return size;
}

/** @param {Parameters | reference.Doubles} parameters */
function after({ Wh, bh, Wo, bo }) {
  return { 'Wh after': Wh, 'bh after': bh, 'Wo after': Wo, 'bo after': bo };
}

/** The errors of a sample are the bias gradients of a batch of that one. @param {Network} network @param {Batch} batch */
function own_values(network, { images, labels }) {
  const { loss, Wh, bh, Wo, bo } = network.gradients(images, labels);
  const singles = Array.from(labels, (label, s) =>
    network.gradients(images.slice(s * PIXELS, (s + 1) * PIXELS), Uint8Array.of(label)),
  );
  const dZo = Float32Array.from(singles.flatMap((single) => [...single.bo]));
  const dZh = Float32Array.from(singles.flatMap((single) => [...single.bh]));
  const dAh = reference.back_through(network.parameters().Wo, Float64Array.from(dZo), labels.length);
  const X = Float32Array.from(images, (grey) => grey / 255);
  const gradients = { dZo, dAh, dZh, dWh: Wh, dbh: bh, dWo: Wo, dbo: bo };
  return {
    ...network.parameters(),
    ...network.activations(images),
    ...gradients,
    ...{ X, Y: one_hot(labels), L: [loss] },
  };
}

/** @param {Parameters} before @param {Batch} batch */
function in_double(before, { images, labels }) {
  const activations = reference.activations(before, images);
  const gradients = reference.gradients(before, images, labels);
  const { Wh, bh, Wo, bo, loss } = gradients;
  const dZo = reference.output_error(activations.Ao, labels);
  const dAh = reference.back_through(before.Wo, dZo, labels.length);
  const dZh = reference.mask(dAh, activations.Zh);
  const errors = { dZo, dAh, dZh, dWh: Wh, dbh: bh, dWo: Wo, dbo: bo, L: [loss] };
  const double = { ...before, ...activations, ...errors, X: reference.input(images), Y: one_hot(labels) };
  return { double, gradients };
}

/** @param {Uint8Array} labels */
function one_hot(labels) {
  const Y = new Uint8Array(labels.length * 10);
  labels.forEach((label, s) => (Y[s * 10 + label] = 1));
  return Y;
}
