/** Networks for a test, freed at its end, and batches for them. */
import { create_network } from '../web/network/network.js';
import { BUILDS, generator, random_images, random_labels } from './support.js';

/** @typedef {Awaited<ReturnType<typeof create_network>>} Network */

/** @param {object} options of create_network @param {(network: Network) => unknown} use */
export async function with_network(options, use) {
  const network = await create_network(options);
  await use(network);
  network.free();
}

/**
 * A network of each build, of the same size and seed.
 * @param {number} hidden @param {(simd: Network, scalar: Network) => void} use
 */
export async function with_both(hidden, use, seed = 1) {
  const [simd, scalar] = await Promise.all(BUILDS.map((build) => create_network({ hidden, seed, build })));
  use(simd, scalar);
  simd.free();
  scalar.free();
}

/**
 * m samples. @template {Uint8Array | Float32Array} [T=Uint8Array]
 * @param {number} seed @param {number} m @param {(random: () => number, m: number) => T} [make]
 */
export function batch_of(seed, m, make = /** @type {any} */ (random_images)) {
  const random = generator(seed);
  return { images: make(random, m), labels: random_labels(random, m) };
}
