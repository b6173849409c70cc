/**
 * What a run learns from when it is not the built-in handwriting: images that may still be arriving, and whether the site has
 * MNIST. Runs in any thread.
 */
import { PIXELS } from '../network/arguments.js';

/** @typedef {import('./run.js').Examples} Examples */

/** Images and labels that arrive in pieces; the room for all is taken at once. */
class Pile {
  constructor() {
    this.images = new Uint8Array();
    this.labels = new Uint8Array();
    this.size = 0;
  }

  /** @param {{ images: Uint8Array, labels: Uint8Array, count: number }} piece count: of the whole pile */
  add({ images, labels, count }) {
    if (this.size === 0) {
      this.images = new Uint8Array(count * PIXELS);
      this.labels = new Uint8Array(count);
    }
    this.images.set(images, this.size * PIXELS);
    this.labels.set(labels, this.size);
    this.size += labels.length;
  }

  /** @returns {Examples} those that are here */
  get examples() {
    return {
      images: this.images.subarray(0, this.size * PIXELS),
      labels: this.labels.subarray(0, this.size),
    };
  }
}

/** Training and test images that may still be arriving. Whoever listens hears of each piece once. */
export class Source {
  #train = new Pile();
  #test = new Pile();
  /** @type {Set<(piece: Examples) => void>} */
  #listeners = new Set();
  /** @type {string | undefined} what there is to say about the files that they come from */
  note = undefined;

  /** @param {Examples} train @param {Examples} test @returns {Source} one that is complete */
  static of(train, test) {
    const source = new Source();
    source.add('train', { ...train, count: train.labels.length });
    source.add('test', { ...test, count: test.labels.length });
    return source;
  }

  /** @returns {Examples} the training images that are here */
  get train() {
    return this.#train.examples;
  }

  /** @returns {Examples} the test images that are here */
  get test() {
    return this.#test.examples;
  }

  /** @param {'train' | 'test'} part @param {{ images: Uint8Array, labels: Uint8Array, count: number }} piece */
  add(part, piece) {
    if (part === 'test') return this.#test.add(piece);
    this.#train.add(piece);
    for (const listener of this.#listeners) listener(piece);
    return undefined;
  }

  /**
   * Calls `listener` with each piece of the training images that arrives from now on.
   * @param {(piece: Examples) => void} listener
   * @returns {() => void} ends that
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const ANSWER_TIME = 5_000; // ms for the site to answer with its list of files

/**
 * Asks whether the site has MNIST. Every site has a list of its files, be it empty, so the console shows no error.
 * @param {string} folder URL with a slash at its end
 * @returns {Promise<boolean>}
 * @throws {Error} if the list cannot be read
 */
export async function has_mnist(folder) {
  const address = `${folder}files.txt`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_TIME) });
    return response.ok && (await response.text()).includes('train-images');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The list of this site's files, ${address}, could not be loaded: ${reason}.`, {
      cause: error,
    });
  }
}
