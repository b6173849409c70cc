/**
 * What all peers share: the input, and how they answer. A peer is a program that reads questions on standard input, one
 * per line, `question m seconds`, and prints each answer as one line of JSON:
 *
 *   losses m         the losses of the first CHECKED steps from the initial weights, the last one after 10 steps
 *   probabilities m  of the last of the first m test images, by a prediction of m images, with the initial weights
 *   accuracy         on the 10,000 test images, with the initial weights
 *   train m          samples per second, going on through the shuffled order for `seconds`
 *   predict m        images per second, in calls of m images
 *   evaluate         milliseconds for the 10,000 test images
 *   memory           bytes (this project only)
 *
 * It lives on from one question to the next, so that its start and its compiler's warm-up count nowhere.
 */

export const PIXELS = 784;
export const CLASSES = 10;
export const HIDDEN = 10;
export const CHECKED = 11;

/** The learning rate of every row. @param {number} m */
export const rate_of = (m) => (m === 1 ? 0.01 : 0.1);

/**
 * @typedef {{ train_images: Uint8Array, train_labels: Uint8Array, test_images: Uint8Array, test_labels: Uint8Array,
 *   order: Uint32Array, weights: Float32Array }} Input  order: of all training images, shuffled; weights: Wh, bh, Wo, bo
 * @typedef {number | Promise<number>} Loss
 * @typedef {object} Peer
 * @property {() => void} reset back to the initial weights and the beginning of the order
 * @property {(m: number) => Loss} step on the next m images
 * @property {(m: number, n: number) => Loss | void | Promise<void>} train n steps
 * @property {(m: number) => void} [begin] makes ready for full batches of m, before the time is taken
 * @property {(m: number) => Float32Array} predict the next m test images
 * @property {() => number} evaluate the accuracy on all test images
 * @property {() => Promise<object>} [memory]
 */

/** The names of the input's files. @type {[keyof Input, Uint8ArrayConstructor | Uint32ArrayConstructor | Float32ArrayConstructor][]} */
const FILES = [
  ['train_images', Uint8Array],
  ['train_labels', Uint8Array],
  ['test_images', Uint8Array],
  ['test_labels', Uint8Array],
  ['order', Uint32Array],
  ['weights', Float32Array],
];

/** @param {(name: string) => Promise<ArrayBuffer>} read @returns {Promise<Input>} */
export async function read_input(read) {
  const entries = FILES.map(async ([name, type]) => [name, new type(await read(name))]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Wh, bh, Wo, bo as parameters() of the shim gives them. @param {Float32Array} weights */
export function split_weights(weights) {
  let start = 0;
  const [Wh, bh, Wo, bo] = [HIDDEN * PIXELS, HIDDEN, CLASSES * HIDDEN, CLASSES].map((n) => {
    start += n;
    return weights.slice(start - n, start);
  });
  return { Wh, bh, Wo, bo };
}

/** Greys as floats 0 … 1. @param {Uint8Array} greys */
export function scaled(greys) {
  const floats = new Float32Array(greys.length);
  for (let i = 0; i < greys.length; i++) floats[i] = greys[i] / 255;
  return floats;
}

/** n runs per call, doubled until a call takes an eighth of the time, so that looking at the clock costs nothing.
 * @param {(n: number) => unknown} work @param {number} seconds @returns {Promise<number>} runs per second */
async function frequency(work, seconds) {
  const start = performance.now();
  let now = start;
  let runs = 0;
  for (let n = 1; now - start < 1000 * seconds; n *= now - start < 125 * seconds ? 2 : 1) {
    await work(n);
    runs += n;
    now = performance.now();
  }
  return (1000 * runs) / (now - start);
}

/** @param {() => unknown} run */
const times = (run) => (/** @type {number} */ n) => {
  for (let i = 0; i < n; i++) run();
};

/** @param {Peer} peer @param {string} question @param {number} m @param {number} seconds */
export async function answer(peer, question, m, seconds) {
  if (question === 'losses') {
    peer.reset();
    const losses = [];
    for (let i = 0; i < CHECKED; i++) losses.push(await peer.step(m));
    peer.reset();
    return losses;
  }
  if (question === 'probabilities') {
    peer.reset();
    return Array.from(peer.predict(m).subarray((m - 1) * CLASSES));
  }
  if (question === 'accuracy') {
    peer.reset();
    return peer.evaluate();
  }
  if (question === 'train') {
    peer.begin?.(m);
    return m * (await frequency((n) => peer.train(m, n), seconds));
  }
  if (question === 'predict')
    return (
      m *
      (await frequency(
        times(() => peer.predict(m)),
        seconds,
      ))
    );
  if (question === 'evaluate') return 1000 / (await frequency(times(peer.evaluate), seconds));
  if (question === 'memory') return peer.memory?.();
  throw new RangeError(`There is no question '${question}'`);
}

/** Starts at 0 and goes on by m, again from 0 when fewer than m are left. @param {number} size */
export function walk(size) {
  let next = 0;
  return {
    reset: () => void (next = 0),
    /** @param {number} m */
    take(m) {
      if (next + m > size) next = 0;
      next += m;
      return next - m;
    },
  };
}
