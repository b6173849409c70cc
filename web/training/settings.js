/**
 * The state of the page and its URL: one table, from which the address, the checks and the controls come.
 *
 * @typedef {object} Config
 * @property {'digits' | 'mnist' | 'own'} data own: files of the visitor's, which no address can hold
 * @property {number} hidden
 * @property {number} learning-rate
 * @property {number} batch-size
 * @property {number} seed
 * @property {number} speed steps per second; Infinity: all that the machine gives
 * @property {number} stop-steps 0: no such stop, also below
 * @property {number} stop-epochs
 * @property {number} stop-accuracy percent, on the test images
 *
 * @typedef {{ low: number, high: number, is_live: boolean }} Slider a logarithmic scale from low to high. is_live: the
 *   setting follows the slider while it moves; otherwise it changes when the slider is let go.
 * @typedef {{ kind: 'whole' | 'decimal' | 'speed', low: number, high: number, standard: number, optional?: boolean, slider?: Slider }} NumberRow
 *   low and high bound what may be set; the slider covers the part of it that is worth trying
 * @typedef {{ kind: 'choice', values: string[], standard: string, optional?: boolean }} ChoiceRow
 */

/** @type {Record<keyof Config, NumberRow | ChoiceRow>} optional: not in the URL while it has its standard value */
export const SETTINGS = {
  data: { kind: 'choice', values: ['digits', 'mnist', 'own'], standard: 'digits' },
  hidden: { kind: 'whole', low: 1, high: 512, standard: 10, slider: { low: 1, high: 512, is_live: false } },
  'learning-rate': {
    kind: 'decimal',
    low: 0,
    high: 100,
    standard: 0.1,
    slider: { low: 0.001, high: 3, is_live: true },
  },
  'batch-size': {
    kind: 'whole',
    low: 1,
    high: 2048,
    standard: 32,
    slider: { low: 1, high: 512, is_live: true },
  },
  seed: { kind: 'whole', low: 0, high: 2 ** 32 - 1, standard: 8 },
  speed: {
    kind: 'speed',
    low: 1,
    high: 100000,
    standard: 200,
    optional: true,
    slider: { low: 1, high: 10_000, is_live: true },
  },
  'stop-steps': { kind: 'whole', low: 0, high: 1e9, standard: 0, optional: true },
  'stop-epochs': { kind: 'whole', low: 0, high: 1e6, standard: 0, optional: true },
  'stop-accuracy': { kind: 'decimal', low: 0, high: 100, standard: 0, optional: true },
};

const NAMES = /** @type {(keyof Config)[]} */ (Object.keys(SETTINGS));

/** @returns {Config} */
export function standard_config() {
  return /** @type {any} */ (Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name].standard])));
}

/** What a setting may be, in words. @param {keyof Config} name */
export function expected(name) {
  const row = SETTINGS[name];
  if (row.kind === 'choice') return row.values.join(', ');
  const range = `from ${row.low} to ${row.high}`;
  if (row.kind === 'speed') return `steps per second ${range}, or full`;
  return `a ${row.kind === 'whole' ? 'whole number' : 'number'} ${range}`;
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

/**
 * Reads the part of a URL behind #. What is wrong there takes its standard value, and a sentence says so.
 * @param {string} hash with or without #
 * @returns {{ config: Config, problems: string[] }}
 */
export function read_hash(hash) {
  const config = standard_config();
  /** @type {string[]} */
  const problems = [];
  if (!hash.includes('=')) return { config, problems }; // it names a place on the page
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ''))) {
    if (!Object.hasOwn(SETTINGS, name)) {
      problems.push(
        `The address has “${name.slice(0, 40)}”, which is no setting of this page; it is ignored.`,
      );
      continue;
    }
    const key = /** @type {keyof Config} */ (name);
    const value = parse_setting(key, text);
    if (value === undefined) {
      const standard = show_setting(key, SETTINGS[key].standard);
      problems.push(
        `The address has ${name}=${text.slice(0, 40)}, expected ${expected(key)}; ${standard} is used.`,
      );
    }
    /** @type {any} */ (config)[key] = value ?? SETTINGS[key].standard;
  }
  if (config.data === 'own') {
    problems.push(
      'The address has data=own, but holds no images: drop the files on the page again; digits is used.',
    );
    config.data = 'digits';
  }
  return { config, problems };
}

/** Settings that begin a new run; the others act at the next step. */
const NEW_RUN = /** @type {const} */ (['data', 'hidden', 'seed']);

/** Whether a change of this setting begins a new run. @param {keyof Config} name */
export const begins_new_run = (name) => /** @type {readonly string[]} */ (NEW_RUN).includes(name);

/** Whether two configurations are of the same run. @param {Config} a @param {Config} b */
export const is_same_run = (a, b) => NEW_RUN.every((name) => a[name] === b[name]);

/** Whether the part of a URL behind # is about settings; `#controls`, for instance, only names a place. @param {string} hash */
export const has_settings = (hash) =>
  [...new URLSearchParams(hash.replace(/^#/, '')).keys()].some((name) => Object.hasOwn(SETTINGS, name));

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
      throw new RangeError(`${name} is ${show_setting(key, value)}, expected ${expected(key)}.`);
  }
}

/** The part of the URL behind #. @param {Config} config @returns {string} with # */
export function write_hash(config) {
  const shown = NAMES.filter((name) => !SETTINGS[name].optional || config[name] !== SETTINGS[name].standard);
  return '#' + shown.map((name) => `${name}=${show_setting(name, config[name])}`).join('&');
}

/** How one configuration differs from another, in its own values. @param {Config} config @param {Config} other */
export function difference(config, other) {
  const names = NAMES.filter((name) => name !== 'speed' && config[name] !== other[name]);
  return names.map((name) => `${name} ${show_setting(name, config[name])}`).join(', ') || 'the same settings';
}
