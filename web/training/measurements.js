/** When a run is measured on its test images: often enough to see it learn, and never for more than a share of the time. */
import { Best } from './best.js';

/**
 * @typedef {import('./run.js').Evaluation} Evaluation
 *
 * @typedef {object} InPieces
 * @property {import('./evaluating.js').Evaluating} tests
 * @property {Evaluation} [tested] the result of `tests`, once it is there
 * @property {import('./evaluating.js').Evaluating} [sample] of the training images, where it is their turn
 */

const SHARE = 0.15; // largest share of the time that evaluation may take
const FIRST_STEPS = 1000; // during these, evaluation may take up to half the time
const FIRST_SHARE = 0.5;
const GAP = 100; // ms between evaluations once the first steps are over
const SAMPLE_SHARE = 0.02; // largest share of the time that the training images may take
const FIRST_SAMPLE_SHARE = 0.05;
const LONG = 250; // ms: what took so long may take seconds next time

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

  /** A piece more of the work that was begun last. @template T @param {() => T} action @returns {T} */
  go_on(action) {
    const before = this.#cost;
    const result = this.do(action);
    this.#cost += before;
    return result;
  }

  /** @param {number} share of the time that it may take @returns {boolean} */
  is_affordable(share) {
    return performance.now() - this.#at > this.#cost / share;
  }

  /** Whether it may take seconds: it did take long the last time, or has never been done. */
  get may_be_long() {
    return this.#at === -Infinity || this.#cost > LONG;
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

  /** @type {InPieces | undefined} a measurement in pieces */
  #under_way = undefined;

  /**
   * @param {import('./run.js').Run} run
   * @param {{ busy?: () => void, pieces?: import('./evaluating.js').Pieces }} [options] busy: called before what may take
   * seconds; pieces: how a measurement is cut up, by default it is made at once
   */
  constructor(run, { busy = () => {}, pieces } = {}) {
    this.run = run;
    this.busy = busy;
    this.pieces = pieces;
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
    if (is_due && this.#testing.is_affordable(share)) this.measure();
  }

  /** ms of a piece */
  get #time() {
    return this.pieces?.time ?? Infinity;
  }

  /** Whether a measurement has begun in pieces, for whose end training has to wait. */
  get is_under_way() {
    return this.#under_way?.tests.step === this.run.steps;
  }

  /**
   * Measures the network as it is now, at once or in pieces.
   * @param {{ is_complete?: boolean }} [wish] is_complete: on the training images as well, whatever that costs
   */
  measure({ is_complete = false } = {}) {
    const { run, pieces } = this;
    if (!pieces) return void this.evaluate({ is_complete });
    if (this.last?.step === this.run.steps || this.is_under_way) return;
    const sample = this.#is_sampling_due(is_complete) ? pieces.training(run, is_complete) : undefined;
    this.#under_way = { tests: pieces.tests(run), sample };
    this.#test_on(this.#under_way, (piece) => this.#testing.do(piece));
  }

  /** The next piece of the measurement that is under way. */
  go_on() {
    const at = this.#under_way;
    if (!at) return;
    if (!at.tested) return this.#test_on(at, (piece) => this.#testing.go_on(piece));
    const result = this.#sampling.go_on(() => at.sample?.go_on(this.#time));
    if (result) this.#keep(at.tested, result);
  }

  /** @param {InPieces} at @param {(piece: () => Evaluation | undefined) => Evaluation | undefined} timed */
  #test_on(at, timed) {
    at.tested = timed(() => at.tests.go_on(this.#time));
    if (!at.tested) return;
    if (at.sample) this.#sampling.do(() => {});
    else this.#keep(at.tested);
  }

  /**
   * The result on the test images now; measured in one go if training has moved on.
   * @param {{ is_complete?: boolean }} [wish] see measure()
   * @returns {Evaluation}
   */
  evaluate({ is_complete = false } = {}) {
    if (this.last?.step === this.run.steps) return this.last;
    if (this.#testing.may_be_long) this.busy();
    const test = this.#testing.do(() => this.run.evaluate());
    return this.#keep(test, !this.pieces ? this.#sample(is_complete) : undefined);
  }

  /** @param {Evaluation} test @param {import('./run.js').Score} [sample] of the training images @returns {Evaluation} */
  #keep(test, sample) {
    const { run, best } = this;
    this.#under_way = undefined;
    const train = sample && { loss: sample.loss, accuracy: sample.accuracy };
    this.#train_loss = train?.loss ?? this.#train_loss;
    this.last = { ...test, train };
    best.see(this.last, this.#train_loss, () => run.network.fingerprint());
    this.fresh.push(this.last);
    return this.last;
  }

  /** Whether some of the training images may be measured: now and then, so that it costs next to nothing. @param {boolean} is_asked */
  #is_sampling_due(is_asked) {
    const share = this.run.steps < FIRST_STEPS ? FIRST_SAMPLE_SHARE : SAMPLE_SHARE;
    return is_asked || this.#sampling.is_affordable(share);
  }

  /** The result on some of the training images, if it is their turn. @param {boolean} is_asked */
  #sample(is_asked) {
    if (!this.#is_sampling_due(is_asked)) return undefined;
    const sample = this.run.training_sample(is_asked); // made once: its time does not count
    return sample && this.#sampling.do(() => this.run.evaluate_training(sample));
  }

  /** What was measured since the last call. @returns {Evaluation[]} */
  take() {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}
