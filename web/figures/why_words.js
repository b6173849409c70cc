/** What the figure of the reasons says. */
import { count, percent, signed_decimal } from './format.js';

/** @typedef {import('./classes.js').Classes} Classes */

export const NO_IMAGE = 'Draw a digit on the pad, and this says why it is read as it is.';
export const OVERFLOWED =
  'The network has overflowed: its weights are not numbers any more, so there is nothing to explain. Reset it, with a lower learning rate.';

/**
 * The question that is answered.
 * @param {Classes} classes
 * @param {number} digit @param {number | undefined} rival @param {number} logit lead of the digit over the rival
 * @param {boolean} is_answer whether the digit is what the network reads
 */
export function question(classes, digit, rival, logit, is_answer) {
  if (rival === undefined)
    return is_answer ? `Why it reads ${classes.article(digit)}` : `What speaks for ${classes.article(digit)}`;
  const [first, second] = [classes.article(digit), classes.article(rival)];
  return logit < 0 ? `Why not ${first}, but ${second}` : `Why ${first} and not ${second}`;
}

/** Why the sum is exact. @param {number} active units @param {number} hidden all of them */
export function exactness(active, hidden) {
  const units =
    hidden === 1 ? `its unit is${active ? '' : ' not'}` : `${count(active)} of ${count(hidden)} units are`;
  return `exactly a weighted sum of pixels, as ${units} active`;
}

/** What the sum is called. @param {Classes} classes @param {number} digit @param {number} [rival] */
export const name_of_sum = (classes, digit, rival) =>
  rival === undefined
    ? `logit of ${classes.short[digit]}`
    : `logit of ${classes.short[digit]} − logit of ${classes.short[rival]}`;

/** The template, as a letter with the class below it. @param {number} digit @param {number} [rival] */
export const name_of_template = (digit, rival) =>
  rival === undefined ? `e${sub(digit)}` : `e${sub(digit)} − e${sub(rival)}`;

/** @param {number} digit */
const sub = (digit) => String.fromCharCode(0x2080 + digit);

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * What the sum means for the answer.
 * @param {Classes} classes
 * @param {number} digit @param {number | undefined} rival @param {number} logit @param {number} probability of the digit
 */
export function conclusion(classes, digit, rival, logit, probability) {
  if (rival === undefined)
    return `Softmax makes probabilities of the ten logits: ${percent(probability)} for ${classes.article(digit)}.`;
  const odds = Math.exp(Math.abs(logit));
  const [more, less] = logit < 0 ? [rival, digit] : [digit, rival];
  const times = odds < 1e6 ? count(Number(odds.toPrecision(2))) : 'over a million';
  const power = `e to the ${Math.abs(logit).toFixed(2)}`;
  return `${capital(classes.article(more))} is ${times} times as probable as ${classes.article(less)}: ${power}.`;
}

/**
 * One pixel's part in the sum.
 * @param {{ row: number, column: number }} place @param {number} ink 0 … 1 @param {number} weight @param {number} product
 */
export function pixel_sentence({ row, column }, ink, weight, product) {
  const where = `Row ${row}, column ${column}`;
  if (ink === 0) return `${where}: no ink, so its weight of ${signed_decimal(weight, 3)} adds nothing.`;
  const side = product < 0 ? 'against' : 'for';
  return `${where}: ink ${ink.toFixed(2)} × ${signed_decimal(weight, 3)} = ${signed_decimal(product, 3)}, ${side} it.`;
}

/** @param {Classes} classes @param {number} digit */
export const make_it = (classes, digit) => `Make it ${classes.article(digit)}`;

/**
 * What was done to make the network read a digit.
 * @param {Classes} classes
 * @param {number} digit @param {{ outcome: 'changed' | 'already' | 'impossible', added: number, removed: number }} change
 */
export function change_sentence(classes, digit, { outcome, added, removed }) {
  const it = classes.article(digit);
  if (outcome === 'already') return `It is read as ${it} already.`;
  if (outcome === 'impossible')
    return `No change of the ink, from none to full, was found with which it is read as ${it}.`;
  const size = (added + removed).toFixed(1);
  return `${size} pixels of ink tip it over to ${it}: ${added.toFixed(1)} more, ${removed.toFixed(1)} less. Undo takes that back.`;
}

/** What lies on the pad then. @param {Classes} classes @param {number} digit */
export const changed_name = (classes, digit) => `Tipped over to ${classes.article(digit)}.`;

export const POINT_AT_A_PIXEL = 'Point at a pixel: what its ink adds.';

/** What the pictures say to those who listen. @param {Classes} classes @param {number} digit @param {number} [rival] */
export const described = (classes, digit, rival) => {
  const of =
    rival === undefined ? classes.names[digit] : `${classes.names[digit]} minus ${classes.names[rival]}`;
  return {
    template: `Effective template of ${of}: what one more unit of ink would add at each pixel`,
    products: `Ink times template of ${of}, pixel by pixel. Arrow keys go from pixel to pixel.`,
  };
};
