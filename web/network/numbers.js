/** Plain arithmetic on arrays of numbers. */

/**
 * The place of the largest value; of equal ones, the first.
 * @param {ArrayLike<number>} values
 * @param {number} [first] of those that are looked at
 * @param {number} [count] of those that are looked at
 * @returns {number} counted from `first`; 0 if there is no value, or no number among them
 */
export function argmax(values, first = 0, count = values.length - first) {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[first + i] > values[first + best]) best = i;
  return best;
}
