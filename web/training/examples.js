/**
 * Reads examples into a source: MNIST from the site, or files of the visitor's own. Loaded when it is needed. Runs in any
 * thread.
 */
import { check_mnist_file, stream_mnist } from '../../data/mnist.js';

import { yielder } from './yielder.js';

export { read_own } from './own_files.js';

/**
 * @typedef {import('./run.js').Examples} Examples
 * @typedef {{ text: string, done: number, total: number | undefined, images?: number }} Progress in bytes
 * @typedef {{ signal: AbortSignal, on_progress: (progress: Progress) => void }} Options
 */

/* ---- MNIST on the site ---- */

/**
 * Streams MNIST from the site into a source: the test images first, so that training can begin while the rest is on its
 * way.
 * @param {string} folder URL of the four files, with a slash at its end
 * @param {import('./source.js').Source} source
 * @param {Options & { on_piece: () => void }} options on_piece: more training images are there
 * @returns {Promise<void>}
 * @throws {Error} that names the file and what is wrong with it
 */
export async function load_mnist(folder, source, { signal, on_progress, on_piece }) {
  const yield_to_messages = yielder();
  /** @param {string} name */
  const open = async (name) => {
    const response = await fetch(`${folder}${name}.gz`, { signal }).catch((error) => {
      throw new Error(`${name}.gz could not be loaded: ${error.message}.`, { cause: error });
    });
    if (!response.ok || !response.body)
      throw new Error(`The site does not give ${name}.gz: it answers ${response.status}.`);
    // With a content encoding, content-length counts packed bytes, but unpacked ones arrive.
    const is_encoded = response.headers.has('content-encoding');
    const bytes = is_encoded ? undefined : Number(response.headers.get('content-length')) || undefined;
    return { stream: response.body, bytes };
  };
  for (const part of /** @type {const} */ (['test', 'train'])) {
    const text = part === 'test' ? 'MNIST test images' : 'MNIST training images';
    const options = {
      signal,
      on_progress: (/** @type {import('../../data/idx.js').Progress} */ { received, total }) =>
        on_progress({ text, done: received, total, images: source[part].labels.length }),
    };
    for await (const piece of stream_mnist(open, part, options)) {
      await yield_to_messages();
      signal.throwIfAborted();
      source.add(part, piece);
      if (part === 'train') on_piece();
    }
    const name = `${part === 'train' ? 'train' : 't10k'}-images-idx3-ubyte`;
    await check_mnist_file(name, 'images', source[part].images);
  }
}
