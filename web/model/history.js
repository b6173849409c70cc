/**
 * The past of a run in bounded memory. Values come one per step; they are kept in buckets of at most `stride` steps, and when
 * all buckets are full, neighbours are joined and the stride doubles. Early buckets stay narrow, so that the first steps
 * can be told apart on a logarithmic axis, however long the run becomes.
 */
const CAPACITY = 1024;
const SMOOTHING = 0.95; // share that the smoothed value keeps at each step: about the last 20 batches
const FINE = 32; // a bucket is no wider than the steps before it divided by this

/** The losses of the batches: smallest, largest and smoothed in each bucket. */
export class LossHistory {
  /** @param {number} [first] steps that the run had come to before the first that is kept */
  constructor(first = 0) {
    this.first = first;
    this.stride = 1;
    this.steps = first;
    this.length = 0;
    this.end = new Float64Array(CAPACITY);
    this.low = new Float32Array(CAPACITY);
    this.high = new Float32Array(CAPACITY);
    this.smooth = new Float32Array(CAPACITY);
    this.mean = 0;
    this.weight = 0;
  }

  /** @param {Float32Array} losses one for each step since the last call */
  append(losses) {
    for (const loss of losses) this.#push(loss);
  }

  /**
   * The losses as they were at an earlier step; a bucket that goes beyond it is left out.
   * @param {number} step @returns {LossHistory} a copy
   */
  until(step) {
    const { first, stride } = this;
    const steps = Math.min(step, this.steps); // the last losses may still be on their way
    const earlier = Object.assign(new LossHistory(first), { stride, steps });
    for (const name of /** @type {const} */ (['end', 'low', 'high', 'smooth'])) earlier[name].set(this[name]);
    const later = this.end.subarray(0, this.length).findIndex((end) => end > step);
    earlier.length = later < 0 ? this.length : later;
    earlier.weight = 1 - SMOOTHING ** (steps - first);
    if (earlier.length > 0) earlier.mean = earlier.weight * this.smooth[earlier.length - 1];
    return earlier;
  }

  /** The step that bucket i ends with, counted from 1. @param {number} i */
  step(i) {
    return this.end[i];
  }

  /** The steps before bucket i. @param {number} i */
  #start(i) {
    return i > 0 ? this.end[i - 1] : this.first;
  }

  /** Whether bucket i may end with this step. @param {number} i @param {number} end */
  #fits(i, end) {
    const start = this.#start(i);
    return end - start <= Math.max(1, Math.min(this.stride, start / FINE));
  }

  /** @param {number} loss */
  #push(loss) {
    this.steps++;
    const is_new = this.length === 0 || !this.#fits(this.length - 1, this.steps);
    if (is_new && this.length === CAPACITY) this.#join();
    const at = is_new ? this.length++ : this.length - 1;
    this.end[at] = this.steps;
    this.low[at] = is_new ? loss : Math.min(this.low[at], loss);
    this.high[at] = is_new ? loss : Math.max(this.high[at], loss);
    // a mean with fading memory, divided by the weights so far: right from the first step on
    if (Number.isFinite(loss)) {
      this.mean = SMOOTHING * this.mean + (1 - SMOOTHING) * loss;
      this.weight = SMOOTHING * this.weight + (1 - SMOOTHING);
    }
    this.smooth[at] = this.weight > 0 ? this.mean / this.weight : NaN;
  }

  /** Joins neighbours, as far as their width allows. */
  #join() {
    const { end, low, high, smooth } = this;
    this.stride *= 2;
    let last = 0;
    for (let i = 1; i < this.length; i++) {
      const is_joined = this.#fits(last, end[i]);
      if (!is_joined) last++;
      low[last] = is_joined ? Math.min(low[last], low[i]) : low[i];
      high[last] = is_joined ? Math.max(high[last], high[i]) : high[i];
      smooth[last] = smooth[i];
      end[last] = end[i];
    }
    this.length = last + 1;
    if (this.length > CAPACITY * 0.9 && this.stride < this.steps / FINE) this.#join();
  }
}

/**
 * @typedef {object} Point what was measured at one step
 * @property {number} step
 * @property {number} loss on the test images
 * @property {number} accuracy
 * @property {number} [train_accuracy] on some of the training images
 */

/** What was measured, at steps that need not be regular. */
export class TestHistory {
  constructor() {
    /** @type {Point[]} */
    this.points = [];
  }

  /**
   * Ignores a step that has been recorded already.
   * @param {{ step: number, loss: number, accuracy: number, train?: { accuracy: number } }} measured
   */
  append({ step, loss, accuracy, train }) {
    if (step <= (this.points.at(-1)?.step ?? -1)) return;
    if (this.points.length === CAPACITY) this.#thin_out();
    this.points.push({ step, loss, accuracy, train_accuracy: train?.accuracy });
  }

  /** What had been measured at an earlier step. @param {number} step @returns {TestHistory} a copy */
  until(step) {
    const earlier = new TestHistory();
    earlier.points = this.points.filter((point) => point.step <= step);
    return earlier;
  }

  /** Of points that lie close together some go: early ones may lie closer than late ones. */
  #thin_out() {
    const all = this.points;
    const gap = all[all.length - 1].step / (CAPACITY / 2);
    let last = -Infinity;
    this.points = all.filter(({ step }) => {
      const is_kept = step - last >= Math.min(gap, step / FINE);
      if (is_kept) last = step;
      return is_kept;
    });
    if (this.points.length > CAPACITY * 0.9) this.points = all.filter((_, i) => i % 2 === 0);
  }
}
