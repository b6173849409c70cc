/** How a run came to where it is: which learning rate and batch size were in force from which step on. */

/** @typedef {{ step: number, learning_rate: number, batch_size: number }} Stretch from this step on */

export class Recipe {
  /** @param {Stretch[]} [stretches] */
  constructor(stretches = []) {
    this.stretches = stretches;
  }

  /**
   * Notes what the step after `step` steps is taken with, if that is another than before.
   * @param {number} step @param {number} learning_rate @param {number} batch_size
   */
  note(step, learning_rate, batch_size) {
    const last = this.stretches.at(-1);
    if (last && last.learning_rate === learning_rate && last.batch_size === batch_size) return;
    const earlier = last?.step === step ? this.stretches.slice(0, -1) : this.stretches;
    this.stretches = [...earlier, { step, learning_rate, batch_size }]; // new, as snapshots may hold the old one
  }

  /** What is in force after so many steps. @param {number} steps @returns {Stretch | undefined} */
  at(steps) {
    return this.stretches.findLast(({ step }) => step <= steps);
  }

  /** How many steps that stays in force. @param {number} steps @returns {number} Infinity if it does not change again */
  steps_in_force(steps) {
    return (this.stretches.find(({ step }) => step > steps)?.step ?? Infinity) - steps;
  }
}
