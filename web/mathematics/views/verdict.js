/** What a gradient check has shown, in words. */
import { TOLERANCE } from '../../training/gradient_check.js';
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

/** @param {Checked} checked */
function result({ error, sabotage, is_right, points }) {
  const largest = `the largest error is ${format_number(error, 2)} times the largest gradient of its array`;
  if (points.length === 0)
    return 'A hidden unit switches within the step: the loss has a kink there and no slope.';
  if (Number.isNaN(error)) return 'Nothing can be concluded.';
  if (error > TOLERANCE) return sabotage ? `Caught: ${largest}.` : `The formulas do not hold: ${largest}.`;
  if (!sabotage) return `The formulas hold: ${largest}.`;
  return is_right
    ? `The planted error does not show on this batch. ${EXCUSES[sabotage]}`
    : `Not caught: ${largest}.`;
}

/** @param {Checked} checked @returns {string[]} sentences, the result first */
export function verdict(checked) {
  const { drowned, kinks, points, m, rate, run_rate, run_error } = checked;
  const sentences = [result(checked)];
  if (run_error !== undefined)
    sentences.push(
      `One update at this run’s rate, η = ${format_number(run_rate)}, hardly moves W_o: there the same ` +
        `planted error makes a difference of ${format_number(run_error, 2)}, and passes or nearly passes. Here the update is ` +
        `as long as W_o itself, η = ${format_number(rate)}.`,
    );
  if (drowned.length > 0)
    sentences.push(
      `The gradients of ${drowned.map(with_index).join(', ')} are not judged: the network is so certain of this batch that the ` +
        'rounding of the loss hides them.',
    );
  if (points.length > 1)
    sentences.push(
      `${points.length} parameters, ${m === 1 ? 'one sample' : `${m} samples`}, ${kinks} passed over at a kink.`,
    );
  return sentences;
}

/** @param {string} name */
const with_index = (name) => `${name[0]}_${name[1]}`;
