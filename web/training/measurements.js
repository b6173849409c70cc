/** When a run is measured on its test images: often enough to see it learn, and never for more than a share of the time. */

/** @typedef {import('./run.js').Evaluation} Evaluation */

const SHARE = 0.15; // largest share of the time that evaluation may take
const FIRST_STEPS = 1000; // during these, evaluation may take up to half the time
const FIRST_SHARE = 0.5;
const GAP = 100; // ms between evaluations once the first steps are over

export class Measurements {
  /** @param {import('./run.js').Run} run */
  constructor(run) {
    this.run = run;
    /** @type {Evaluation | undefined} */
    this.last = undefined;
    /** @type {Evaluation[]} */
    this.fresh = []; // results that take() has not returned yet
    this.at = -Infinity; // ms
    this.cost = 0; // ms
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
    const rest = performance.now() - this.at;
    const share = this.run.steps < FIRST_STEPS ? FIRST_SHARE : SHARE;
    const is_due = rest > GAP || this.steps_to_next === Infinity;
    if (is_due && rest > this.cost / share) this.evaluate();
  }

  /** The result on the test images now; measured only if training has moved on. @returns {Evaluation} */
  evaluate() {
    if (this.last?.step === this.run.steps) return this.last;
    const before = performance.now();
    this.last = this.run.evaluate();
    this.fresh.push(this.last);
    this.at = performance.now();
    this.cost = this.at - before;
    return this.last;
  }

  /** What was measured since the last call. @returns {Evaluation[]} */
  take() {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}
