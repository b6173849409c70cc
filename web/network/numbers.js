/** Arithmetic on arrays of numbers that every room needs. */

/**
 * The index of the largest value; of equal ones the first.
 * @param {ArrayLike<number>} values
 * @returns {number} −1 if there is none
 */
export function argmax(values) {
  let best = values.length > 0 ? 0 : -1;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
