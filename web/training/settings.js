/**
 * The state of the page and its URL: one table, from which the address, the checks and the controls come.
 *
 * @typedef {object} Config
 * @property {'digits' | 'mnist' | 'own'} data own: files of the visitor's, which no address can hold
 * @property {number} hidden
 * @property {number} learning-rate
 * @property {number} batch-size
 * @property {number} seed
 * @property {number} images of built-in handwriting to learn from
 * @property {number} speed steps per second; Infinity: all that the machine gives
 * @property {number} stop-steps 0: no such stop, also below
 * @property {number} stop-epochs
 * @property {number} stop-accuracy percent, on the test images
 *
 * @typedef {{ low: number, high: number, is_live: boolean }} Slider a logarithmic scale from low to high. is_live: the
 *   setting follows the slider while it moves; otherwise it changes when the slider is let go.
 * @typedef {{ words: string, optional?: boolean }} Row words: what it is called within a sentence
 * @typedef {Row & { kind: 'whole' | 'decimal' | 'speed', low: number, high: number, standard: number, slider?: Slider }} NumberRow
 *   low and high bound what may be set; the slider covers the part of it that is worth trying
 * @typedef {Row & { kind: 'choice', values: string[], standard: string }} ChoiceRow
 */
import { count as whole } from '../network/numbers.js';

/** @type {Record<keyof Config, NumberRow | ChoiceRow>} optional: not in the URL while it has its standard value */
export const SETTINGS = {
  data: { words: 'the data', kind: 'choice', values: ['digits', 'mnist', 'own'], standard: 'digits' },
  hidden: {
    words: 'the number of hidden units',
    kind: 'whole',
    low: 1,
    high: 512,
    standard: 10,
    slider: { low: 1, high: 512, is_live: false },
  },
  'learning-rate': {
    words: 'the learning rate',
    kind: 'decimal',
    low: 0,
    high: 100,
    standard: 0.1,
    slider: { low: 0.001, high: 3, is_live: true },
  },
  'batch-size': {
    words: 'the batch size',
    kind: 'whole',
    low: 1,
    high: 2048,
    standard: 32,
    slider: { low: 1, high: 512, is_live: true },
  },
  seed: { words: 'the seed', kind: 'whole', low: 0, high: 2 ** 32 - 1, standard: 8 },
  images: {
    words: 'the number of built-in images',
    kind: 'whole',
    low: 100,
    high: 60_000,
    standard: 10_000,
    optional: true,
  },
  speed: {
    words: 'the speed',
    kind: 'speed',
    low: 1,
    high: 100000,
    standard: 200,
    optional: true,
    slider: { low: 1, high: 10_000, is_live: true },
  },
  'stop-steps': {
    words: 'the step to stop at',
    kind: 'whole',
    low: 0,
    high: 1e9,
    standard: 0,
    optional: true,
  },
  'stop-epochs': {
    words: 'the epoch to stop after',
    kind: 'whole',
    low: 0,
    high: 1e6,
    standard: 0,
    optional: true,
  },
  'stop-accuracy': {
    words: 'the accuracy to stop at',
    kind: 'decimal',
    low: 0,
    high: 100,
    standard: 0,
    optional: true,
  },
};

const NAMES = /** @type {(keyof Config)[]} */ (Object.keys(SETTINGS));

const MOST_TEXT = 20_000; // characters of an address: a hundred times as many as it needs
const MOST_PROBLEMS = 3; // that are told one by one

