/** Numbers as texts, for people. */
import { count } from '../network/numbers.js';

export { count };

const with_digits = (/** @type {number} */ digits) =>
  new Intl.NumberFormat('en', {
    notation: 'compact',
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
  });
const THREE_DIGITS = with_digits(3);
const TWO_DIGITS = with_digits(2);
const AS_NEEDED = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 6 });
/** @type {Record<string, string>} letters of the compact notation, as the International System of Units has them */
const SI = { K: ' k', M: ' M', B: ' G', T: ' T' };

/** @param {Intl.NumberFormat} format @param {number} value */
const compact = (format, value) =>
  format
    .formatToParts(value)
    .map((part) => (part.type === 'compact' ? SI[part.value] : part.value))
    .join('');

/** A large number, short, with three digits: 1310000 → 1.31 M, 12000 → 12.0 k, 950 → 950. @param {number} value @returns {string} */
export const short = (value) => (value < 999.5 ? count(value) : compact(THREE_DIGITS, value));

/** A large number that is not known well, with two digits: 1310000 → 1.3 M. @param {number} value @returns {string} */
export const rough = (value) => (value < 999.5 ? count(value) : compact(TWO_DIGITS, value));

/** A label of an axis of steps: 5000 → 5,000, 12000 → 12 k, 2500000 → 2.5 M. @param {number} value @returns {string} */
export const step_label = (value) => (value < 1e4 ? count(value) : compact(AS_NEEDED, value));

/** A label of the axis of the loss: 0.05, 2.0, 1500 → 1,500, 5e6 → 5.0e+6. @param {number} value @returns {string} */
export function loss_label(value) {
  if (value < 0.1) return String(value);
  if (value < 10) return value.toFixed(1);
  return value < 1e6 ? count(value) : value.toPrecision(2);
}

/**
 * A share of 1 in percent: 0.973 → 97.3 %. Only all is 100 %; what would be rounded to it is 99.9 %, or 99.6 %.
 * @param {number} value @param {number} [digits] after the point @returns {string}
 */
export function percent(value, digits = 1) {
  const text = (100 * value).toFixed(digits);
  if (value >= 1 || Number(text) !== 100) return `${text} %`;
  return digits ? `${100 - 10 ** -digits} %` : percent(value);
}

/** A number with its sign, true minuses, and at most two digits: -0.2 → −0.2, 0.125 → +0.13. @param {number} value @returns {string} */
export const signed = (value) =>
  `${value < 0 ? '-' : '+'}${Number(Math.abs(value).toPrecision(2))}`.replaceAll('-', '−');

/**
 * A number with its sign and so many digits after the point, true minuses: 0.125 → +0.13; very large ones as powers of ten.
 * @param {number} value @param {number} [digits] @returns {string}
 */
export function signed_decimal(value, digits = 2) {
  const size = Math.abs(value);
  const text = size < 1e5 ? size.toFixed(digits) : size.toExponential(2);
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** A fingerprint in groups of four, so that it can be read out. @param {string} fingerprint @returns {string} */
export const in_fours = (fingerprint) => fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
