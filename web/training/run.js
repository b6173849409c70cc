/** One run: a network, its data, and how far it has come. Runs in any thread; knows nothing of messages or time. */
import { PIXELS } from '../network/arguments.js';
import { Changes, copies_of, training_data } from './changes.js';
import { create_network } from '../network/network.js';
import { on_demand } from './late.js';
import { LastGradients } from './last_gradients.js';
import { standard_config } from './settings.js';

export const TEST_DIGITS = 2_000;
const SHEET = 100; // images on the contact sheet
const SAMPLE = 2000; // training images on which it is measured how well it knows them
const MADE = 250; // digits made ahead at once: some 8 ms

/**
 * @typedef {import('../network/network.js').Network} Network
 * @typedef {import('../network/network.js').Parameters} Parameters
 * @typedef {import('../network/data_set.js').DataSet} DataSet
 * @typedef {import('./source.js').Source} Source
 * @typedef {import('./step_by_hand.js').StepByHand} StepByHand
 * @typedef {{ images: Uint8Array, labels: Uint8Array }} Examples
 * @typedef {{ image: Uint8Array, label: number }} Example
 * @typedef {Example & { id: number }} TaughtExample id: of this run, never given twice
 * @typedef {{ step: number, loss: number, accuracy: number, confusion: Uint32Array, active: Uint32Array, train?: Score }}
 * Evaluation on the test images; active: see Network.evaluate(); train: on some of the training images, if those were
 * measured too
 * @typedef {{ loss: number, accuracy: number }} Score
 */

export class Run {
  /**
   * @param {Network} network
   * @param {Source | undefined} source undefined: the built-in handwriting
   * @param {number} made_up how many of that it learns from
   * @param {import('./initial.js').Initial} initial where the network began
   */
  constructor(network, source, made_up, initial) {
    this.network = network;
    this.source = source;
    this.made_up = made_up;
    this.initial = initial;
    this.train_set = training_data(this);
    this.changes = new Changes(this);
    // Images that are still on their way join the epoch under way, whenever they arrive.
    this.stop_listening = source?.listen((piece) => this.join(piece));
    /** @type {DataSet | undefined} */
    this.known_test_set = undefined;
    /** @type {DataSet | undefined} some of the training images */
    this.sample = undefined;
    /** @type {Examples | undefined} copies of the test images, once one was asked for */
    this.tests = undefined;
    /** @type {TaughtExample[]} the visitor's own examples */
    this.taught = [];
    this.next_id = 0; // id of the next example that is taught
    this.made = 0; // built-in digits that have been made already
    this.tests_made = 0; // likewise, of the test images
    /** How far it has come: steps, samples; whole epochs, and the position in the one under way. */
    this.place = { steps: 0, samples: 0, epoch: 0, position: 0 };
    /** @type {import('./timeline.js').Keyframe | undefined} where it began */
    this.first = undefined;
    this.last_batch_size = 0; // images of the last batch of train()
    this.last_gradients = new LastGradients(this);
    this.joined_in = -1; // the last epoch that images joined while it was under way; -1: none
    this.has_own_step = false; // whether a step was taken on an image of the visitor's choice
    /** @type {StepByHand | undefined} the step that somebody goes through */
    this.step_by_hand = undefined;
  }

  /**
   * @param {object} options
   * @param {number} options.hidden
   * @param {number} options.seed
   * @param {Source} [options.source] without one: the built-in handwriting. It may still be filling up: every image that
   * arrives, before or after the network is there, joins the training data once.
   * @param {number} [options.images] how many images of built-in handwriting it learns from
   * @param {import('./protocol.js').Saved} [options.saved] a network to begin with, and the place where its run goes on
   * @returns {Promise<Run>}
   * @throws {Error} if the saved parameters do not have the saved fingerprint, or the data do not have the saved place
   */
  static async begin({ hidden, seed, source, images = standard_config().images, saved }) {
    const network = await create_network({ hidden, seed });
    /** @type {Run | undefined} */
    let run;
    try {
      const { Wh, bh, ...others } = network.parameters();
      if (saved) restore(network, saved);
      const initial = saved
        ? (await on_demand()).initial_of_saved({ Wh, bh, ...others }, saved.parameters)
        : { Wh, bh, is_opened: false };
      run = new Run(network, source, images, initial);
      if (saved?.place) run.#go_to(saved.place);
      run.first = { place: run.place, changes: 0, parameters: saved?.parameters ?? { Wh, bh, ...others } };
      return run;
    } catch (error) {
      run?.stop_listening?.();
      network.free();
      throw error;
    }
  }

