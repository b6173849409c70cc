/** One run: a network, its data, and how far it has come. Nothing here knows of messages, time or the page. */
import { create_network } from '../network/network.js';
import { finite_parameters } from './step_by_hand.js';

export const TRAIN_DIGITS = 10_000;
export const TEST_DIGITS = 2_000;
const TAUGHT_TIMES = 20; // how often an own example stands in the training data
const SHEET = 100; // images on the contact sheet
const MADE = 250; // digits made ahead at once: some 8 ms

/**
 * @typedef {import('../network/network.js').Network} Network
 * @typedef {import('../network/data_set.js').DataSet} DataSet
 * @typedef {import('./step_by_hand.js').Walk} Walk
 * @typedef {{ images: Uint8Array, labels: Uint8Array }} Examples
 * @typedef {{ train: Examples, test: Examples }} Source what the network learns from, where it is not the built-in handwriting
 */

export class Session {
  /** @param {Network} network @param {DataSet} train @param {Source | undefined} source */
  constructor(network, train, source) {
    this.network = network;
    this.train_set = train;
    this.source = source;
    /** @type {DataSet | undefined} */
    this.known_test_set = undefined;
    /** @type {Examples | undefined} copies of the test images, once one was asked for */
    this.tests = undefined;
    /** @type {{ image: Uint8Array, label: number }[]} the visitor's own examples */
    this.taught = [];
    this.made = source ? train.size : 0; // of the training images, those made ahead
    /** How far it has come: steps, samples; whole epochs, and the position in the one under way. */
    this.place = { steps: 0, samples: 0, epoch: 0, position: 0 };
    this.has_own_step = false; // on an image of the visitor's choice
    /** @type {Walk | undefined} the step that somebody goes through */
    this.walk = undefined;
  }

  /**
   * @param {{ hidden: number, seed: number, source?: Source }} options without a source: the built-in handwriting
   * @returns {Promise<Session>}
   */
  static async begin({ hidden, seed, source }) {
    const network = await create_network({ hidden, seed });
    return new Session(network, training_data(network, source), source);
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
    const { made, train_set } = this;
    const count = Math.min(MADE, train_set.size - made);
    if (count > 0) train_set.images(made, count);
    this.made += count;
    return this.made === train_set.size;
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

  /** Epochs so far, with the fraction of the one under way. */
  get epochs() {
    return this.place.epoch + this.place.position / this.train_set.size;
  }

  /** @returns {{ step: number, loss: number, accuracy: number, confusion: Uint32Array }} on the test images */
  evaluate() {
    return { step: this.steps, ...this.network.evaluate(this.test_set) };
  }

  /** A drawing joins the training data, often enough to count. @param {Uint8Array} image 784 @param {number} label */
  teach(image, label) {
    this.taught.push({ image, label });
    this.#append(image, label);
  }

  /** Takes back an example; the training data are put together anew, and their epoch begins again. @param {number} index */
  forget(index) {
    this.taught.splice(index, 1);
    this.place = { ...this.#ready, position: 0 };
    this.train_set.free();
    this.train_set = training_data(this.network, this.source);
    for (const { image, label } of this.taught) this.#append(image, label);
    this.made = this.source ? this.train_set.size : 0;
  }

  /** @param {Uint8Array} image @param {number} label */
  #append(image, label) {
    const images = new Uint8Array(TAUGHT_TIMES * 784);
    for (let i = 0; i < TAUGHT_TIMES; i++) images.set(image, i * 784);
    this.train_set.append(images, new Uint8Array(TAUGHT_TIMES).fill(label));
  }

  /** A test image and its label. @param {number} index any whole number, counted round the set */
  test_example(index) {
    const { images, labels } = this.copies;
    const i = index % labels.length;
    return { image: images.slice(i * 784, (i + 1) * 784), label: labels[i] };
  }

  /** Copies of the test images, made when first asked for. @returns {Examples} */
  get copies() {
    const { test_set } = this;
    this.tests ??= { images: /** @type {Uint8Array} */ (test_set.images()), labels: test_set.labels() };
    return this.tests;
  }

  /**
   * Test images of one kind, those of which the network is most certain first.
   * @param {{ truth?: number, answer?: number }} cell of the confusion matrix; empty: all that are misread
   * @param {number} most
   */
  read_images({ truth, answer }, most) {
    const { images, labels } = this.copies;
    const Ao = this.network.predict(images);
    const answers = Array.from(labels, (_, i) => best_of(Ao.subarray(10 * i, 10 * i + 10)));
    const is_wanted = (/** @type {number} */ i) =>
      truth === undefined ? answers[i] !== labels[i] : labels[i] === truth && answers[i] === answer;
    const found = [...labels.keys()].filter(is_wanted);
    const certainty = (/** @type {number} */ i) => Ao[10 * i + answers[i]];
    const shown = found.sort((a, b) => certainty(b) - certainty(a) || a - b).slice(0, most);
    const pixels = new Uint8Array(shown.length * 784);
    shown.forEach((i, at) => pixels.set(images.subarray(i * 784, (i + 1) * 784), at * 784));
    return {
      count: found.length,
      images: pixels,
      truths: Uint8Array.from(shown, (i) => labels[i]),
      answers: Uint8Array.from(shown, (i) => answers[i]),
      probabilities: Float32Array.from(shown, certainty),
    };
  }

  /** A network of its own with the same parameters, to try things on. @throws {Error} if the network has overflowed */
  async copy() {
    const { hidden, seed, build } = this.network;
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
      ? network.load(source.train.images.subarray(0, count * 784), source.train.labels.subarray(0, count))
      : network.digits(network.seed, count, 'train');
    const sheet = { images: /** @type {Uint8Array} */ (set.images()), labels: set.labels() };
    set.free();
    return sheet;
  }

  free() {
    this.network.free();
  }
}

/** @param {Network} network @param {Source | undefined} source */
function training_data(network, source) {
  if (!source) return network.digits(network.seed, TRAIN_DIGITS, 'train');
  return network.load(source.train.images, source.train.labels);
}

/** The class with the largest probability; of equal ones the first. @param {Float32Array} probabilities */
function best_of(probabilities) {
  return probabilities.indexOf(probabilities.reduce((a, b) => Math.max(a, b)));
}
