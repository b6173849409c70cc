/**
 * One step of gradient descent, gone through by hand: the network stands before the step or after it, back and forth,
 * while someone looks at what the step computes. It stands before it at first.
 *
 * The next batch is drawn from the training data as ever, so its step belongs to the run and is taken in the end. A step
 * on an image of somebody's choice is in the run only once the network has stood after it.
 */
import { finite_parameters } from './initial.js';

/**
 * @typedef {import('./run.js').Run} Run
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('../network/arguments.js').Images} Images
 * @typedef {{ kind: 'image' | 'pad', image: Uint8Array, label: number }} OwnImage an image of somebody's choice
 *
 * @typedef {object} Step all that a step is computed from and comes to
 * @property {'next' | 'image' | 'pad'} kind where the batch comes from
 * @property {number} steps before this one
 * @property {number} m samples in the batch
 * @property {number} hidden units
 * @property {number} rate
 * @property {Images} images m × 784
 * @property {Uint8Array} labels
 * @property {Parameters} before
 * @property {Parameters} after
 * @property {{ Zh: Float32Array, Ah: Float32Array, Zo: Float32Array, Ao: Float32Array }} activations sample after sample
 * @property {Parameters & { loss: number }} gradients
 * @property {{ dZo: Float32Array, dAh: Float32Array, dZh: Float32Array }} errors sample after sample
 * @property {{ before: string, after: string }} fingerprint
 */

export class StepByHand {
  /**
   * @param {Run} run
   * @param {{ batch_size: number, rate: number, own?: OwnImage }} options without an image: the next batch
   * @throws {Error} if the network has overflowed; then nothing has changed
   */
  constructor(run, { batch_size, rate, own }) {
    this.run = run;
    this.is_own = own !== undefined;
    this.is_after = false;
    this.is_noted = false; // whether its loss is among those of the run
    const { network } = run;
    const before = finite_parameters(network);
    const { place } = run;
    const batch = own ? batch_of(own) : run.take_batch(batch_size, rate);
    /** Where the run stands in its data, and how many steps and samples it counts, before and after. */
    this.places = { before: place, after: own ? one_more(place) : run.place };
    /** Whether the run has the step. */
    this.is_taken = !own;
    this.step = look_at(network, before, batch, rate, place.steps);
    run.place = place;
  }

  /** To the parameters after the step, or to those before it. @param {boolean} after */
  go(after) {
    const { run, step } = this;
    if (after === this.is_after) return;
    if (after) run.network.train_step(step.images, step.labels, step.rate);
    else run.network.set_parameters(step.before);
    run.place = after ? this.places.after : this.places.before;
    run.has_own_step ||= this.is_own;
    this.is_after = after;
    this.is_taken = true;
  }

  /** Ends it: a step that the run has stays in the run. */
  leave() {
    if (this.is_taken) this.go(true);
    if (!this.is_own || !this.is_after) return;
    const { images, labels, rate } = this.step;
    const image = /** @type {Uint8Array} */ (images);
    this.run.changes.note({ kind: 'own step', image, label: labels[0], rate }, this.places.before);
  }
}

/** @param {Run['place']} place */
const one_more = (place) => ({ ...place, steps: place.steps + 1, samples: place.samples + 1 });

/** @param {OwnImage} own */
function batch_of({ kind, image, label }) {
  return { kind, images: image, labels: Uint8Array.of(label) };
}

/**
 * Takes the step from the parameters `before` and goes back.
 * @param {Run['network']} network @param {Parameters} before
 * @param {Pick<Step, 'kind' | 'images' | 'labels'>} batch @param {number} rate @param {number} steps
 * @returns {Step}
 */
function look_at(network, before, { kind, images, labels }, rate, steps) {
  network.set_parameters(before);
  const first = network.fingerprint();
  const activations = network.activations(images);
  const gradients = network.gradients(images, labels);
  const errors = network.errors(images, labels);
  network.train_step(images, labels, rate);
  const after = network.parameters();
  const fingerprint = { before: first, after: network.fingerprint() };
  network.set_parameters(before);
  const { hidden } = network;
  const m = labels.length;
  const computed = { activations, gradients, errors };
  return { kind, steps, m, hidden, rate, images, labels, before, after, ...computed, fingerprint };
}