/** @returns {Config} */
export function standard_config() {
  return /** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name].standard])));
}

/**
 * What a setting may be, as the beginning of a sentence: “The batch size must be a whole number from 1 to 2,048”.
 * @param {keyof Config} name @returns {string}
 */
export function rule(name) {
  const row = SETTINGS[name];
  const subject = `${row.words[0].toUpperCase()}${row.words.slice(1)} must be`;
  if (row.kind === 'choice')
    return `${subject} ${row.values.slice(0, -1).join(', ')} or ${row.values[row.values.length - 1]}`;
  const range = `from ${whole(row.low)} to ${whole(row.high)}`;
  if (row.kind === 'speed') return `${subject} ${range} steps per second, or full`;
  return `${subject} a ${row.kind === 'whole' ? 'whole number' : 'number'} ${range}`;
}

/**
 * Why a text is not taken as the value of a setting, in a sentence.
 * @param {keyof Config} name @param {string} text @param {string} kept the value that it keeps, as a text
 * @returns {string}
 */
export function refusal(name, text, kept) {
  const given = text.trim() === '' ? 'the field is empty' : `“${text.trim().slice(0, 40)}” is not`;
  return `${rule(name)}; ${given}, so it stays ${kept}.`;
}

/**
 * The value that a text stands for.
 * @param {keyof Config} name @param {string} text
 * @returns {string | number | undefined} undefined: it is none
 */
export function parse_setting(name, text) {
  const row = SETTINGS[name];
  if (row.kind === 'choice') return row.values.includes(text) ? text : undefined;
  if (row.kind === 'speed' && text === 'full') return Infinity;
  const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
  if (!(value >= row.low && value <= row.high)) return undefined;
  return row.kind !== 'whole' || Number.isInteger(value) ? value : undefined;
}

/** The setting that a name in an address means; `hidden-units` is what the tag calls `hidden`. @param {string} name */
const key_of = (name) =>
  name === 'hidden-units'
    ? 'hidden'
    : Object.hasOwn(SETTINGS, name)
      ? /** @type {keyof Config} */ (name)
      : undefined;

/**
 * What the part of a URL behind # says, with or without #. Without `=` it says nothing: it names a place on the page.
 * @param {string} hash
 */
export const said_in = (hash) => new URLSearchParams(hash.includes('=') ? hash.replace(/^#/, '') : '');

/**
 * Reads the part of a URL behind #. What is wrong there takes its standard value, and a sentence says so.
 * @param {string} hash with or without #
 * @returns {{ config: Config, problems: string[], is_about: boolean }} is_about: whether it is about settings
 */
export function read_hash(hash) {
  const config = standard_config();
  /** @type {string[]} */
  const problems = [];
  if (hash.length > MOST_TEXT) {
    problems.push(`The address has ${whole(hash.length)} characters, which are too many to read it.`);
    return { config, problems, is_about: hash.includes('=') };
  }
  const seen = new Set();
  for (const [name, text] of said_in(hash)) {
    if (name === 'try' || name === 'classes') continue; // words to show, see model/leads.js and class_names.js
    const key = key_of(name);
    if (!key) {
      problems.push(
        `The address has “${name.slice(0, 40)}”, which is no setting of this page; it is ignored.`,
      );
      continue;
    }
    const value = parse_setting(key, text);
    if (seen.has(key)) problems.push(`The address has ${key} more than once; the last one counts.`);
    seen.add(key);
    if (value === undefined) {
      const standard = show_setting(key, SETTINGS[key].standard);
      problems.push(
        `The address asks for ${name}=${text.slice(0, 40)}. ${rule(key)}, so ${standard} is used.`,
      );
    }
    /** @type {any} */ (config)[key] = value ?? SETTINGS[key].standard;
  }
  if (config.data === 'own') {
    problems.push(
      'The address asks for images of your own, but it cannot hold them: drop the files on the page again. The built-in handwriting takes their place.',
    );
    config.data = 'digits';
  }
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) problems.splice(MOST_PROBLEMS, more, `And ${whole(more)} more.`);
  return { config, problems, is_about: seen.size > 0 };
}

/** Settings that begin a new run; the others act at the next step. */
const NEW_RUN = /** @type {const} */ (['data', 'hidden', 'seed', 'images']);

/** Whether a change of this setting begins a new run. @param {keyof Config} name */
export const begins_new_run = (name) => /** @type {readonly string[]} */ (NEW_RUN).includes(name);

/** Whether two configurations are of the same run. @param {Config} a @param {Config} b */
export const is_same_run = (a, b) => NEW_RUN.every((name) => a[name] === b[name]);

/**
 * A value as the text that `parse_setting` reads.
 * @param {keyof Config} name @param {string | number} value
 * @returns {string}
 */
export function show_setting(name, value) {
  return name === 'speed' && value === Infinity ? 'full' : String(value);
}

/**
 * @param {Partial<Config>} settings
 * @throws {RangeError} that names a setting, what it was and what was expected
 */
export function check_settings(settings) {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(SETTINGS, name)) throw new RangeError(`There is no setting ${name}.`);
    const key = /** @type {keyof Config} */ (name);
    if (parse_setting(key, show_setting(key, value)) !== value)
      throw new RangeError(`${rule(key)}; it was ${show_setting(key, value)}.`);
  }
}

/** The part of the URL behind #. @param {Config} config @returns {string} with # */
export function write_hash(config) {
  const shown = NAMES.filter((name) => !SETTINGS[name].optional || config[name] !== SETTINGS[name].standard);
  return '#' + shown.map((name) => `${name}=${show_setting(name, config[name])}`).join('&');
}
