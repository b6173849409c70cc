/** The fingerprints of tests/bits.json, and the training that has them. */
import { readFileSync } from 'node:fs';

/** @type {{ training: { digits: number, seed: number, batch_size: number, learning_rate: number, steps: number }, fingerprints: Record<string, string> }} */
export const { training: TRAINING, fingerprints } = JSON.parse(
  readFileSync(new URL('bits.json', import.meta.url), 'utf8'),
);

/** Hidden units and fingerprint of each network. */
export const NETWORKS = Object.entries(fingerprints).map(([hidden, fingerprint]) => ({
  hidden: Number(hidden),
  fingerprint,
}));

/**
 * Trains a network as bits.json says. It uses nothing from outside, as it runs in pages too.
 * @param {{ shim: string, hidden: number, build: 'simd' | 'scalar', training: typeof TRAINING }} options shim: address
 * @returns {Promise<string>} the fingerprint
 */
export async function trained({ shim, hidden, build, training }) {
  const { create_network } = /** @type {typeof import('../web/network/network.js')} */ (await import(shim));
  const network = await create_network({ hidden, seed: training.seed, build });
  network.train(network.digits(training.seed, training.digits), training);
  const fingerprint = network.fingerprint();
  network.free();
  return fingerprint;
}
