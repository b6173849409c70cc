/**
 * Reads IDX files, the format of MNIST: a big-endian header (magic number, one size per dimension), then bytes. It hands
 * out whole items as they arrive, from plain and from gzip files, in browsers and in Node. The format is described at the
 * end of http://yann.lecun.com/exdb/mnist/.
 */
import { GzipError, gunzip, joined } from './gunzip.js';

/**
 * @typedef {'images' | 'labels'} Kind
 * @typedef {object} Progress
 * @property {number} received bytes so far; of a gzip file, compressed bytes
 * @property {number | undefined} total bytes of the file, if known
 * @typedef {object} IdxFile
 * @property {number} count number of items
 * @property {number} rows pixels: 28; for labels 1
 * @property {number} columns pixels: 28; for labels 1
 * @property {AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>} pieces whole items, in order
 */

const SIDE = 28;
const CLASSES = 10;
const BYTE = 8; // the type of unsigned bytes

/** How many bytes a whole number of each type has, and how it is read. @type {Record<number, [bytes: number, read: (view: DataView, at: number) => number]>} */
const WHOLE = {
  [BYTE]: [1, (view, at) => view.getUint8(at)],
  0x09: [1, (view, at) => view.getInt8(at)],
  0x0b: [2, (view, at) => view.getInt16(at)],
  0x0c: [4, (view, at) => view.getInt32(at)],
};

/**
 * What the beginning of a file says that it holds.
 * @param {Uint8Array} start of the plain file
 * @returns {Kind | undefined} undefined: it is no IDX file of images or labels
 */
export function idx_kind(start) {
  const [zero, also_zero, type, dimensions] = start;
  if (start.length < 8 || zero !== 0 || also_zero !== 0 || !(type in WHOLE)) return undefined;
  if (dimensions === 1) return 'labels';
  const width = start.length >= 12 ? new DataView(start.buffer, start.byteOffset).getUint32(8) : 0;
  if (dimensions === 2 && width !== SIDE ** 2) return 'labels'; // a row for each, of which the first is the label
  return dimensions >= 2 && dimensions <= 4 ? 'images' : undefined;
}

const MAX_LABEL_BYTES = 1024; // for each label, of which the first number counts
const MAX_COUNT = Math.floor(2 ** 31 / SIDE ** 2); // more images do not fit into the network's memory

/** As MNIST has them: the magic numbers mean unsigned bytes (08) in three dimensions, or in one. */
const FORMATS = {
  images: { magic: 0x00000803, header_bytes: 16, meaning: 'images of unsigned bytes' },
  labels: { magic: 0x00000801, header_bytes: 8, meaning: 'labels of unsigned bytes' },
};

/** Thrown for a file that is not what it should be. The message says which file, what it was and what was expected. */
export class IdxError extends Error {
  /** @param {string} file @param {string} problem @param {ErrorOptions} [options] */
  constructor(file, problem, options) {
    super(`${file}: ${problem}`, options);
    this.name = 'IdxError';
    this.file = file;
  }
}

/**
 * Reads the header of an IDX file. The items follow through `pieces` as they arrive.
 *
 * Each piece is an array of whole items, in order: n × 784 greys (an image is 28 rows from the top), or n labels 0…9.
 * An error that only the end of the file shows (cut short, too long, broken gzip) is thrown after the last piece.
 * Leaving the loop over `pieces` early, or `pieces.return()`, cancels the stream.
 *
 * @param {ReadableStream<Uint8Array>} stream
 * @param {object} options
 * @param {string} options.name the file's name, for messages
 * @param {Kind} options.kind
 * @param {number} [options.count] number of items that the file must have; any if left out
 * @param {number} [options.bytes] length of the stream, if known, for the progress
 * @param {(progress: Progress) => void} [options.on_progress]
 * @returns {Promise<IdxFile>}
 * @throws {IdxError} from here or from `pieces`: wrong magic number, dimensions or count; file cut short or too long;
 *   label above 9; broken gzip stream
 * @throws {TypeError} for a wrong argument
 */
export async function read_idx(stream, { name, kind, count, bytes, on_progress }) {
  if (!(stream instanceof ReadableStream))
    throw new TypeError(`stream is ${stream}, expected a ReadableStream`);
  if (typeof name !== 'string') throw new TypeError(`name is ${name}, expected the name of the file`);
  if (!Object.hasOwn(FORMATS, kind)) throw new TypeError(`kind is ${kind}, expected 'images' or 'labels'`);

  const input = await gunzip(stream, (received) => on_progress?.({ received, total: bytes }));
  const steps = read_steps(input, name, kind, count);
  const header = /** @type {{ count: number }} */ ((await steps.next()).value);
  const side = kind === 'images' ? SIDE : 1;
  const pieces = /** @type {IdxFile['pieces']} */ (steps); // only the header has another type
  return { count: header.count, rows: side, columns: side, pieces };
}

/**
 * Reads all items into one array. Its memory is taken for what really arrives, whatever the header promises.
 * @param {IdxFile} file
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {IdxError} as read_idx
 */
export async function read_all({ pieces }) {
  const parts = [];
  for await (const piece of pieces) parts.push(piece);
  return joined(...parts);
}

/**
 * Yields the header, then the pieces. They share a generator so that its `finally` holds from the first byte on.
 * @param {Awaited<ReturnType<typeof gunzip>>} input
 * @param {string} name
 * @param {Kind} kind
 * @param {number | undefined} expected_count
 * @returns {AsyncGenerator<{ count: number } | Uint8Array<ArrayBuffer>, void, void>}
 */
