/** The gradients that the last step of a run descended along, whenever they are asked for. Runs in any thread. */
import { PIXELS } from '../network/arguments.js';

/**
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('./run.js').Run} Run
 */

export class LastGradients {
  /** @type {{ steps: number, gradients: Parameters } | undefined} with the number of their step */
  #kept = undefined;

  /** @param {Run} run */
  constructor(run) {
    this.run = run;
  }

  /**
   * Those of the step that somebody goes through, or else of the last step.
   * @returns {Parameters | undefined} a copy of the caller's own; undefined before the first step here
   */
  read() {
    const { steps, step_by_hand, last_batch_size, network, train_set } = this.run;
    if (step_by_hand) return copy_of(step_by_hand.step.gradients);
    if (steps === 0) return undefined;
    if (this.#kept?.steps === steps) return copy_of(this.#kept.gradients);
    if (last_batch_size === 0) return undefined; // the last step was taken before the run was saved
    const gradients = network.last_gradients();
    if (last_batch_size === 1) set_product(gradients, train_set.drawn(1).images);
    return gradients;
  }

  /** Keeps them over something else that computes gradients, or that forgets the last batch. */
  keep() {
    const gradients = this.read();
    this.#kept = gradients && { steps: this.run.steps, gradients };
  }

  /** Keeps none any more. */
  forget() {
    this.#kept = undefined;
  }

  /** Keeps those of a step by hand, which is the last step now. @param {Parameters} gradients */
  take(gradients) {
    this.#kept = { steps: this.run.steps, gradients };
  }
}

/** @param {Parameters} gradients @returns {Parameters} */
const copy_of = ({ Wh, bh, Wo, bo }) => ({ Wh: Wh.slice(), bh: bh.slice(), Wo: Wo.slice(), bo: bo.slice() });

/**
 * A step on one image does not store dW_h: it is dZ_h Xᵀ, and db_h is dZ_h.
 * @param {Parameters} gradients whose Wh is set @param {import('../network/arguments.js').Images} image
 */
function set_product({ Wh, bh }, image) {
  const X = image instanceof Uint8Array ? Float32Array.from(image, (grey) => grey / 255) : image;
  for (let unit = 0; unit < bh.length; unit++)
    for (let i = 0; i < PIXELS; i++) Wh[unit * PIXELS + i] = 0 + bh[unit] * X[i]; // a sum that begins at 0 is never −0
}
