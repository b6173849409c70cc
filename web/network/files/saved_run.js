/** The run that a saved network comes from, as the metadata of a file: names and texts, as the formats have nothing else. */
import { check_integer, check_options, check_rate, COUNT_MAX, show } from '../arguments.js';
import { is_object, read_json } from './strict_json.js';

/**
 * @typedef {{ step: number, learning_rate: number, batch_size: number }} Stretch in force from this step on
 * @typedef {object} SavedRun the place of a run. With its parameters, training goes on from there with the bits of a run
 * that was never interrupted
 * @property {number} seed
 * @property {'digits' | 'mnist' | 'own'} data what it was trained on; own: images that are not in the file
 * @property {number} epoch from 0
 * @property {number} position samples of the epoch that it has used
 * @property {number} steps
 * @property {number} [images] that it was trained on, in all
 * @property {Stretch[]} stretches which learning rate and batch size were in force from which step on
 */

const FORMAT = 'glassnet';
const VERSION = '1';
const DATA = /** @type {const} */ (['digits', 'mnist', 'own']);
const MOST_STRETCHES = 1000;
const LIMITS = { depth: 2, values: 4 * MOST_STRETCHES + 1 };

/**
 * @param {unknown} stretches @param {number} steps
 * @returns {Stretch[]}
 * @throws {TypeError | RangeError} that says what is wrong with them
 */
function check_stretches(stretches, steps) {
  if (!Array.isArray(stretches)) throw new TypeError(`stretches must be an array, was ${show(stretches)}`);
  if (stretches.length < 1 || stretches.length > MOST_STRETCHES)
    throw new RangeError(`stretches must be 1 … ${MOST_STRETCHES}, were ${stretches.length}`);
  let from = 0;
  return stretches.map((stretch, i) => {
    const { step, learning_rate, batch_size } = check_options(stretch, `stretches[${i}]`);
    check_integer(`stretches[${i}].step`, step, from, i === 0 ? 0 : steps);
    check_rate(learning_rate);
    check_integer('batch_size', batch_size, 1, COUNT_MAX);
    from = Number(step) + 1;
    return { step: Number(step), learning_rate: Number(learning_rate), batch_size: Number(batch_size) };
  });
}

/** @param {unknown} run @returns {SavedRun} a copy @throws {TypeError | RangeError} that says what is wrong with it */
function check_run(run) {
  const { seed, data, images, epoch, position, steps, stretches } = check_options(run, 'run');
  const known = DATA.find((name) => name === data);
  if (!known) throw new TypeError(`data must be 'digits', 'mnist' or 'own', was ${show(data)}`);
  const checked = check_integer('steps', steps, 0, Number.MAX_SAFE_INTEGER);
  return {
    seed: check_integer('seed', seed, 0, COUNT_MAX),
    data: known,
    ...(images !== undefined && { images: check_integer('images', images, 1, COUNT_MAX) }),
    epoch: check_integer('epoch', epoch, 0, COUNT_MAX),
    position: check_integer('position', position, 0, COUNT_MAX),
    steps: checked,
    stretches: check_stretches(stretches, checked),
  };
}

/**
 * @param {unknown} run @param {string} fingerprint of the parameters
 * @returns {Record<string, string>}
 * @throws {TypeError | RangeError} that says what is wrong with the run
 */
export function metadata_of(run, fingerprint) {
  const { seed, data, images, epoch, position, steps, stretches } = check_run(run);
  return {
    format: FORMAT,
    version: VERSION,
    seed: String(seed),
    data,
    ...(images !== undefined && { images: String(images) }),
    epoch: String(epoch),
    position: String(position),
    steps: String(steps),
    stretches: JSON.stringify(stretches),
    fingerprint,
  };
}

/** @param {string} name @param {string | undefined} text @returns {number} */
function whole_number(name, text) {
  if (text === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(text))
    throw new RangeError(`${name} must be a whole number, was ${show(text)}`);
  return Number(text);
}

/**
 * The run that metadata tell of.
 * @param {Record<string, string>} metadata @param {string} fingerprint of the parameters beside them
 * @returns {SavedRun | undefined} undefined: they are none of ours
 * @throws {Error} that says what is wrong with them
 */
export function run_of(metadata, fingerprint) {
  if (metadata.format !== FORMAT) return undefined;
  if (metadata.version !== VERSION)
    throw new RangeError(`version must be ${VERSION}, was ${show(metadata.version)}`);
  if (metadata.fingerprint !== fingerprint)
    throw new RangeError(
      `it should have the fingerprint ${show(metadata.fingerprint)}, but its parameters have ${fingerprint}`,
    );
  const stretches = read_json(metadata.stretches ?? '', LIMITS);
  for (const stretch of Array.isArray(stretches) ? stretches : [])
    if (!is_object(stretch) || Object.keys(stretch).length !== 3)
      throw new TypeError('a stretch must have step, learning_rate and batch_size, and nothing else');
  return check_run({
    seed: whole_number('seed', metadata.seed),
    data: metadata.data,
    images: metadata.images === undefined ? undefined : whole_number('images', metadata.images),
    epoch: whole_number('epoch', metadata.epoch),
    position: whole_number('position', metadata.position),
    steps: whole_number('steps', metadata.steps),
    stretches,
  });
}
