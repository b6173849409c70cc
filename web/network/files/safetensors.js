/**
 * Networks as safetensors: eight bytes with the length of a header, the header in JSON, and the numbers of the arrays end to
 * end (https://huggingface.co/docs/safetensors). The reader is strict and allocates nothing before it knows that the file
 * is sound.
 */
import { CLASSES, HIDDEN_MAX, PIXELS, show } from '../arguments.js';
import { check_parameters, count_of, fingerprint_of, NAMES, shapes_of } from './parameters.js';
import { metadata_of, run_of } from './saved_run.js';
import { is_object, read_json } from './strict_json.js';

/**
 * @typedef {import('../network.js').Parameters} Parameters
 * @typedef {import('./saved_run.js').SavedRun} SavedRun
 * @typedef {object} Model
 * @property {number} hidden units
 * @property {Parameters} parameters
 * @property {string} fingerprint of the parameters
 * @property {SavedRun} [run] missing: the file holds weights, and does not say where they come from
 */

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const MOST_HEADER = 200_000;
const METADATA = '__metadata__';
const LIMITS = { depth: 3, values: 200 };

/** The most bytes that a file can have. */
export const MOST_BYTES = LENGTH_BYTES + MOST_HEADER + 4 * (HIDDEN_MAX * (PIXELS + 1 + CLASSES) + CLASSES);

/**
 * @param {Parameters} parameters of a network, finite
 * @param {SavedRun} [run] where they come from; without it the file holds weights only
 * @returns {Uint8Array} the bytes of the file
 * @throws {TypeError | RangeError} for a wrong argument
 */
export function to_safetensors(parameters, run) {
  const { hidden } = check_parameters(parameters);
  /** @type {Record<string, object>} */
  const header = run ? { [METADATA]: metadata_of(run, fingerprint_of(parameters)) } : {};
  let end = 0;
  for (const name of NAMES) {
    const start = end;
    end += 4 * parameters[name].length;
    header[name] = { dtype: 'F32', shape: shapes_of(hidden)[name], data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length + end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + length);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const name of NAMES)
    for (const value of parameters[name]) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}

/** @param {boolean} is_right @param {string} problem @returns {asserts is_right} */
function demand(is_right, problem) {
  if (!is_right) throw new RangeError(problem);
}

/** @param {unknown} value @param {number} length @returns {value is number[]} whether it is so many whole numbers */
const are_numbers = (value, length) =>
  Array.isArray(value) && value.length === length && value.every((n) => Number.isSafeInteger(n) && n >= 0);

/** The header as an object, and where the numbers begin. @param {Uint8Array} bytes */
function read_header(bytes) {
  demand(bytes.length > LENGTH_BYTES, `it has only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  const start = LENGTH_BYTES + length;
  demand(length <= MOST_HEADER, `its header is said to have ${length} bytes`);
  demand(
    start <= bytes.length,
    `its header is said to have ${length} bytes, of which ${bytes.length - 8} are there`,
  );
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const header = read_json(text.decode(bytes.subarray(LENGTH_BYTES, start)), LIMITS);
  demand(is_object(header), 'its header is no object');
  return { header, start };
}

/** @param {unknown} entry of the header @param {string} name */
function check_entry(entry, name) {
  demand(is_object(entry) && Object.keys(entry).length === 3, `${name} needs dtype, shape and data_offsets`);
  const { dtype, shape, data_offsets } = entry;
  demand(dtype === 'F32', `${name} has the dtype ${show(dtype)}, expected "F32"`);
  demand(are_numbers(data_offsets, 2), `${name} has data_offsets that are not two whole numbers`);
  return { name, shape, start: data_offsets[0], end: data_offsets[1] };
}

/** The four arrays' places in the data. @param {Record<string, unknown>} header @param {number} bytes of the data */
function read_places(header, bytes) {
  for (const name in header)
    demand(
      name === METADATA || NAMES.some((known) => known === name),
      `it holds ${show(name)}, expected ${NAMES.join(', ')}`,
    );
  const [Wh, bh, Wo, bo] = NAMES.map((name) => {
    demand(name in header, `${name} is missing`);
    return check_entry(header[name], name);
  });
  const hidden = are_numbers(bh.shape, 1) ? bh.shape[0] : NaN;
  demand(hidden >= 1 && hidden <= HIDDEN_MAX, `bh has not the shape [1 … ${HIDDEN_MAX}]`);
  const shapes = Object.values(shapes_of(hidden));
  const places = [Wh, bh, Wo, bo];
  places.forEach(({ name, shape, start, end }, i) => {
    const is_right = are_numbers(shape, shapes[i].length) && shape.every((n, axis) => n === shapes[i][axis]);
    demand(is_right, `${name} has not the shape [${shapes[i].join(', ')}]`);
    const size = 4 * count_of(shapes[i]);
    demand(end - start === size, `${name} takes ${end - start} bytes, expected ${size}`);
  });
  const last = [...places]
    .sort((a, b) => a.start - b.start)
    .reduce((end, { name, start, end: next }) => {
      demand(start === end, `${name} begins at byte ${start} of the data, expected ${end}`);
      return next;
    }, 0);
  demand(last === bytes, `its data have ${bytes} bytes, expected ${last}`);
  return { hidden, places };
}

/** @param {unknown} metadata @returns {Record<string, string>} */
function check_metadata(metadata) {
  if (metadata === undefined) return {};
  demand(is_object(metadata), 'its metadata are no object');
  for (const name in metadata)
    demand(typeof metadata[name] === 'string', `${show(name)} of its metadata is no text`);
  return /** @type {Record<string, string>} */ (metadata);
}

/** @param {Uint8Array} bytes @returns {Model} */
function read(bytes) {
  demand(bytes.length <= MOST_BYTES, `it has ${bytes.length} bytes, expected at most ${MOST_BYTES}`);
  const { header, start } = read_header(bytes);
  const { hidden, places } = read_places(header, bytes.length - start);
  const metadata = check_metadata(header[METADATA]);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const parameters = /** @type {Parameters} */ ({});
  for (const { name, start: first, end } of places) {
    const array = Float32Array.from({ length: (end - first) / 4 }, (_, i) =>
      view.getFloat32(first + 4 * i, true),
    );
    const wrong = array.findIndex((value) => !Number.isFinite(value));
    demand(wrong < 0, `${name}[${wrong}] is ${array[wrong]}, expected a finite number`);
    parameters[/** @type {keyof Parameters} */ (name)] = array;
  }
  const fingerprint = fingerprint_of(parameters);
  return { hidden, parameters, fingerprint, run: run_of(metadata, fingerprint) };
}

/**
 * Reads a network from a file that to_safetensors() wrote, or that another program wrote with Wh (H, 784), bh (H),
 * Wo (10, H) and bo (10) in single precision.
 * @param {Uint8Array} bytes of the whole file @param {string} [name] of the file, for messages
 * @returns {Model}
 * @throws {TypeError} if it is given something else @throws {Error} that names the file and what is wrong with it
 */
export function from_safetensors(bytes, name = 'the file') {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`bytes must be a Uint8Array, was ${show(bytes)}`);
  try {
    return read(bytes);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${problem}; expected a network saved by Glassnet`, { cause: error });
  }
}
