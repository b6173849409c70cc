/**
 * Where a run has come nearest to what it is for, and whether it has left that since: it learns by heart. Runs in any
 * thread.
 */

/**
 * @typedef {import('./run.js').Evaluation} Evaluation
 * @typedef {import('./recipe.js').Stretch} Stretch
 * @typedef {{ step: number, loss: number, fingerprint: string }} Place where the loss on the test images was lowest
 * @typedef {{ step: number, loss: number, stretches: Stretch[], fingerprint: string }} BestPlace with the way there
 */

const RISE = 1.2; // of the test loss over its minimum: from here on it learns by heart
const FALL = 1.1; // below this it has come back

export class Best {
  /** @type {Place | undefined} */
  place = undefined;
  /** Whether the test loss has risen over its minimum while the loss on the training images went on falling. */
  is_left = false;
  #train_loss = NaN; // at the minimum, or as soon afterwards as it was measured

  /**
   * Sees what was measured.
   * @param {Evaluation} evaluation
   * @param {number | undefined} train_loss as measured last, on some of the training images
   * @param {() => string} fingerprint of the network as it is now
   */
  see({ step, loss }, train_loss, fingerprint) {
    if (Number.isFinite(loss) && !(loss >= (this.place?.loss ?? Infinity))) {
      this.place = { step, loss, fingerprint: fingerprint() };
      this.is_left = false;
      this.#train_loss = train_loss ?? NaN;
    }
    if (!this.place || train_loss === undefined) return;
    if (Number.isNaN(this.#train_loss)) this.#train_loss = train_loss;
    const rise = loss / this.place.loss;
    this.is_left = this.is_left ? rise > FALL : rise > RISE && train_loss < this.#train_loss;
  }
}
