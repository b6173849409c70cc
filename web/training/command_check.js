/** Whether what comes with a command is what the command needs, before anything is done with it. */
import { CLASSES, PIXELS } from '../network/arguments.js';

/** @typedef {[is_right: (value: any) => boolean, words: string]} Rule */

/** @type {Rule} */
const WHOLE = [(value) => Number.isSafeInteger(value) && value >= 0, 'a whole number from 0 on'];
/** @type {Rule} */
const DIGIT = [(value) => WHOLE[0](value) && value < CLASSES, 'a digit'];
/** @type {Rule} */
const TRUTH = [(value) => typeof value === 'boolean', 'true or false'];
/** @type {Rule} */
const OBJECT = [(value) => typeof value === 'object' && value !== null, 'an object'];
/** @type {Rule} */
const LIST = [Array.isArray, 'a list'];
/** @type {Rule} */
const TEXT = [(value) => typeof value === 'string', 'a text'];

const is_image = (/** @type {any} */ value) => value instanceof Uint8Array && value.length === PIXELS;
const is_example = (/** @type {any} */ value) => is_image(value?.image) && DIGIT[0](value.label);
/** A picture of the visitor's has no label. */
const is_on_pad = (/** @type {any} */ value) =>
  is_image(value?.image) && (value.label === undefined || DIGIT[0](value.label));
const is_batch = (/** @type {any} */ value) =>
  value?.kind === 'next' ||
  (value?.kind === 'image' && WHOLE[0](value.index)) ||
  (value?.kind === 'pad' && DIGIT[0](value.label));
const is_saved = (/** @type {any} */ value) =>
  OBJECT[0](value?.parameters) &&
  (value.place === undefined ||
    (LIST[0](value.place?.stretches) &&
      [value.place.steps, value.place.epoch, value.place.position].every(WHOLE[0])));

/** @type {Record<string, Rule>} */
const FIELDS = {
  run: [(value) => Number.isFinite(value) || Number.isNaN(value), 'the number of a run'], // NaN: none has begun
  settings: OBJECT,
  playing: TRUTH,
  files: LIST,
  recipe: OBJECT,
  saved: [is_saved, 'a saved network'],
  needs: [(value) => LIST[0](value) && value.every(TEXT[0]), 'a list of names'],
  strokes: LIST,
  sample: WHOLE,
  example: [is_on_pad, 'an image, with a digit for its label if it has one'],
  examples: [(value) => LIST[0](value) && Array.from(value).every(is_example), 'images with their labels'],
  label: DIGIT,
  digit: DIGIT,
  truth: DIGIT,
  answer: DIGIT,
  id: WHOLE,
  index: WHOLE,
  batch: [is_batch, 'the next batch, a test image or what is on the pad'],
  live: TRUTH,
  after: TRUTH,
  place: [(value) => TEXT[0](value?.name) && WHOLE[0](value.index), 'one number of one array'],
  sabotage: TEXT,
  name: TEXT,
  given: LIST,
};

/** What a command cannot do without; the others need the number of a run. @type {Record<string, string[]>} */
const NEEDED = {
  start: ['run', 'settings', 'playing'],
  set: ['run', 'settings'],
  need: ['needs'],
  show_on_pad: [],
  teach: ['run', 'label'],
  teach_again: ['run', 'examples'],
  forget: ['run', 'id'],
  follow: ['run', 'index'],
  what_if: ['run', 'digit'],
  step_by_hand: ['run', 'batch', 'live'],
  stand: ['run', 'after'],
  call: ['run', 'name', 'given'],
};

/** @param {string} command @param {unknown} detail @throws {TypeError} that says in a sentence what is wrong */
export function check_command(command, detail) {
  if (command === 'offers') return; // which needs nothing
  if (!OBJECT[0](detail)) throw new TypeError(`The command “${command}” came without what it is about.`);
  const given = /** @type {Record<string, unknown>} */ (detail);
  for (const name of NEEDED[command] ?? ['run'])
    if (given[name] === undefined) throw new TypeError(`The command “${command}” came without its ${name}.`);
  for (const [name, [is_right, words]] of Object.entries(FIELDS))
    if (given[name] !== undefined && !is_right(given[name]))
      throw new TypeError(`With the command “${command}”, ${name} must be ${words}.`);
}
