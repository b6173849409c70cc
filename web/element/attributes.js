/**
 * The attributes of <glass-net>: one table, from which its properties, the checks and the README's table come.
 *
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {object} Row
 * @property {string} name of the attribute
 * @property {string} property
 * @property {keyof Config} [setting] of the network that it is
 * @property {(text: string) => unknown} read the value of a text; undefined: it is none
 * @property {(value: unknown) => string | undefined} write the text of a value; undefined: the attribute is absent
 * @property {unknown} standard the value without the attribute, or with one that is none
 * @property {string} values what it may be, in words for the README
 * @property {string} expected what it may be, within a sentence
 * @property {string} shown the standard value, in words for the README
 * @property {'at once' | 'next step' | 'new run' | 'when first seen'} effect when a change of it takes effect
 */
import { parse_classes } from '../model/class_names.js';
import { count as whole } from '../network/numbers.js';
import { parse_setting, SETTINGS, show_setting } from '../training/settings.js';
import { FIGURE_NAMES } from './figure_names.js';

const STANDARD_SHOW = ['pad', 'learnt', 'probabilities', 'loss', 'controls'];
const YES = ['', 'on', 'true', 'yes', 'autoplay'];
const NO = ['off', 'false', 'no']; // as authors of JSX write them
const THEMES = ['auto', 'light', 'dark'];
const MOST_TEXT = 2000; // characters of an address or a list

/** @param {unknown} value */
const as_text = (value) => (value === undefined || value === null ? undefined : String(value));

/** @param {string} name @param {keyof Config} setting @param {Partial<Row>} [more] @returns {Row} */
function setting_row(name, setting, more = {}) {
  const row = SETTINGS[setting];
  const { values, effect } =
    row.kind === 'choice'
      ? { values: row.values.join(', '), effect: /** @type {const} */ ('new run') }
      : range_of(setting, row);
  return {
    name,
    property: name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
    setting,
    read: (text) => parse_setting(setting, text),
    write: (value) => as_text(value) && show_setting(setting, /** @type {number} */ (value)),
    standard: row.standard,
    values,
    expected: values,
    shown: show_setting(setting, row.standard),
    effect,
    ...more,
  };
}

/** @param {keyof Config} setting @param {import('../training/settings.js').NumberRow} row @returns {Pick<Row, 'values' | 'effect'>} */
function range_of(setting, { kind, low, high }) {
  const top = high === 2 ** 32 - 1 ? '2³² − 1' : whole(high);
  const range = `${kind === 'whole' ? 'a whole number, ' : ''}${low} … ${top}`;
  if (kind === 'speed') return { values: `${range} steps a second, or \`full\``, effect: 'at once' };
  const begins = ['hidden', 'seed'].includes(setting);
  return { values: range, effect: begins ? 'new run' : 'next step' };
}

/** @param {string} text @returns {string | undefined} */
const read_address = (text) => (text.trim() && text.length <= MOST_TEXT ? text.trim() : undefined);

/** @param {string} text @returns {boolean | undefined} */
function read_flag(text) {
  const word = text.trim().toLowerCase();
  return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
}

/** The names of figures in a text, those that there are. @param {string} text */
export const names_in = (text) =>
  text.length > MOST_TEXT ? [] : [...new Set(text.trim().split(/[\s+,]+/))].filter((name) => name !== '');

/** @param {string} text @returns {string[] | undefined} */
function read_show(text) {
  const names = names_in(text);
  const known = names.filter((name) => FIGURE_NAMES.includes(name));
  return known.length > 0 ? known : undefined;
}

