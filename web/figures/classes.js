/** What the ten classes are called: digits, or names that somebody has given them. */

/**
 * @typedef {object} Classes
 * @property {'digit' | 'class'} one what one of them is
 * @property {string[]} names in a sentence: seven, Ankle boot
 * @property {string[]} short where they stand by themselves: 7, Ankle boot
 * @property {(label: number) => string} article a name with what goes before it: a seven, “Ankle boot”
 * @property {(label: number) => string} brief the same where room is short: a 7, “Ankle boot”
 */

const NAMES = 'zero one two three four five six seven eight nine'.split(' ');

/** @type {Classes} */
export const DIGITS = {
  one: 'digit',
  names: NAMES,
  short: NAMES.map((_, digit) => String(digit)),
  article: (digit) => `${digit === 8 ? 'an' : 'a'} ${NAMES[digit]}`,
  brief: (digit) => `${digit === 8 ? 'an' : 'a'} ${digit}`,
};

/** @param {string[]} names of the ten classes; none: they are digits @returns {Classes} */
export function classes_named(names) {
  if (names.length === 0) return DIGITS;
  const quoted = (/** @type {number} */ label) => `“${names[label]}”`;
  return { one: 'class', names, short: names, article: quoted, brief: quoted };
}
