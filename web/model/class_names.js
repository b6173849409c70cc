/** Names for the ten classes, as `classes` in the address has them or a line of text: ten of them, between commas. */
import { said_in } from '../training/settings.js';

const CLASSES = 10;
const MOST_LETTERS = 24; // of a name
const RULE = `ten names between commas, each of at most ${MOST_LETTERS} letters`;

/**
 * @param {string} text
 * @returns {string[]} ten names; none if the text is empty: the classes are digits then
 * @throws {RangeError} if these are not ten names
 */
export function parse_classes(text) {
  const names = text.split(',').map((name) => name.trim().replaceAll(/\s+/g, ' '));
  if (names.every((name) => name === '')) return [];
  if (names.length !== CLASSES)
    throw new RangeError(`The classes need ${RULE}; these are ${names.length}, so they keep their names.`);
  const wrong = names.find((name) => name === '' || [...name].length > MOST_LETTERS);
  if (wrong !== undefined)
    throw new RangeError(
      `The classes need ${RULE}; “${wrong.slice(0, 40)}” is none, so they keep their names.`,
    );
  return names;
}

/**
 * @param {string} hash the part of the address behind #
 * @returns {string[] | undefined} undefined: it does not name the classes
 * @throws {RangeError} as parse_classes
 */
export function read_classes(hash) {
  const text = said_in(hash).get('classes');
  return text === null ? undefined : parse_classes(text);
}

/** What the address says of them. @param {string[]} names @returns {string} with & before it; '' if there are none */
export const write_classes = (names) =>
  names.length > 0 ? `&classes=${names.map(encodeURIComponent).join(',')}` : '';