/** @param {string} text @returns {string | undefined} */
function read_language(text) {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/** @param {string} text @returns {string[] | undefined} */
function read_classes(text) {
  try {
    return text.length > MOST_TEXT ? undefined : parse_classes(text);
  } catch {
    return undefined;
  }
}

/** @type {Row[]} */
export const ATTRIBUTES = [
  {
    name: 'show',
    property: 'show',
    read: read_show,
    write: (value) => as_text(Array.isArray(value) ? value.join(' ') : value),
    standard: STANDARD_SHOW,
    values: 'names of figures, in order, see below',
    expected: 'names of figures',
    shown: `\`${STANDARD_SHOW.join(' ')}\``,
    effect: 'at once',
  },
  {
    name: 'for',
    property: 'for',
    read: (text) => (/^\S+$/.test(text) && text.length <= MOST_TEXT ? text : undefined),
    write: as_text,
    standard: undefined,
    values: 'id of another `<glass-net>`, whose network it shows',
    expected: 'the id of another <glass-net>',
    shown: '',
    effect: 'at once',
  },
  setting_row('data', 'data', {
    read: (text) => (['digits', 'mnist'].includes(text) ? text : undefined),
    values: '`digits`, `mnist`',
    expected: 'digits or mnist',
    shown: '`digits`',
  }),
  {
    name: 'data-address',
    property: 'dataAddress',
    read: read_address,
    write: as_text,
    standard: undefined,
    values: "folder with the four files of MNIST's form",
    expected: 'the address of a folder',
    shown: "the site's `data/mnist/`",
    effect: 'new run',
  },
  {
    name: 'model',
    property: 'model',
    read: read_address,
    write: as_text,
    standard: undefined,
    values: 'address of a `.safetensors` to begin with',
    expected: 'the address of a saved network',
    shown: '',
    effect: 'new run',
  },
  {
    name: 'classes',
    property: 'classes',
    read: read_classes,
    write: (value) => as_text(Array.isArray(value) ? value.join(', ') : value) || undefined,
    standard: [],
    values: 'ten names between commas, for data that are not digits',
    expected: 'ten names between commas',
    shown: 'the digits',
    effect: 'at once',
  },
  setting_row('hidden-units', 'hidden'),
  setting_row('seed', 'seed'),
  setting_row('learning-rate', 'learning-rate'),
  setting_row('batch-size', 'batch-size'),
  setting_row('speed', 'speed'),
  setting_row('stop-steps', 'stop-steps', { shown: '0: none' }),
  setting_row('stop-epochs', 'stop-epochs', { shown: '0: none' }),
  setting_row('stop-accuracy', 'stop-accuracy', { shown: '0: none' }),
  {
    name: 'autoplay',
    property: 'autoplay',
    read: read_flag,
    write: (value) => (value === true || value === '' ? '' : value ? String(value) : undefined),
    standard: false,
    values: 'there or not; `off`, `false` and `no` are off',
    expected: 'nothing, or off',
    shown: 'off',
    effect: 'when first seen',
  },
  {
    name: 'theme',
    property: 'theme',
    read: (text) => (THEMES.includes(text) ? text : undefined),
    write: as_text,
    standard: 'auto',
    values: '`auto` (the `color-scheme` where it stands), `light`, `dark`',
    expected: 'auto, light or dark',
    shown: '`auto`',
    effect: 'at once',
  },
  {
    name: 'lang',
    property: 'lang',
    read: read_language,
    write: as_text,
    standard: undefined,
    values: 'how numbers are written',
    expected: 'the name of a language',
    shown: "the page's",
    effect: 'at once',
  },
];

/** @type {Map<string, Row>} by the names of the attributes */
export const BY_NAME = new Map(ATTRIBUTES.map((row) => [row.name, row]));

/** What is wrong with an attribute. @typedef {{ attribute: string, value: string, expected: string, message: string }} Problem */

/** @param {string} text as much of it as fits into a sentence */
const cut = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** @param {Row} row @param {string} value @param {string} [expected] @param {string} [kept] what is done instead @returns {Problem} */
function problem_of(row, value, expected = row.expected, kept = kept_words(row)) {
  const message = `<glass-net>: ${row.name}="${cut(value)}" is not what it can be (${expected}); ${kept}.`;
  return { attribute: row.name, value: cut(value), expected, message };
}

/** @param {Row} row */
function kept_words({ standard, write }) {
  const text = write(standard);
  return text === undefined ? 'it is ignored' : `${text} is used`;
}

/**
 * The value of an attribute.
 * @param {Row} row
 * @param {string | null} text null: it is absent
 * @returns {{ value: unknown, problem?: Problem }} the standard value, where the text is none
 */
export function read_attribute(row, text) {
  if (text === null) return { value: row.standard };
  const value = row.read(text) ?? row.standard;
  if (row.name === 'show') return { value, problem: problem_of_show(row, text) };
  return row.read(text) === undefined ? { value, problem: problem_of(row, text) } : { value };
}

/** @param {Row} row @param {string} text @returns {Problem | undefined} */
function problem_of_show(row, text) {
  const names = names_in(text);
  const unknown = names.filter((name) => !FIGURE_NAMES.includes(name));
  if (names.length > 0 && unknown.length === 0) return undefined;
  const near = unknown.slice(0, 1).flatMap((name) => nearest(name));
  const hint = near.length > 0 ? `did you mean ${near[0]}? There are ` : '';
  const kept = unknown.length < names.length ? 'the others are shown' : kept_words(row);
  return problem_of(row, text, `${hint}${FIGURE_NAMES.join(', ')}`, kept);
}

/** The name that is most like a text, if one is like it. @param {string} text @returns {string[]} */
function nearest(text) {
  if (text.length > 20) return [];
  const scored = FIGURE_NAMES.map((name) => ({ name, distance: likeness(text.toLowerCase(), name) }));
  const best = scored.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= Math.max(2, text.length / 2) ? [best.name] : [];
}

/** What authors call them elsewhere. @type {Record<string, string>} */
const OTHER_NAMES = {
  curve: 'loss',
  curves: 'loss',
  matrix: 'confusion',
  output: 'probabilities',
  buttons: 'controls',
};

/** How many letters differ (Levenshtein's distance). @param {string} a @param {string} b */
function likeness(a, b) {
  if (OTHER_NAMES[a] === b) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}

/** The table of the README. @returns {string} in Markdown */
export function readme_table() {
  const head = ['| attribute | values | default | takes effect |', '|---|---|---|---|'];
  const rows = ATTRIBUTES.map(
    ({ name, values, shown, effect }) => `| \`${name}\` | ${values} | ${shown} | ${effect} |`,
  );
  return [...head, ...rows].join('\n');
}
