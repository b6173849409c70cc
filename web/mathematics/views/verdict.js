/** What a gradient check has shown, in words. */
import { count } from '../../figures/format.js';
import { TOLERANCE } from '../../training/tolerance.js';
import { format_number } from '../format.js';

/**
 * @typedef {import('../step/gradient_check.js').Checked} Checked
 * @typedef {import('../step/gradient_check.js').Sabotage} Sabotage
 */

/** Why a planted error may make no difference. @type {Record<Sabotage, string>} */
const EXCUSES = {
  mean: 'The mean over one sample is the sample itself; take the next batch above.',
  mask: 'No hidden unit is off where it matters; take another batch above.',
  new_weights: 'The update does not move W_o; take another batch above.',
  sign: 'All errors are 0; take another batch above.',
};

/** A share of the largest gradient of an array: 0.0004 → 0.04 % of, 31 → 31 times. @param {number} share */
const of_largest = (share) =>
  `${share < 1 ? `${format_number(100 * share, 2)} % of` : `${format_number(share, 2)} times`} the largest gradient of the same array`;

/** @param {Checked} checked */
function result({ error, sabotage, is_right, points }) {
  const difference = 'gradients and measured slopes differ by';
  if (points.length === 0)
    return 'A hidden unit switches on or off between the two points: the loss has a kink there, and no slope to compare with.';
  if (Number.isNaN(error)) return 'Nothing can be concluded.';
  const is_large = error > TOLERANCE;
  if (is_large)
    return `${sabotage ? 'Caught' : 'The formulas do not hold'}: ${difference} as much as ${of_largest(error)}.`;
  const at_most = `${difference} at most ${of_largest(error)}`;
  if (!sabotage) return `The formulas hold: ${at_most}.`;
  return is_right
    ? `The planted error does not show on this batch. ${EXCUSES[sabotage]}`
    : `Not caught: ${at_most}.`;
}

/** @param {Checked} checked */
function extent({ points, m, kinks }) {
  const compared = `${count(points.length)} parameters were compared on ${m === 1 ? 'one sample' : `${count(m)} samples`}`;
  if (kinks === 0) return `${compared}.`;
  const others = kinks === 1 ? 'one other was' : `${count(kinks)} others were`;
  return `${compared}; ${others} passed over, since a hidden unit switches on or off there.`;
}

/** @param {Checked} checked @returns {string[]} sentences, the result first */
export function verdict(checked) {
  const { drowned, points, rate, run_rate, run_error } = checked;
  const sentences = [result(checked)];
  if (run_error !== undefined)
    sentences.push(
      `One update at this run’s rate, η = ${format_number(run_rate)}, hardly moves W_o: there the same planted error makes a ` +
        `difference of only ${of_largest(run_error)}, and passes or nearly passes. Here the update is as long as W_o itself, ` +
        `η = ${format_number(rate)}.`,
    );
  if (drowned.length > 0)
    sentences.push(
      `The gradients of ${drowned.map(with_index).join(', ')} are not judged: the network is so certain of this batch that the ` +
        'rounding of the loss hides them.',
    );
  if (points.length > 1) sentences.push(extent(checked));
  return sentences;
}

/** @param {string} name */
const with_index = (name) => `${name[0]}_${name[1]}`;
