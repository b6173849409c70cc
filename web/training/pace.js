/** How many steps to take now: as many per second as asked for, and never for so long that messages have to wait. */
/**
 * @typedef {object} Rhythm times in ms
 * @property {number} [slice] of training in one go
 * @property {number} [rest] left to others between two
 * @property {import('./evaluating.js').Pieces} [pieces] how measuring is cut up; by default it is not
 */

const SLICE = 10; // ms of training before messages are handled again
const STEPS_MOST = 4096;

export class Pace {
  /** @param {number} speed steps per second, or Infinity @param {number} [slice] ms of training in one go */
  constructor(speed, slice = SLICE) {
    this.speed = speed;
    this.slice = slice;
    this.cost = slice; // ms per step, estimated: the first slice is one step
    this.last = performance.now();
    this.due = 1;
  }

  /** Time that passed before this does not count. */
  start() {
    this.last = performance.now();
    this.due = 1;
  }

  /** Steps that fit into a slice. */
  get fit() {
    return Math.max(1, Math.min(STEPS_MOST, Math.floor(this.slice / this.cost)));
  }

  /** Steps that are due, for a finite speed. @param {number} now ms @returns {number} 0 if it is too early for one */
  steps(now) {
    this.due += ((now - this.last) / 1000) * this.speed;
    this.last = now;
    const steps = Math.min(Math.floor(this.due), this.fit);
    // a machine that cannot keep up does not have to catch up
    this.due = Math.min(this.due - steps, 1 + this.speed / 60);
    return steps;
  }

  /** Learns from a slice. @param {number} steps @param {number} time ms */
  took(steps, time) {
    const cost = Math.max(time / steps, 1e-4);
    this.cost = this.cost === this.slice ? cost : 0.7 * this.cost + 0.3 * cost;
  }

  /** ms until the next step is due. */
  wait() {
    return Math.max(0, ((1 - this.due) / this.speed) * 1000);
  }
}

const RATE_GAP = 400; // ms over which a rate is measured, at least

/** Samples per second, since it began and then over every gap. */
export class Rate {
  #newest = 0; // samples per second

  /** @param {import('./run.js').Run} run */
  constructor(run) {
    this.run = run;
    this.at = performance.now();
    this.samples = run.samples;
  }

  /** @param {number} now ms @returns {number} */
  per_second(now) {
    const time = now - this.at;
    if (time <= RATE_GAP) return this.#newest;
    this.#newest = ((this.run.samples - this.samples) / time) * 1000;
    this.at = now;
    this.samples = this.run.samples;
    return this.#newest;
  }
}
