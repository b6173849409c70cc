/** Small tools for numbers, for every room. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with its thousands apart: 12000 → 12,000. @param {number} value @returns {string} */
export const count = (value) => WHOLE.format(value);

/**
 * The place of the largest value; of equal ones, the first.
 * @param {ArrayLike<number>} values
 * @param {number} [first] of those that are looked at
 * @param {number} [size] how many are looked at
 * @returns {number} counted from `first`; 0 if there is no value, or no number among them
 */
export function argmax(values, first = 0, size = values.length - first) {
  let best = 0;
  for (let i = 1; i < size; i++) if (values[first + i] > values[first + best]) best = i;
  return best;
}
