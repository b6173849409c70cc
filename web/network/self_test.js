/**
 * What a module computes, as one text: the build notes it (web/network/build/prove_modules.mjs), and an engine that has just
 * compiled the module has to come to the same. Every export takes part, and digits of each class are drawn, so that a
 * module whose bytes were changed is noticed even where its bytes cannot be hashed.
 */
import { PIXELS } from './arguments.js';

/** @typedef {import('./network.js').Network} Network */
/** @typedef {ArrayBufferView | number | Result[] | { [name: string]: Result }} Result */

/** Of the network: two panels of the kernels, of which the second is not full. */
export const SIZE = { hidden: 14, seed: 5 };
const DIGITS = 10; // one of each class
const PRIME = 16777619;
const START = -2128831035; // of the hash

/** 32-bit FNV-1a over whole words: one that changes always gives another number.
 * @param {Int32Array} words @param {number} hash */
function hash_words(words, hash) {
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], PRIME);
  return hash;
}

/** @param {Result} result @param {number} hash @returns {number} */
function hash_result(result, hash) {
  if (typeof result === 'number') return hash_result(Float64Array.of(result), hash);
  if (ArrayBuffer.isView(result)) {
    const words = new Int32Array(Math.ceil(result.byteLength / 4));
    new Uint8Array(words.buffer).set(new Uint8Array(result.buffer, result.byteOffset, result.byteLength));
    return hash_words(words, hash);
  }
  for (const part of Object.values(result)) hash = hash_result(part, hash);
  return hash;
}

/**
 * What a module exports, and its data, which lie in the memory of an instance that has computed nothing yet.
 * @param {WebAssembly.Module} module @param {import('./wasm.js').Exports} wasm an instance of it
 * @param {{ first: number, size: number }} place first: a byte, a multiple of 4; size: words
 */
export const hash_of_module = (module, { memory }, { first, size }) =>
  [
    ...WebAssembly.Module.exports(module)
      .map(({ name, kind }) => name + kind)
      .join(),
  ].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), PRIME),
    hash_words(new Int32Array(memory.buffer, first, size), START),
  );

/**
 * @param {import('./wasm.js').Exports} wasm @param {Network} network on it, new and of SIZE
 * @returns {string} what it computes
 * @throws {Error} if it traps, or refuses what is right
 */
export function self_test(wasm, network) {
  let hash = START;
  const note = (/** @type {Result[]} */ ...results) => (hash = hash_result(results, hash));
  const digits = network.digits(1, DIGITS);
  note(network.train(digits, { batch_size: 4, learning_rate: 0.25, steps: 4 })); // into the second epoch
  note(digits.drawn(4), network.evaluate(digits));
  const [greys, labels] = [/** @type {Uint8Array} */ (digits.images()), digits.labels()];
  const floats = Float32Array.from(greys.subarray(0, 2 * PIXELS), (grey, i) => (grey - (i % 7)) / 255);
  for (const images of [greys, floats]) {
    const some = labels.subarray(0, images.length / PIXELS);
    const one = images.subarray(0, PIXELS);
    note(network.train_step(images, some, 0.25), network.predict(one), network.evaluate(images, some));
    const set = network.load(images, some);
    set.append(one, labels.subarray(0, 1));
    note(network.train(set, { batch_size: 2, learning_rate: 0.25, steps: 7 }), set.images(some.length - 1));
    set.free();
  }
  note(network.gradients(greys, labels), network.activations(greys.subarray(0, PIXELS)));
  note(network.write_digit(1, 7).image, network.rasterise([[[0, 0], [3, 9], [7, 2]]])); // prettier-ignore
  network.set_parameters(network.parameters());
  note(BigInt64Array.of(wasm.self_test()));
  return network.fingerprint() + hash;
}
