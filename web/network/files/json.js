/** Networks as earlier versions saved them: JSON with the parameters as base64 of little-endian floats. Only read. */
import { check_integer, COUNT_MAX, HIDDEN_MAX, show } from '../arguments.js';
import { check_parameters, fingerprint_of, NAMES } from './parameters.js';
import { is_object, read_json } from './strict_json.js';

/** @typedef {import('./safetensors.js').Model} Model */
/** @typedef {Omit<Model, 'run'> & { earlier: { seed: number, steps: number } }} EarlierModel */

const FORMAT = 'glassnet network 1';
const LIMITS = { depth: 2, values: 20 };

/** The most characters that a file can have: base64 takes four for three bytes. */
export const MOST_CHARACTERS = 2_300_000;

/** @param {unknown} text @param {string} name */
function from_base64(text, name) {
  if (typeof text !== 'string') throw new TypeError(`${name} must be text, was ${show(text)}`);
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new RangeError(`${name} is not base64`);
  }
  if (bytes.length % 4 !== 0)
    throw new RangeError(`${name} has ${bytes.length} bytes, expected 4 for each number`);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** @param {string} text @returns {EarlierModel} */
function read(text) {
  if (text.length > MOST_CHARACTERS) throw new RangeError(`it has ${text.length} characters`);
  const saved = read_json(text, LIMITS);
  if (!is_object(saved)) throw new TypeError('it is no object');
  if (saved.format !== FORMAT) throw new TypeError(`its format is ${show(saved.format)}`);
  const hidden = check_integer('hidden', saved.hidden, 1, HIDDEN_MAX);
  const seed = check_integer('seed', saved.seed, 0, COUNT_MAX);
  const steps = check_integer('steps', saved.steps, 0, Number.MAX_SAFE_INTEGER);
  const arrays = is_object(saved.parameters) ? saved.parameters : {};
  const { parameters, hidden: found } = check_parameters(
    Object.fromEntries(NAMES.map((name) => [name, from_base64(arrays[name], name)])),
  );
  if (found !== hidden) throw new RangeError(`hidden is ${hidden}, but bh has ${found} numbers`);
  const fingerprint = fingerprint_of(parameters);
  if (saved.fingerprint !== fingerprint)
    throw new RangeError(
      `it should have the fingerprint ${show(saved.fingerprint)}, but its parameters have ${fingerprint}`,
    );
  return { hidden, parameters, fingerprint, earlier: { seed, steps } };
}

/**
 * @param {string} text of the whole file @param {string} [name] of the file, for messages
 * @returns {EarlierModel}
 * @throws {Error} that names the file and what is wrong with it
 */
export function from_json(text, name = 'the file') {
  try {
    return read(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`${name}: ${problem}; expected a network saved by Glassnet`, { cause: error });
  }
}
