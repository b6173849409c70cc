/** Where examples come from when they are not the built-in handwriting. */
import { stream_mnist } from '../data/mnist.js';

/**
 * @typedef {import('./session.js').Examples} Examples
 * @typedef {{ text: string, done: number, total: number | undefined, images?: number }} Progress in bytes
 */

/** Images and labels that arrive in pieces; the room for all is taken at once. */
class Pile {
  constructor() {
    this.images = new Uint8Array();
    this.labels = new Uint8Array();
    this.size = 0;
  }

  /** @param {{ images: Uint8Array, labels: Uint8Array, count: number }} piece */
  add({ images, labels, count }) {
    if (this.size === 0) {
      this.images = new Uint8Array(count * 784);
      this.labels = new Uint8Array(count);
    }
    this.images.set(images, this.size * 784);
    this.labels.set(labels, this.size);
    this.size += labels.length;
  }

  /** @returns {Examples} those that are here */
  get examples() {
    return { images: this.images.subarray(0, this.size * 784), labels: this.labels.subarray(0, this.size) };
  }
}

/**
 * Streams MNIST from the site: the test images first, so that training can begin while the rest is on its way.
 * @param {string} folder URL of the four files, with a slash at its end
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: Progress) => void} options.on_progress
 * @param {(train: Examples, test: Examples, piece: Examples) => void} options.on_piece the images so far and those just arrived
 * @returns {Promise<import('./session.js').Source>}
 */
export async function load_mnist(folder, { signal, on_progress, on_piece }) {
  const [train, test] = [new Pile(), new Pile()];
  /** @param {string} name */
  const open = async (name) => {
    const response = await fetch(`${folder}${name}.gz`, { signal });
    if (!response.ok || !response.body) throw new Error(`${name}.gz: the site answers ${response.status}`);
    // an encoding that the browser takes off makes the bytes that arrive another number than the length announced
    const is_encoded = response.headers.has('content-encoding');
    const bytes = is_encoded ? undefined : Number(response.headers.get('content-length')) || undefined;
    return { stream: response.body, bytes };
  };
  for (const [part, pile] of /** @type {const} */ ([
    ['test', test],
    ['train', train],
  ])) {
    const text = part === 'test' ? 'MNIST test images' : 'MNIST training images';
    const options = {
      signal,
      on_progress: (/** @type {import('../data/idx.js').Progress} */ { received, total }) =>
        on_progress({ text, done: received, total, images: pile.size }),
    };
    for await (const piece of stream_mnist(open, part, options)) {
      signal.throwIfAborted();
      pile.add(piece);
      if (part === 'train') on_piece(train.examples, test.examples, piece);
    }
  }
  return { train: train.examples, test: test.examples };
}
