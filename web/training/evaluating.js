/**
 * The evaluation of a run on its test images, cut up so that no piece takes long, for training on the page's own thread. It
 * comes to the same bits as an evaluation in one go: the core sums the losses of CHUNK samples, and then those sums.
 */
import { CLASSES, PIXELS } from '../network/arguments.js';

const CHUNK = 32; // samples, as src/batch.h says; a power of two, so that a mean times it is the exact sum

export class Evaluating {
  #next = 0; // test image
  #loss = 0; // sum
  #right = 0;
  #confusion = new Uint32Array(CLASSES * CLASSES);
  #active = new Uint32Array(0);

  /** @param {import('./run.js').Run} run no step may be taken before it is done */
  constructor(run) {
    this.run = run;
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
    while (!this.run.make_tests_ahead()) if (performance.now() >= end) return undefined;
    const { labels } = this.run.copies;
    while (this.#next < labels.length) {
      this.#add(Math.min(CHUNK, labels.length - this.#next));
      if (performance.now() >= end) break;
    }
    if (this.#next < labels.length) return undefined;
    const [loss, accuracy] = [this.#loss / labels.length, this.#right / labels.length];
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
    const { images, labels } = this.run.copies;
    const [from, to] = [this.#next, this.#next + count];
    const found = this.run.network.evaluate(
      images.subarray(from * PIXELS, to * PIXELS),
      labels.subarray(from, to),
    );
    found.confusion.forEach((samples, cell) => (this.#confusion[cell] += samples));
    found.active.forEach((samples, unit) => (this.#active[unit] += samples));
    this.#right += Math.round(found.accuracy * count);
    this.#next = to;
    return found.loss * count;
  }
}
