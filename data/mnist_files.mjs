/** Reads MNIST from a folder, in Node: from MNIST_DIR if that is set, otherwise from data/mnist, where `make data` puts it. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joined } from './gunzip.js';
import { stream_mnist } from './mnist.js';

export const MNIST_FOLDER = fileURLToPath(new URL('mnist', import.meta.url));

/**
 * @typedef {{ images: Uint8Array<ArrayBuffer>, labels: Uint8Array<ArrayBuffer> }} Examples images: n × 784 greys
 */

/**
 * Finds the file `name` in a folder, packed (.gz) or plain.
 * @param {string} folder
 * @param {string} name
 * @returns {string | undefined} its path; undefined if it is not there
 */
export function find_file(folder, name) {
  return [`${name}.gz`, name].map((file) => join(folder, file)).find((path) => existsSync(path));
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
        `${name}.gz is not in ${folder}. Run \`make data\`, or name MNIST's folder by MNIST_DIR.`,
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
