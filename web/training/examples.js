/** Where examples come from when they are not the built-in handwriting: MNIST on the site, or files of the visitor's own. */
import { gunzip } from '../../data/gunzip.js';
import { IdxError, read_idx } from '../../data/idx.js';
import { stream_mnist } from '../../data/mnist.js';

/**
 * @typedef {import('./run.js').Examples} Examples
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

const UNHEARD = 20; // ms

let heard = 0;

/** Lets the messages in that have come meanwhile: a stream whose bytes are all there never waits, and none would be. */
async function listen() {
  if (performance.now() - heard < UNHEARD) return;
  await new Promise((resolve) => setTimeout(resolve));
  heard = performance.now();
}

/**
 * Streams MNIST from the site: the test images first, so that training can begin while the rest is on its way.
 * @param {string} folder URL of the four files, with a slash at its end
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: Progress) => void} options.on_progress
 * @param {(train: Examples, test: Examples, piece: Examples) => void} options.on_piece the images so far and those just arrived
 * @returns {Promise<import('./run.js').Source>}
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
      on_progress: (/** @type {import('../../data/idx.js').Progress} */ { received, total }) =>
        on_progress({ text, done: received, total, images: pile.size }),
    };
    for await (const piece of stream_mnist(open, part, options)) {
      await listen();
      signal.throwIfAborted();
      pile.add(piece);
      if (part === 'train') on_piece(train.examples, test.examples, piece);
    }
  }
  return { train: train.examples, test: test.examples };
}

/* ---- own files ---- */

const MOST_IMAGES = 250_000; // what a browser's memory holds with some ease
const TEST_SHARE = 6; // one in so many is kept for the test, if there are no test files
const MOST_TESTS = 10_000; // measured again and again while it trains, so that has to be quick
const LABELS_MAGIC = 0x801;

/** @typedef {{ signal: AbortSignal, on_progress: (progress: Progress) => void }} Options */

/** Whether a file holds labels; anything else is read as images and fails there if it is none. @param {File} file */
async function holds_labels(file) {
  const start = await gunzip(file.stream());
  try {
    const bytes = await start.read();
    return (
      bytes !== undefined &&
      bytes.length >= 4 &&
      new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === LABELS_MAGIC
    );
  } catch {
    return false; // read_idx says what is wrong with it
  } finally {
    await start.cancel();
  }
}

/** All items of a file. @param {File} file @param {'images' | 'labels'} kind @param {Options} options */
async function read_file(file, kind, { signal, on_progress }) {
  const { count, pieces } = await read_idx(file.stream(), {
    name: file.name,
    kind,
    bytes: file.size,
    on_progress: ({ received, total }) => on_progress({ text: file.name, done: received, total }),
  });
  if (count > MOST_IMAGES) {
    await pieces.return();
    throw new IdxError(file.name, `${count} ${kind}, expected at most ${MOST_IMAGES}`);
  }
  const items = new Uint8Array(count * (kind === 'images' ? 784 : 1));
  let at = 0;
  for await (const piece of pieces) {
    await listen();
    signal.throwIfAborted();
    items.set(piece, at);
    at += piece.length;
  }
  return items;
}

/** @param {File} images_file @param {File} labels_file @param {Options} options @returns {Promise<Examples>} */
async function read_pair(images_file, labels_file, options) {
  const labels = await read_file(labels_file, 'labels', options);
  const images = await read_file(images_file, 'images', options);
  if (images.length !== labels.length * 784) {
    const count = images.length / 784;
    throw new IdxError(
      labels_file.name,
      `${labels.length} labels, expected ${count}: one for each image of ${images_file.name}`,
    );
  }
  return { images, labels };
}

/** @param {Examples} examples @param {number} from @param {number} [to] */
const part_of = ({ images, labels }, from, to) => ({
  images: images.slice(from * 784, to && to * 784),
  labels: labels.slice(from, to),
});

/**
 * Reads IDX files, plain or gzip: images and labels, or twice that, where the names of the test files hold `t10k` or `test`.
 * @param {File[]} files
 * @param {Options} options
 * @returns {Promise<import('./run.js').Source>}
 * @throws {Error} that names the file and what is wrong with it
 */
export async function read_own(files, options) {
  const are_labels = await Promise.all(files.map(holds_labels));
  const labels = files.filter((_, i) => are_labels[i]);
  const images = files.filter((_, i) => !are_labels[i]);
  if (images.length !== labels.length || images.length < 1 || images.length > 2) {
    const names = files.map((file) => file.name).join(', ');
    const found = `${images.length} file(s) of images and ${labels.length} of labels (${names})`;
    if (files.length === 1 && images.length === 1) await read_file(images[0], 'images', options); // what is wrong with it comes first
    throw new Error(
      `${found}, expected an IDX file of images with one of labels, or two such pairs: train and test.`,
    );
  }
  const is_test = (/** @type {File} */ { name }) => /t10k|test/i.test(name);
  const pair = (/** @type {boolean} */ wanted) =>
    [images, labels].map((list) => list.find((file) => is_test(file) === wanted));
  if (images.length === 1) {
    const all = await read_pair(images[0], labels[0], options);
    if (all.labels.length < 2)
      throw new IdxError(images[0].name, `${all.labels.length} images, expected 2 or more`);
    const train = all.labels.length - Math.min(Math.ceil(all.labels.length / TEST_SHARE), MOST_TESTS);
    return { train: part_of(all, 0, train), test: part_of(all, train) };
  }
  const [train, test] = [pair(false), pair(true)];
  if (!train[0] || !train[1] || !test[0] || !test[1]) {
    throw new Error('With four files, the names of the two test files must hold “t10k” or “test”.');
  }
  return {
    train: await read_pair(train[0], train[1], options),
    test: part_of(await read_pair(test[0], test[1], options), 0, MOST_TESTS),
  };
}