  /** @param {import('./protocol.js').RunPlace} place @throws {Error} if its data are not those of the place */
  #go_to({ steps, epoch, position, images }) {
    const { size } = this.train_set;
    if ((images ?? size) !== size)
      throw new Error(`The saved run learnt from ${images} images, but there are ${size} here.`);
    if (position > size)
      throw new Error(
        `The saved run stands at position ${position} of an epoch, which is at most ${size} here.`,
      );
    this.train_set.go_to(epoch, position);
    this.place = { steps, samples: epoch * size + position, epoch, position };
  }

  /**
   * Whether seed, epoch and position say all about the order of what it learns from: whether its images are those that its
   * settings name, and were there when the epoch began.
   */
  get has_known_order() {
    return this.taught.length === 0 && this.joined_in !== this.#ready.epoch;
  }

  /**
   * What it comes from, for a file.
   * @param {import('./settings.js').Config['data']} data of its settings
   */
  origin(data) {
    const { steps, epoch, position } = this.place;
    const images = this.train_set.size;
    return {
      seed: this.network.seed,
      data: this.has_known_order ? data : 'own',
      images,
      steps,
      epoch,
      position,
    };
  }

  /** Images of the source join the epoch under way. @param {Examples} piece */
  join(piece) {
    const { place, step_by_hand } = this;
    const { before, after } = step_by_hand?.places ?? { before: place, after: place };
    const at = step_by_hand?.is_own ? before : after; // the next batch has been drawn, wherever the network stands
    this.#append(piece, at);
    this.changes.note_arrival(piece.labels.length, at);
  }

  /** More images join the epoch under way. @param {Examples} images @param {Run['place']} [at] where it stands in its data */
  #append({ images, labels }, at = this.place) {
    this.train_set.append(images, labels);
    if (at.position > 0) this.joined_in = at.epoch;
  }

  /** The test images; made when first asked for, so that training need not wait for them. */
  get test_set() {
    const { network, source } = this;
    this.known_test_set ??= source
      ? network.load(source.test.images, source.test.labels)
      : network.digits(network.seed, TEST_DIGITS, 'test');
    return this.known_test_set;
  }

  /** Makes some of the digits that training has not come to yet. @returns {boolean} whether all are there */
  make_ahead() {
    if (this.source) return true;
    const { made, train_set } = this;
    const count = Math.min(MADE, train_set.size - made);
    if (count > 0) train_set.images(made, count);
    this.made += count;
    return this.made === train_set.size;
  }

  /** Makes some of the test images. @returns {boolean} whether all are there */
  make_tests_ahead() {
    const { test_set, tests_made } = this;
    const count = this.source ? 0 : Math.min(MADE, test_set.size - tests_made);
    if (count > 0) test_set.images(tests_made, count);
    this.tests_made += count;
    return this.source !== undefined || this.tests_made === test_set.size;
  }

  /**
   * @param {number} steps @param {number} batch_size @param {number} learning_rate
   * @returns {Float32Array} the batches' losses
   */
  train(steps, batch_size, learning_rate) {
    const losses = this.network.train(this.train_set, { batch_size, learning_rate, steps });
    for (let i = 0; i < steps; i++) this.#count(batch_size);
    return losses;
  }

  /** One step of train(), and the batch that it was on. @param {number} batch_size @param {number} learning_rate */
  take_batch(batch_size, learning_rate) {
    const before = this.samples;
    this.train(1, batch_size, learning_rate);
    return { kind: /** @type {const} */ ('next'), ...this.train_set.drawn(this.samples - before) };
  }

  /** A batch ends with its epoch; the next one begins a new epoch. @param {number} batch_size */
  #count(batch_size) {
    const { steps, samples, epoch, position } = this.#ready;
    const taken = Math.min(batch_size, this.train_set.size - position);
    this.place = { steps: steps + 1, samples: samples + taken, epoch, position: position + taken };
    this.last_batch_size = taken;
  }

  /** The place from which the next batch is taken: the end of an epoch is the beginning of the next. */
  get #ready() {
    const { place } = this;
    return place.position < this.train_set.size ? place : { ...place, epoch: place.epoch + 1, position: 0 };
  }

  get steps() {
    return this.place.steps;
  }

  get samples() {
    return this.place.samples;
  }

  /** Steps to the end of the epoch under way. @param {number} batch_size */
  steps_left(batch_size) {
    return Math.ceil((this.train_set.size - this.#ready.position) / batch_size);
  }

  /** The number of epochs that there are once the one under way is over. */
  get next_epoch() {
    return this.#ready.epoch + 1;
  }

  /** Epochs so far, with the fraction of the one under way. */
  get epochs() {
    return this.place.epoch + this.place.position / this.train_set.size;
  }

  /** @returns {Evaluation} */
  evaluate() {
    return { step: this.steps, ...this.network.evaluate(this.test_set) };
  }

  /** How many of the training images are measured. @param {boolean} makes_them if they are not made yet @returns {number} 0: not yet */
  sample_size(makes_them) {
    const count = Math.min(SAMPLE, this.train_set.size);
    return this.source || this.made >= count || makes_them ? count : 0;
  }

  /**
   * The first of the training images, to measure on.
   * @param {boolean} makes_them if they are not made yet
   * @returns {DataSet | undefined} undefined: they are not made yet
   */
  training_sample(makes_them) {
    const { network, train_set, sample } = this;
    const count = this.sample_size(makes_them);
    if (count === 0) return undefined;
    if (sample?.size === count) return sample;
    sample?.free();
    const images = /** @type {Uint8Array} */ (train_set.images(0, count));
    return (this.sample = network.load(images, train_set.labels(0, count)));
  }

  /** @param {DataSet} sample of the training images @returns {Score} */
  evaluate_training(sample) {
    const { loss, accuracy } = this.network.evaluate(sample);
    return { loss, accuracy };
  }

  /**
   * Appends a drawing to the training data, many times over, so that it counts among the others.
   * @param {Uint8Array} image 784 greys @param {number} label
   * @throws {RangeError} if the label is no digit or the memory is full; then nothing has changed
   */
  teach(image, label) {
    const example = { id: this.next_id, image, label };
    this.#append(copies_of(example)); // may be refused
    this.next_id++;
    this.taught.push(example);
    this.changes.note({ kind: 'taught', example });
  }

  /**
   * Takes back an example: the training data are built again without it, and their epoch begins again.
   * @param {number} id
   * @returns {boolean} false if there is none with this id, as after a second click on its button; then nothing changes
   */
  forget(id) {
    const index = this.taught.findIndex((example) => example.id === id);
    if (index < 0) return false;
    this.last_gradients.keep();
    this.taught.splice(index, 1);
    this.place = { ...this.#ready, position: 0 };
    this.train_set.free();
    this.train_set = training_data(this);
    for (const example of this.taught) this.#append(copies_of(example));
    this.train_set.go_to(this.place.epoch, 0);
    this.joined_in = -1;
    this.made = 0;
    this.changes.note({ kind: 'forgotten', taught: [...this.taught], arrived: this.changes.arrived });
    return true;
  }

  /**
   * A test image and its label.
   * @param {number} index a whole number from 0 on; beyond the set it is counted round
   * @returns {Example}
   * @throws {RangeError} if the index is not such a number
   */
  test_example(index) {
    if (!Number.isInteger(index) || index < 0)
      throw new RangeError(`The number of a test image must be a whole number from 0 on, was ${index}.`);
    const { images, labels } = this.copies;
    const i = index % labels.length;
    return { image: images.slice(i * PIXELS, (i + 1) * PIXELS), label: labels[i] };
  }

  /** Copies of the test images, made when first asked for. @returns {Examples} */
  get copies() {
    const { test_set } = this;
    this.tests ??= { images: /** @type {Uint8Array} */ (test_set.images()), labels: test_set.labels() };
    return this.tests;
  }

  /** A network of its own with the same parameters, to try things on. @throws {Error} if the network has overflowed */
  async copy() {
    const { hidden, seed, build } = this.network;
    const { finite_parameters } = await on_demand();
    const parameters = finite_parameters(this.network);
    const copy = await create_network({ hidden, seed, build });
    copy.set_parameters(parameters);
    return copy;
  }

  /** Images for the contact sheet: the first of the training data. @returns {Examples} */
  sheet() {
    const { network, source } = this;
    const count = Math.min(SHEET, this.train_set.size);
    const set = source
      ? network.load(source.train.images.subarray(0, count * PIXELS), source.train.labels.subarray(0, count))
      : network.digits(network.seed, count, 'train');
    const sheet = { images: /** @type {Uint8Array} */ (set.images()), labels: set.labels() };
    set.free();
    return sheet;
  }

  free() {
    this.stop_listening?.();
    this.network.free();
  }
}

/** @param {Network} network @param {{ parameters: Parameters, fingerprint: string }} saved */
function restore(network, { parameters, fingerprint }) {
  network.set_parameters(parameters);
  const found = network.fingerprint();
  if (found !== fingerprint)
    throw new Error(
      `The saved network should have the fingerprint ${fingerprint}, but its parameters have ${found}: ` +
        'the file was changed or damaged.',
    );
}

/**
 * Looks at a network from a file before anything is loaded for it. Whether the data have its place is seen later.
 * @param {import('./protocol.js').Start} start
 * @throws {Error} if it is not the one that was saved
 */
export async function check_saved({ settings: { hidden, seed }, saved }) {
  if (saved) (await Run.begin({ hidden, seed, saved: { ...saved, place: undefined } })).free();
}
