/** When a run is measured on its test images: often enough to see it learn, and never for more than a share of the time. */
import { Best } from './best.js';

/** @typedef {import('./run.js').Evaluation} Evaluation */

const SHARE = 0.15; // largest share of the time that evaluation may take
const FIRST_STEPS = 1000; // during these, evaluation may take up to half the time
const FIRST_SHARE = 0.5;
const GAP = 100; // ms between evaluations once the first steps are over
const SAMPLE_SHARE = 0.01; // largest share of the time that the training images may take

/** A stopwatch that says when the same work is due again. */
class Work {
  #at = -Infinity; // ms
  #cost = 0; // ms

  /** @template T @param {() => T} action @returns {T} */
  do(action) {
    const before = performance.now();
    const result = action();
    this.#at = performance.now();
    this.#cost = this.#at - before;
    return result;
  }

  /** @param {number} share of the time that it may take @returns {boolean} */
  is_affordable(share) {
    return performance.now() - this.#at > this.#cost / share;
  }

  /** ms since it was done last */
  get rest() {
    return performance.now() - this.#at;
  }
}

export class Measurements {
  #testing = new Work();
  #sampling = new Work();
  /** @type {number | undefined} the loss on some of the training images, as it was measured last */
  #train_loss = undefined;

  /** @param {import('./run.js').Run} run @param {() => void} [busy] called before what may take seconds */
  constructor(run, busy = () => {}) {
    this.run = run;
    this.busy = busy;
    this.best = new Best();
    /** @type {Evaluation | undefined} */
    this.last = undefined;
    /** @type {Evaluation[]} */
    this.fresh = []; // results that take() has not returned yet
  }

  /**
   * How many steps may be taken before the next measurement. In the first steps much happens at once, so there
   * measurements are due by steps and not by time. The first step is measured at once.
   */
  get steps_to_next() {
    if (!this.last) return 1;
    const { steps } = this.run;
    const next = Math.ceil(this.last.step * 1.05 + 4);
    return next > steps ? next - steps : Infinity;
  }

  evaluate_if_due() {
    const share = this.run.steps < FIRST_STEPS ? FIRST_SHARE : SHARE;
    const is_due = this.#testing.rest > GAP || this.steps_to_next === Infinity;
    if (is_due && this.#testing.is_affordable(share)) this.evaluate();
  }

  /** The result on the test images now; measured only if training has moved on. @returns {Evaluation} */
  evaluate() {
    const { run, best } = this;
    if (this.last?.step === run.steps) return this.last;
    this.busy();
    const test = this.#testing.do(() => run.evaluate());
    this.last = { ...test, train: this.#sample() };
    best.see(this.last, this.#train_loss, () => run.network.fingerprint());
    this.fresh.push(this.last);
    return this.last;
  }

  /** The result on some of the training images, now and then: it may cost next to nothing. */
  #sample() {
    if (!this.#sampling.is_affordable(SAMPLE_SHARE)) return undefined;
    const sample = this.#sampling.do(() => this.run.evaluate_training());
    this.#train_loss = sample?.loss ?? this.#train_loss;
    return sample;
  }

  /** What was measured since the last call. @returns {Evaluation[]} */
  take() {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}
