/** Whether a recipe that comes from outside, from the storage or by a message, is one that can be followed. */
import { SETTINGS } from './settings.js';

const MOST_STEPS = 1e7; // take minutes to follow
const MOST_STRETCHES = 1000;

/** @param {unknown} value @param {'learning-rate' | 'batch-size'} name */
function is_setting(value, name) {
  const row = /** @type {import('./settings.js').NumberRow} */ (SETTINGS[name]);
  const is_in_range = typeof value === 'number' && value >= row.low && value <= row.high;
  return is_in_range && (row.kind !== 'whole' || Number.isInteger(value));
}

/** @param {unknown} value @param {number} low @param {number} high */
const is_whole = (value, low, high) =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;

/** @param {unknown} recipe @throws {RangeError} that says what is wrong with it */
export function check_recipe(recipe) {
  const { stretches, steps, fingerprint } = /** @type {Record<string, unknown>} */ (recipe ?? {});
  /** @param {boolean} is_right @param {string} what */
  const check = (is_right, what) => {
    if (!is_right) throw new RangeError(`This run cannot be repeated: ${what}.`);
  };
  check(is_whole(steps, 0, MOST_STEPS), `its steps must be a whole number up to ${MOST_STEPS}`);
  check(/^[0-9a-f]{16}$/.test(String(fingerprint)), 'its fingerprint must be 16 hexadecimal digits');
  const list = Array.isArray(stretches) ? stretches : [];
  check(is_whole(list.length, 1, MOST_STRETCHES), `it must have 1 to ${MOST_STRETCHES} stretches`);
  let next = 0;
  for (const stretch of list) {
    const { step, learning_rate, batch_size } = stretch ?? {};
    check(is_whole(step, next, next && MOST_STEPS), 'its stretches must be in order, from step 0 on');
    check(is_setting(learning_rate, 'learning-rate'), 'a learning rate is out of range');
    check(is_setting(batch_size, 'batch-size'), 'a batch size is out of range');
    next = step + 1;
  }
}
