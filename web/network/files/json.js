/** A network as a file: JSON with the parameters as base64 of little-endian floats. */

import { PIXELS } from '../arguments.js';

/**
 * @typedef {import('../network.js').Parameters} Parameters
 * @typedef {{ hidden: number, seed: number, steps: number, fingerprint: string, parameters: Parameters }} Saved
 */

const FORMAT = 'glassnet network 1';
const MOST_BYTES = 8e6;
const MOST_STEPS = 1e9; // as the stop rule
const NAMES = /** @type {const} */ (['Wh', 'bh', 'Wo', 'bo']);

/** @param {Float32Array} values */
function to_base64(values) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

/** What a file has in place of what was expected; it may be nested too deep to be shown. @param {unknown} value */
const in_words = (value) =>
  typeof value === 'string' || typeof value !== 'object' ? JSON.stringify(value)?.slice(0, 40) : 'an object';

/** @param {string} text */
function from_base64(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/**
 * @param {Saved} network of whose properties those of Saved are written, and no others
 * @returns {Blob}
 */
export function network_to_file({ hidden, seed, steps, fingerprint, parameters }) {
  const arrays = Object.fromEntries(NAMES.map((name) => [name, to_base64(parameters[name])]));
  const saved = { format: FORMAT, hidden, seed, steps, fingerprint, parameters: arrays };
  return new Blob([JSON.stringify(saved, null, 1)], {
    type: 'application/json',
  });
}

/**
 * @param {File} file
 * @returns {Promise<Saved>}
 * @throws {Error} that names the file and what was expected
 */
export async function network_from_file(file) {
  /** @param {string} problem @returns {never} */
  const fail = (problem) => {
    throw new Error(`${file.name}: ${problem}, expected a network saved by this page`);
  };
  if (file.size > MOST_BYTES) fail(`${file.size} bytes`);
  let saved;
  try {
    saved = JSON.parse(await file.text());
  } catch {
    fail('not JSON');
  }
  if (saved?.format !== FORMAT) fail(`its format is ${in_words(saved?.format)}`);
  const { hidden, seed, steps, fingerprint } = saved;
  if (!Number.isInteger(hidden) || hidden < 1 || hidden > 512) fail(`hidden is ${in_words(hidden)}`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) fail(`seed is ${in_words(seed)}`);
  if (!Number.isInteger(steps) || steps < 0 || steps > MOST_STEPS) fail(`steps is ${in_words(steps)}`);
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{16}$/.test(fingerprint))
    fail(`fingerprint is ${in_words(fingerprint)}`);
  const sizes = { Wh: hidden * PIXELS, bh: hidden, Wo: 10 * hidden, bo: 10 };
  const parameters = /** @type {Parameters} */ ({});
  for (const name of NAMES) {
    try {
      parameters[name] = from_base64(saved.parameters[name]);
    } catch {
      fail(`${name} is not base64`);
    }
    if (parameters[name].length !== sizes[name])
      fail(`${name} has ${parameters[name].length} values and not ${sizes[name]}`);
    if (!parameters[name].every(Number.isFinite)) fail(`${name} has values that are no numbers`);
  }
  return { hidden, seed, steps, fingerprint, parameters };
}
