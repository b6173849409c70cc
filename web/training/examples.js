/**
 * Reads examples into a source: MNIST from the site, or files of the visitor's own. Loaded when it is needed. Runs in any
 * thread.
 */
import { gunzip } from '../../data/gunzip.js';
import { counted, IdxError, read_idx } from '../../data/idx.js';
import { check_mnist_file, stream_mnist } from '../../data/mnist.js';
import { PIXELS } from '../network/arguments.js';
import { Source } from './source.js';

/**
 * @typedef {import('./run.js').Examples} Examples
 * @typedef {{ text: string, done: number, total: number | undefined, images?: number }} Progress in bytes
 * @typedef {{ signal: AbortSignal, on_progress: (progress: Progress) => void }} Options
 */

const YIELD_GAP = 20; // ms

/** @returns {() => Promise<void>} yields to the event loop, at most every YIELD_GAP ms, so that pending messages are
 * handled; a stream that is fully buffered never yields by itself */
function yielder() {
  let yielded_at = performance.now();
  return async () => {
    if (performance.now() - yielded_at < YIELD_GAP) return;
    await new Promise((resolve) => setTimeout(resolve));
    yielded_at = performance.now();
  };
}

/* ---- MNIST on the site ---- */

/**
 * Streams MNIST from the site into a source: the test images first, so that training can begin while the rest is on its
 * way.
 * @param {string} folder URL of the four files, with a slash at its end
 * @param {Source} source
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

/* ---- own files ---- */

const MOST_IMAGES = 250_000; // about 200 MB of greys
const TEST_SHARE = 6; // one image in TEST_SHARE is kept for the test, if there are no test files
const MOST_TESTS = 10_000; // they are evaluated again and again while it trains, so that has to be quick
const LABELS_MAGIC = 0x801;

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
    return false; // read_idx will say what is wrong with the file
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
    throw new IdxError(file.name, `it has ${counted(count, kind)}, but at most ${MOST_IMAGES} can be read`);
  }
  const items = new Uint8Array(count * (kind === 'images' ? PIXELS : 1));
  const yield_to_messages = yielder();
  let at = 0;
  for await (const piece of pieces) {
    await yield_to_messages();
    signal.throwIfAborted();
    items.set(piece, at);
    at += piece.length;
  }
  return items;
}

/** @param {File[]} files @param {string} one @param {string} many */
const count_of = (files, one, many) => `${files.length} ${files.length === 1 ? one : many}`;

/** @param {File} images_file @param {File} labels_file @param {Options} options @returns {Promise<Examples>} */
async function read_pair(images_file, labels_file, options) {
  const labels = await read_file(labels_file, 'labels', options);
  const images = await read_file(images_file, 'images', options);
  if (images.length !== labels.length * PIXELS) {
    const count = images.length / PIXELS;
    throw new IdxError(
      labels_file.name,
      `it has ${counted(labels.length, 'labels')}, but ${images_file.name} has ${counted(count, 'images')}`,
    );
  }
  return { images, labels };
}

/** @param {Examples} examples @param {number} from @param {number} [to] */
const part_of = ({ images, labels }, from, to) => ({
  images: images.slice(from * PIXELS, to && to * PIXELS),
  labels: labels.slice(from, to),
});

/**
 * Reads IDX files, plain or gzip: images and labels, or twice that, where the names of the test files hold `t10k` or `test`.
 * @param {File[]} files
 * @param {Options} options
 * @returns {Promise<Source>}
 * @throws {Error} that names the file and what is wrong with it
 */
export async function read_own(files, options) {
  const are_labels = await Promise.all(files.map(holds_labels));
  const labels = files.filter((_, i) => are_labels[i]);
  const images = files.filter((_, i) => !are_labels[i]);
  if (images.length !== labels.length || images.length < 1 || images.length > 2) {
    const names = files.map((file) => file.name).join(', ');
    const found = `${count_of(images, 'file', 'files')} of images and ${labels.length} of labels came (${names})`;
    if (files.length === 1 && images.length === 1) await read_file(images[0], 'images', options); // throws if the file itself is wrong
    throw new Error(
      `${found}. Drop an IDX file of images together with one of labels, or two such pairs: one to train on, one for the test.`,
    );
  }
  const is_test = (/** @type {File} */ { name }) => /t10k|test/i.test(name);
  const pair = (/** @type {boolean} */ wanted) =>
    [images, labels].map((list) => list.find((file) => is_test(file) === wanted));
  if (images.length === 1) {
    const all = await read_pair(images[0], labels[0], options);
    if (all.labels.length < 2)
      throw new IdxError(
        images[0].name,
        `it has ${counted(all.labels.length, 'images')}, but 2 or more are needed: some are kept for the test`,
      );
    const train = all.labels.length - Math.min(Math.ceil(all.labels.length / TEST_SHARE), MOST_TESTS);
    return Source.of(part_of(all, 0, train), part_of(all, train));
  }
  const [train, test] = [pair(false), pair(true)];
  if (!train[0] || !train[1] || !test[0] || !test[1]) {
    throw new Error('With four files, the names of the two test files must hold “t10k” or “test”.');
  }
  const train_part = await read_pair(train[0], train[1], options);
  return Source.of(train_part, part_of(await read_pair(test[0], test[1], options), 0, MOST_TESTS));
}
