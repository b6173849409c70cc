/**
 * A walk through one step of gradient descent: the network stands before the step or after it, back and forth, while
 * someone looks at what the step computes. It stands before it at first.
 *
 * The next batch is drawn from the training data as ever, so its step belongs to the run and is taken in the end. A step
 * on an image of somebody's choice is in the run only once the network has stood after it.
 */

/**
 * @typedef {import('./run.js').Session} Session
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('../network/arguments.js').Images} Images
 * @typedef {{ kind: 'image' | 'pad', image: Uint8Array, label: number }} Own an image of somebody's choice
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
 * @property {{ before: string, after: string }} fingerprint
 */

export class Walk {
  /**
   * @param {Session} session
   * @param {{ batch_size: number, rate: number, own?: Own }} options without an image: the next batch
   * @throws {Error} if the network has overflowed; then nothing has changed
   */
  constructor(session, { batch_size, rate, own }) {
    this.session = session;
    this.is_own = own !== undefined;
    this.is_after = false;
    this.is_told = false; // whether the page has its loss
    const { network } = session;
    const before = finite_parameters(network);
    const { place } = session;
    const batch = own ? batch_of(own) : session.take_batch(batch_size, rate);
    /** Where the session stands in its data, and how many steps and samples it counts, before and after. */
    this.places = { before: place, after: own ? one_more(place) : session.place };
    /** Whether the run has the step. */
    this.is_taken = !own;
    this.step = look_at(network, before, batch, rate, place.steps);
    session.place = place;
  }

  /** To the parameters after the step, or to those before it. @param {boolean} after */
  go(after) {
    const { session, step } = this;
    if (after === this.is_after) return;
    if (after) session.network.train_step(step.images, step.labels, step.rate);
    else session.network.set_parameters(step.before);
    session.place = after ? this.places.after : this.places.before;
    session.has_own_step ||= this.is_own;
    this.is_after = after;
    this.is_taken = true;
  }

  /** Ends the walk: a step that the run has stays in it. */
  leave() {
    if (this.is_taken) this.go(true);
  }
}

/** @param {Session['network']} network @throws {Error} if one is not finite: then there is nothing to look at */
export function finite_parameters(network) {
  const parameters = network.parameters();
  if (Object.values(parameters).every((array) => array.every(Number.isFinite))) return parameters;
  throw new Error('The network has overflowed: there are no numbers to go through. Reset it first.');
}

/** @param {Session['place']} place */
const one_more = (place) => ({ ...place, steps: place.steps + 1, samples: place.samples + 1 });

/** @param {Own} own */
function batch_of({ kind, image, label }) {
  return { kind, images: image, labels: Uint8Array.of(label) };
}

/**
 * Takes the step from the parameters `before` and goes back.
 * @param {Session['network']} network @param {Parameters} before
 * @param {Pick<Step, 'kind' | 'images' | 'labels'>} batch @param {number} rate @param {number} steps
 * @returns {Step}
 */
function look_at(network, before, { kind, images, labels }, rate, steps) {
  network.set_parameters(before);
  const first = network.fingerprint();
  const activations = network.activations(images);
  const gradients = network.gradients(images, labels);
  network.train_step(images, labels, rate);
  const after = network.parameters();
  const fingerprint = { before: first, after: network.fingerprint() };
  network.set_parameters(before);
  const { hidden } = network;
  const m = labels.length;
  return { kind, steps, m, hidden, rate, images, labels, before, after, activations, gradients, fingerprint };
}
