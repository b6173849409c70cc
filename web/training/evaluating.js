/**
 * The evaluation of a network on some images, cut up so that no piece takes long, for training on the page's own thread. It
 * comes to the same bits as an evaluation in one go: the core sums the losses of CHUNK samples, and then those sums.
 */
import { CLASSES, PIXELS } from '../network/arguments.js';

const CHUNK = 32; // samples, as src/batch.h says; a power of two, so that a mean times it is the exact sum

/**
 * @typedef {object} Examples what is measured
 * @property {number} count images
 * @property {() => boolean} make_ahead makes some more of the images, where they are made; true: all are there
 * @property {(first: number, count: number) => { images: Uint8Array, labels: Uint8Array }} read 784 greys an image
 */

export class Evaluating {
  #next = 0; // image
  #loss = 0; // sum
  #right = 0;
  #confusion = new Uint32Array(CLASSES * CLASSES);
  #active = new Uint32Array(0);

  /** @param {import('./run.js').Run} run no step may be taken before it is done @param {Examples} examples */
  constructor(run, examples) {
    this.network = run.network;
    this.examples = examples;
    this.#active = new Uint32Array(run.network.hidden);
    this.step = run.steps;
  }

  /**
   * Goes on for about so long.
   * @param {number} time ms
   * @returns {import('./run.js').Evaluation | undefined} the result, once it is done
   */
  go_on(time) {
    const end = performance.now() + time;
    const { count, make_ahead } = this.examples;
    while (!make_ahead()) if (performance.now() >= end) return undefined;
    while (this.#next < count) {
      this.#add(Math.min(CHUNK, count - this.#next));
      if (performance.now() >= end) break;
    }
    if (this.#next < count) return undefined;
    const [loss, accuracy] = [this.#loss / count, this.#right / count];
    return { step: this.step, loss, accuracy, confusion: this.#confusion, active: this.#active };
  }

  /** A chunk of the core. One that is not full is measured sample by sample, as its mean is rounded. @param {number} count */
  #add(count) {
    const size = count === CHUNK ? CHUNK : 1;
    let sum = 0;
    for (let i = 0; i < count; i += size) sum += this.#measure(size);
    this.#loss += sum;
  }

  /** @param {number} count samples @returns {number} the sum of their losses */
  #measure(count) {
    const { images, labels } = this.examples.read(this.#next, count);
    const found = this.network.evaluate(images, labels);
    found.confusion.forEach((samples, cell) => (this.#confusion[cell] += samples));
    found.active.forEach((samples, unit) => (this.#active[unit] += samples));
    this.#right += Math.round(found.accuracy * count);
    this.#next += count;
    return found.loss * count;
  }
}

/** The test images of a run. @param {import('./run.js').Run} run @returns {Examples} */
export function test_examples(run) {
  const read = (/** @type {number} */ first, /** @type {number} */ size) => ({
    images: run.copies.images.subarray(first * PIXELS, (first + size) * PIXELS),
    labels: run.copies.labels.subarray(first, first + size),
  });
  return { count: run.test_set.size, make_ahead: () => run.make_tests_ahead(), read };
}

/**
 * The training images of a run that are measured, read where they are.
 * @param {import('./run.js').Run} run
 * @param {boolean} makes_them if they are not made yet
 * @returns {Examples | undefined} undefined: they are not made yet
 */
export function training_examples(run, makes_them) {
  const count = run.sample_size(makes_them);
  if (count === 0) return undefined;
  const labels = run.train_set.labels(0, count);
  const read = (/** @type {number} */ first, /** @type {number} */ size) => ({
    images: /** @type {Uint8Array} */ (run.train_set.images(first, size)),
    labels: labels.subarray(first, first + size),
  });
  return { count, make_ahead: () => true, read };
}

/**
 * @typedef {object} Pieces how measurements are cut up
 * @property {number} time ms of one piece
 * @property {(run: import('./run.js').Run) => Evaluating} tests begins one on the test images
 * @property {(run: import('./run.js').Run, makes_them: boolean) => Evaluating | undefined} training begins one on the
 * training images, see training_examples()
 */

/** Measurements in pieces of so many ms. @param {number} time @returns {Pieces} */
export const in_pieces = (time) => ({
  time,
  tests: (run) => new Evaluating(run, test_examples(run)),
  training(run, makes_them) {
    const examples = training_examples(run, makes_them);
    return examples && new Evaluating(run, examples);
  },
});
