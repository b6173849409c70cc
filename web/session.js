/** One run: a network, its data, and how far it has come. Nothing here knows of messages, time or the page. */
import { create_network } from './network.js';

export const TRAIN_DIGITS = 10_000;
export const TEST_DIGITS = 2_000;
const SHEET = 100; // images on the contact sheet

/**
 * @typedef {import('./network.js').Network} Network
 * @typedef {import('./data_set.js').DataSet} DataSet
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
    this.position = 0; // in the epoch
    this.epoch = 0; // whole ones
    this.samples = 0;
  }

  /**
   * @param {{ hidden: number, seed: number, source?: Source }} options without a source: the built-in handwriting
   * @returns {Promise<Session>}
   */
  static async begin({ hidden, seed, source }) {
    const network = await create_network({ hidden, seed });
    const train = source
      ? network.load(source.train.images, source.train.labels)
      : network.digits(seed, TRAIN_DIGITS, 'train');
    return new Session(network, train, source);
  }

  /** The test images; made when first asked for, so that training need not wait for them. */
  get test_set() {
    const { network, source } = this;
    this.known_test_set ??= source
      ? network.load(source.test.images, source.test.labels)
      : network.digits(network.seed, TEST_DIGITS, 'test');
    return this.known_test_set;
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

  /** An epoch ends with the batch that takes its last image. @param {number} batch_size */
  #count(batch_size) {
    const taken = Math.min(batch_size, this.train_set.size - this.position);
    this.samples += taken;
    this.position += taken;
    if (this.position < this.train_set.size) return;
    this.position = 0;
    this.epoch++;
  }

  /** Steps to the end of the epoch under way. @param {number} batch_size */
  steps_left(batch_size) {
    return Math.ceil((this.train_set.size - this.position) / batch_size);
  }

  /** Epochs so far, with the fraction of the one under way. */
  get epochs() {
    return this.epoch + this.position / this.train_set.size;
  }

  /** @returns {{ step: number, loss: number, accuracy: number, confusion: Uint32Array }} on the test images */
  evaluate() {
    return { step: this.network.steps, ...this.network.evaluate(this.test_set) };
  }

  /** A test image and its label. @param {number} index any whole number, counted round the set */
  test_example(index) {
    this.tests ??= {
      images: /** @type {Uint8Array} */ (this.test_set.images()),
      labels: this.test_set.labels(),
    };
    const i = index % this.tests.labels.length;
    return { image: this.tests.images.slice(i * 784, (i + 1) * 784), label: this.tests.labels[i] };
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
