/** Reads MNIST from a folder, in Node: from MNIST_DIR if that is set, otherwise from data/mnist, where `make data` puts it. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joined } from './gunzip.js';
import { stream_mnist } from './mnist.js';

export const MNIST_FOLDER = fileURLToPath(new URL('mnist', import.meta.url));

/**
 * @typedef {{ images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer> }} Examples images: n × 784 greys
 */

const DEPTH = 4; // folders within folders: MNIST/raw/train-images-idx3-ubyte/train-images-idx3-ubyte
const MOST_FILES = 2000; // that are looked at
const MOST_NAMES = 12; // that a sentence lists

/** A name without what differs between mirrors: train-images.idx3-ubyte.gz, Train_Images_idx3_ubyte. @param {string} name */
const plain_name = (name) =>
  name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/^test\b|^test(?=[._ ])/, 't10k')
    .replaceAll(/[^a-z0-9]+/g, '-');

/**
 * The files in a folder and in those below it, the nearest first.
 * @param {string} folder
 * @returns {string[]} their paths within it; none if there is no such folder
 */
function files_below(folder) {
  /** @type {string[]} */
  const files = [];
  let level = [''];
  for (let depth = 0; depth < DEPTH && level.length > 0 && files.length < MOST_FILES; depth++) {
    /** @type {string[]} */
    const below = [];
    for (const place of level)
      for (const name of names_in(join(folder, place))) {
        const path = join(place, name);
        const found = statSync(join(folder, path), { throwIfNoEntry: false });
        if (found?.isDirectory()) below.push(path);
        else if (found) files.push(path);
      }
    level = below;
  }
  return files;
}

/** @param {string} folder @returns {string[]} none if it cannot be read */
function names_in(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * Finds the file `name` in a folder or below it, packed (.gz) or plain, in the spellings in which people have it.
 * @param {string} folder
 * @param {string} name one of MNIST_FILES
 * @returns {string | undefined} its path; undefined if it is not there
 */
export function find_file(folder, name) {
  const exact = [`${name}.gz`, name].map((file) => join(folder, file));
  const found = exact.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (found) return found;
  const spelt = files_below(folder).filter((path) => plain_name(basename(path)) === plain_name(name));
  const path = spelt.find((each) => each.endsWith('.gz') && !each.includes(sep)) ?? spelt[0];
  return path && join(folder, path);
}

/**
 * Which files were seen where one was looked for, as a sentence.
 * @param {string} folder
 * @returns {string}
 */
export function names_seen(folder) {
  if (!existsSync(folder)) return `There is no folder ${folder}.`;
  const names = files_below(folder);
  if (names.length === 0) return 'There are no files in it.';
  const more = names.length - MOST_NAMES;
  const listed = names.slice(0, MOST_NAMES).join(', ');
  return `It has ${listed}${more > 0 ? ` and ${more} more` : ''}.`;
}

/**
 * @param {string} folder with the four files
 * @returns {import('./mnist.js').Open} opens the files for stream_mnist
 */
export function open_folder(folder) {
  return async (name, signal) => {
    const path = find_file(folder, name);
    if (!path) {
      throw new Error(
        `${name}.gz is not in ${folder}. ${names_seen(folder)} Run \`make data\`, or name MNIST's folder by MNIST_DIR.`,
      );
    }
    return { stream: stream_file(path, signal), bytes: statSync(path).size };
  };
}

/**
 * Streams a file. (Readable.toWeb() would end a file that is aborted or fails as if it were complete.)
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {ReadableStream<Uint8Array>}
 */
function stream_file(path, signal) {
  const file = createReadStream(path, { signal });
  const chunks = file[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void file.destroy(),
  });
}

/**
 * Reads all of MNIST: 60,000 examples to train on and 10,000 to test with.
 * @param {string} [folder]
 * @returns {Promise<{ train: Examples, test: Examples }>}
 * @throws {Error} if a file is missing or is not what it should be
 */
export async function read_mnist(folder = process.env.MNIST_DIR || MNIST_FOLDER) {
  const open = open_folder(folder);
  return { train: await read_part(open, 'train'), test: await read_part(open, 'test') };
}

/**
 * @param {import('./mnist.js').Open} open
 * @param {import('./mnist.js').Part} part
 * @returns {Promise<Examples>}
 */
async function read_part(open, part) {
  const images = [];
  const labels = [];
  for await (const piece of stream_mnist(open, part)) {
    images.push(piece.images);
    labels.push(piece.labels);
  }
  return { images: joined(...images), labels: joined(...labels) };
}
