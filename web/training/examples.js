/**
 * Reads examples into a source: MNIST from the site, or files of the visitor's own. Loaded when it is needed. Runs in any
 * thread.
 */
import { check_mnist_file, stream_mnist } from '../../data/mnist.js';
import { IdxError } from '../../data/idx.js';
import { Download } from './download.js';
import { yielder } from './yielder.js';

export { read_own } from './own_files.js';

/**
 * @typedef {import('./run.js').Examples} Examples
 * @typedef {{ text: string, done: number, total: number | undefined, images?: number }} Progress in bytes
 * @typedef {Map<string, Download>} Downloads by address
 * @typedef {{ signal: AbortSignal, on_progress: (progress: Progress) => void }} Options
 */

/* ---- MNIST on the site ---- */

/**
 * Streams MNIST from the site into a source: the test images first, so that training can begin while the rest is on its
 * way.
 * @param {string} folder URL of the four files, with a slash at its end
 * @param {import('./source.js').Source} source
 * @param {Options & { on_piece: () => void, downloads: Downloads, patience?: Partial<import('./download.js').Patience> }} options
 * on_piece: more training images are there; downloads: what has arrived of files that were not read to their end
 * @returns {Promise<void>}
 * @throws {Error} that names the file and what is wrong with it; what has arrived of sound files stays in `downloads`
 */
export async function load_mnist(folder, source, { downloads, ...options }) {
  try {
    await read_mnist(folder, source, { downloads, ...options });
  } catch (error) {
    if (error instanceof IdxError) downloads.clear(); // one of the parts of the file is wrong
    throw error;
  }
  downloads.clear();
}

/** @type {(...given: Parameters<typeof load_mnist>) => Promise<void>} */
async function read_mnist(folder, source, { signal, on_progress, on_piece, downloads, patience }) {
  const yield_to_messages = yielder();
  /** @param {string} name */
  const open = (name) => {
    const url = `${folder}${name}.gz`;
    const download = downloads.get(url) ?? new Download(url, `${name}.gz`, patience);
    downloads.set(url, download);
    return download.open(signal);
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
