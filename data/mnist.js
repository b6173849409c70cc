/**
 * MNIST: the names of its four files, and how to stream them in browsers and in Node.
 * The database: Y. LeCun, C. Cortes, C. J. C. Burges; its terms: CC BY-SA 3.0.
 */
import { counted, IdxError, read_all, read_idx } from './idx.js';

/**
 * @typedef {'train' | 'test'} Part
 * @typedef {{ stream: ReadableStream<Uint8Array>, bytes: number | undefined }} OpenFile bytes: length of the file, if known
 * @typedef {(name: string, signal?: AbortSignal) => Promise<OpenFile>} Open opens one of MNIST_FILES, gzip or plain
 * @typedef {{ images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer>, count: number }} Piece
 */

/**
 * The four files by name, with length and checksum when uncompressed: the compressed bytes differ between mirrors.
 * @type {Record<string, { bytes: number, sha256: string }>}
 */
export const MNIST_FILES = {
  'train-images-idx3-ubyte': {
    bytes: 47_040_016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  'train-labels-idx1-ubyte': {
    bytes: 60_008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  't10k-images-idx3-ubyte': {
    bytes: 7_840_016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  't10k-labels-idx1-ubyte': {
    bytes: 10_008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};

/** Addresses of folders that have the four files, each with .gz behind its name. */
export const MNIST_MIRRORS = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];

/**
 * Whether a file is MNIST's own, as far as its length does not say already that it is another.
 * @param {string} name one of MNIST_FILES @param {'images' | 'labels'} kind @param {Uint8Array} items without the header
 * @returns {Promise<void>}
 * @throws {IdxError} if it is as long as MNIST's, but has other bytes; nothing is checked where SHA-256 cannot be had
 */
export async function check_mnist_file(name, kind, items) {
  const { subtle } = globalThis.crypto ?? {};
  const count = kind === 'images' ? items.length / 28 ** 2 : items.length;
  const header = kind === 'images' ? [0x803, count, 28, 28] : [0x801, count];
  const { bytes, sha256 } = MNIST_FILES[name];
  if (!subtle || 4 * header.length + items.length !== bytes) return;
  const file = new Uint8Array(bytes);
  header.forEach((value, i) => new DataView(file.buffer).setUint32(4 * i, value));
  file.set(items, 4 * header.length);
  const digest = new Uint8Array(await subtle.digest('SHA-256', file));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== sha256)
    throw new IdxError(
      name,
      `as long as MNIST's, but with other ${kind}: its SHA-256 is ${found}, expected ${sha256}`,
    );
}

/**
 * Streams one part of MNIST in its order, some images and their labels at a time, as they arrive. `count` in each piece is
 * the number of images in the whole part. An error at the end of a file is thrown after the last piece: do not replace
 * other data with the pieces until the loop has ended.
 * @param {Open} open
 * @param {Part} part
 * @param {object} [options]
 * @param {(progress: import('./idx.js').Progress) => void} [options.on_progress] called with bytes of the images' file
 * @param {AbortSignal} [options.signal]
 * @returns {AsyncGenerator<Piece, void, void>}
 * @throws {IdxError} if a file is not what it should be, or if the numbers of images and labels differ; labels as many as
 *   MNIST's must be MNIST's
 * @throws {TypeError} if `part` is neither
 */
export async function* stream_mnist(open, part, { on_progress, signal } = {}) {
  if (part !== 'train' && part !== 'test') throw new TypeError(`part is ${part}, expected 'train' or 'test'`);
  const prefix = part === 'train' ? 'train' : 't10k';
  const labels_name = `${prefix}-labels-idx1-ubyte`;
  const images_name = `${prefix}-images-idx3-ubyte`;

  const labels_file = await open(labels_name, signal);
  const labels = await read_all(await read_idx(labels_file.stream, { name: labels_name, kind: 'labels' }));
  await check_mnist_file(labels_name, 'labels', labels);
  const { stream, bytes } = await open(images_name, signal);
  const { count, pieces, rows, columns } = await read_idx(stream, {
    name: images_name,
    kind: 'images',
    bytes,
    on_progress,
  });
  if (count !== labels.length) {
    await pieces.return();
    throw new IdxError(
      labels_name,
      `it has ${counted(labels.length, 'labels')}, but ${images_name} has ${counted(count, 'images')}`,
    );
  }
  let position = 0;
  for await (const images of pieces) {
    const end = position + images.length / (rows * columns);
    yield { images, labels: labels.slice(position, end), count };
    position = end;
  }
}