async function* read_steps(input, name, kind, expected_count) {
  try {
    let start = new Uint8Array();
    for (let chunk; start.length < header_bytes_of(start, kind) && (chunk = await input.read());)
      start = joined(start, chunk);
    const layout = check_header(start, name, kind, expected_count);
    const { count, item_bytes, header_bytes } = layout;
    yield { count };

    let position = 0; // in items
    let rest = new Uint8Array();
    /** @type {Uint8Array | undefined} */
    let chunk = start.subarray(header_bytes);
    for (; chunk; chunk = await input.read()) {
      rest = joined(rest, chunk);
      check_length(position * item_bytes + rest.length, name, kind, layout, false);
      const items = rest.slice(0, rest.length - (rest.length % item_bytes));
      const values = kind === 'labels' ? labels_of(items, layout, name, position) : items;
      if (items.length > 0) yield values;
      position += items.length / item_bytes;
      rest = rest.slice(items.length);
    }
    check_length(position * item_bytes + rest.length, name, kind, layout, true);
  } catch (error) {
    if (error instanceof GzipError) throw new IdxError(name, error.message, { cause: error });
    throw error;
  } finally {
    await input.cancel();
  }
}

/** How long the header is, as far as the beginning says it. @param {Uint8Array} start @param {Kind} kind */
const header_bytes_of = (start, kind) =>
  idx_kind(start) === kind ? 4 + 4 * start[3] : FORMATS[kind].header_bytes;

/** @typedef {{ count: number, header_bytes: number, item_bytes: number, type: number }} Layout of an IDX file */

/**
 * @param {Uint8Array} start the first bytes of the file, at least its header unless the file is shorter
 * @param {string} name
 * @param {Kind} kind
 * @param {number | undefined} expected_count
 * @returns {Layout}
 */
function check_header(start, name, kind, expected_count) {
  const { magic, meaning } = FORMATS[kind];
  const header_bytes = header_bytes_of(start, kind);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const [, , type, dimensions] = start;
  const is_kind = idx_kind(start) === kind && (kind === 'labels' || type === BYTE);
  if (start.length >= 4 && view.getUint32(0) !== magic && !is_kind) {
    throw new IdxError(
      name,
      `it begins with ${hex(view.getUint32(0))}, but an IDX file with ${meaning} begins with ${hex(magic)}`,
    );
  }
  if (start.length < header_bytes) {
    throw new IdxError(
      name,
      `it is cut short: it has ${start.length} bytes, and its header alone takes ${header_bytes}`,
    );
  }
  const sizes = Array.from({ length: dimensions - 1 }, (_, i) => view.getUint32(8 + 4 * i));
  const is_square = sizes[0] === SIDE && sizes[1] === SIDE && (sizes[2] ?? 1) === 1;
  if (kind === 'images' && dimensions > 2 && !is_square)
    throw new IdxError(name, `its images are ${sizes.join(' × ')} pixels, but have to be ${SIDE} × ${SIDE}`);
  const count = view.getUint32(4);
  if (expected_count !== undefined && count !== expected_count) {
    throw new IdxError(name, `it has ${counted(count, kind)}, but has to have ${expected_count}`);
  }
  if (count > MAX_COUNT)
    throw new IdxError(name, `it has ${counted(count, kind)}, but at most ${MAX_COUNT} can be read`);
  const item_bytes = sizes.reduce((product, size) => product * size, WHOLE[type][0]);
  if (item_bytes === 0 || item_bytes > MAX_LABEL_BYTES + SIDE ** 2)
    throw new IdxError(
      name,
      `it has ${item_bytes} bytes for each label, but at most ${MAX_LABEL_BYTES} can be read`,
    );
  return { count, header_bytes, item_bytes, type };
}

/**
 * @param {number} body bytes received so far, without the header
 * @param {string} name
 * @param {Kind} kind
 * @param {Layout} layout
 * @param {boolean} at_end whether the file has ended
 */
function check_length(body, name, kind, { count, header_bytes, item_bytes }, at_end) {
  const expected = header_bytes + count * item_bytes;
  const promise = `where a header and ${counted(count, kind)} take ${expected}`;
  const length = header_bytes + body;
  if (length > expected) throw new IdxError(name, `it is too long: at least ${length} bytes, ${promise}`);
  if (at_end && length < expected) throw new IdxError(name, `it is cut short: ${length} bytes, ${promise}`);
}

/**
 * The labels of some items: each is the first number of its item.
 * @param {Uint8Array<ArrayBuffer>} items
 * @param {Layout} layout
 * @param {string} name
 * @param {number} position index of the first of them in the file
 */
function labels_of(items, { item_bytes, type }, name, position) {
  const [, read] = WHOLE[type];
  const view = new DataView(items.buffer, items.byteOffset, items.length);
  return Uint8Array.from({ length: items.length / item_bytes }, (_, i) => {
    const label = read(view, i * item_bytes);
    if (label >= 0 && label < CLASSES) return label;
    throw new IdxError(
      name,
      `label ${position + i} is ${label}, but labels are the digits 0 to ${CLASSES - 1}`,
    );
  });
}

/** “1 image”, “2 images”. @param {number} count @param {Kind} kind */
export const counted = (count, kind) => `${count} ${count === 1 ? kind.slice(0, -1) : kind}`;

/** @param {number} number @returns {string} */
function hex(number) {
  return '0x' + number.toString(16).padStart(8, '0');
}
