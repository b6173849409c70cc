/** When training goes wrong: what to say, and what would help. */
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {import('../training/diagnosis.js').Trouble} Trouble
 * @typedef {import('../training/diagnosis.js').Fault} Fault
 * @typedef {import('../training/best.js').BestPlace} BestPlace
 * @typedef {import('../training/settings.js').Config} Config
 *
 * @typedef {object} Remedy
 * @property {string} text of its button
 * @property {'begin' | 'set' | 'go back'} kind begin: a new run with these changes; set: the changes act at the next step;
 * go back: to the place where the test loss was lowest
 * @property {Partial<Config>} changes to the settings
 *
 * @typedef {{ text: string, remedies: Remedy[] }} Advice
 *
 * @typedef {object} State
 * @property {number} dead hidden units that have died
 * @property {number | undefined} accuracy of this run; undefined before it was measured
 * @property {Config} settings
 * @property {boolean} can_go_back whether the settings of the run alone bring back any step of it
 */

const GOOD_RATE = 0.1;
const SMALL_RATE = 0.01;
const MOST_IMAGES = 60_000; // of built-in handwriting, as many as MNIST has

/** @param {Trouble} trouble @param {State} state @returns {Advice} */
export const advice = (trouble, state) =>
  trouble.kind === 'overfit' ? about_learning_by_heart(trouble.best, state) : about_fault(trouble, state);

/** @param {BestPlace} best @param {State} state @returns {Advice} */
function about_learning_by_heart({ step, loss }, { settings, can_go_back }) {
  const place = `${loss.toFixed(2)} at step ${whole(step)}`;
  /** @type {Remedy[]} */
  const remedies = can_go_back ? [{ text: 'Go back to the best', kind: 'go back', changes: {} }] : [];
  const has_more = settings.data === 'digits' && settings.images < MOST_IMAGES;
  if (has_more) remedies.push({ text: 'More images', kind: 'begin', changes: { images: MOST_IMAGES } });
  return {
    text: `It learns by heart: the test loss is more than 20 % above its best, ${place}, while the training loss falls.`,
    remedies,
  };
}

/** @param {Fault} fault @param {State} state @returns {Advice} */
function about_fault({ kind, rate }, { dead, accuracy, settings }) {
  const present = settings['learning-rate'];
  const is_fast = rate > GOOD_RATE;
  const is_slow = present < SMALL_RATE;
  const blame = is_fast
    ? `The learning rate, ${rate}, was too high.`
    : 'It happened by bad luck with this seed.';
  const anew =
    is_fast || is_slow
      ? { text: `Begin anew at rate ${GOOD_RATE}`, changes: { 'learning-rate': GOOD_RATE } }
      : { text: 'Begin anew with another seed', changes: { seed: (settings.seed + 1) % 2 ** 32 } };
  /** @type {Remedy[]} */
  const remedies = [{ kind: 'begin', ...anew }];
  switch (kind) {
    case 'overflow':
      return { text: `The numbers have overflowed: no weight is a number any more. ${blame}`, remedies };
    case 'dead':
      return {
        text: `${dead === settings.hidden && dead > 1 ? 'All' : `${dead} of`} ${settings.hidden} hidden ${settings.hidden === 1 ? 'unit has' : 'units have'} died: ${dead === 1 ? 'it is' : 'they are'} 0 for every image and cannot learn any more. ${blame}`,
        remedies,
      };
    case 'divergence':
      return { text: `The loss has grown where it should have fallen. ${blame}`, remedies };
    case 'standstill':
      return {
        text: 'The learning rate is 0: a step changes nothing.',
        remedies: [{ text: `Set it to ${GOOD_RATE}`, kind: 'set', changes: { 'learning-rate': GOOD_RATE } }],
      };
    case 'chance': {
      const share =
        accuracy === undefined ? '' : `: ${(100 * accuracy).toFixed(0)} % right, and 10 % is chance`;
      const reason = is_slow ? `The learning rate, ${present}, is very small.` : blame;
      return { text: `It still guesses${share}. ${reason}`, remedies };
    }
  }
}
