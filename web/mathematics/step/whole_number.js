/** Whole numbers from fields that a reader fills in. */

/**
 * @param {string} text
 * @param {number} [last] the largest that there is
 * @returns {number | undefined} undefined: the text is no whole number from 0 to `last`
 */
export function read_whole_number(text, last = Number.MAX_SAFE_INTEGER) {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isInteger(value) && value >= 0 && value <= last ? value : undefined;
}

/**
 * The sentence for a text that is no whole number from 0 to `last`.
 * @param {string} name of what is asked for
 * @param {string} text what was given instead
 * @param {number} kept what it stays
 * @param {number} [last]
 */
export function refusal(name, text, kept, last) {
  const given = text.trim() === '' ? 'the field holds none' : `“${text.trim().replace('-', '−')}” is not`;
  const range = last === undefined ? 'of 0 or more' : `from 0 to ${last}`;
  return `${name} must be a whole number ${range}; ${given}, so it stays ${kept}.`;
}
