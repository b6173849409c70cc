/** When training goes wrong: what to say, and what would help. */

/**
 * @typedef {import('../training/diagnosis.js').Trouble} Trouble
 * @typedef {import('../training/settings.js').Config} Config
 * @typedef {{ text: string, remedy: string, changes: Partial<Config>, begins_new_run: boolean }} Advice remedy: the words
 * of the button; changes: to the settings
 */

const GOOD_RATE = 0.1;
const SMALL_RATE = 0.01;

/**
 * @param {Trouble} trouble
 * @param {{ dead: number, accuracy: number | undefined, settings: Config }} state accuracy: of this run; undefined before
 * it was measured
 * @returns {Advice}
 */
export function advice({ kind, rate }, { dead, accuracy, settings }) {
  const is_fast = rate > GOOD_RATE;
  const is_slow = rate < SMALL_RATE;
  const blame = is_fast
    ? `The learning rate, ${rate}, was too high.`
    : 'It happened by bad luck with this seed.';
  const anew =
    is_fast || is_slow
      ? { remedy: `Begin anew at rate ${GOOD_RATE}`, changes: { 'learning-rate': GOOD_RATE } }
      : { remedy: 'Begin anew with another seed', changes: { seed: (settings.seed + 1) % 2 ** 32 } };
  const new_run = { ...anew, begins_new_run: true };
  switch (kind) {
    case 'overflow':
      return { text: `The numbers have overflowed: no weight is a number any more. ${blame}`, ...new_run };
    case 'dead':
      return {
        text: `${dead} of ${settings.hidden} hidden units have died: they are 0 for every image and cannot learn any more. ${blame}`,
        ...new_run,
      };
    case 'divergence':
      return { text: `The loss has grown where it should have fallen. ${blame}`, ...new_run };
    case 'standstill':
      return {
        text: 'The learning rate is 0: a step changes nothing.',
        remedy: `Set it to ${GOOD_RATE}`,
        changes: { 'learning-rate': GOOD_RATE },
        begins_new_run: false,
      };
    case 'chance': {
      const share =
        accuracy === undefined ? '' : `: ${(100 * accuracy).toFixed(0)} % right, and 10 % is chance`;
      const reason = is_slow ? `The learning rate, ${rate}, is very small.` : blame;
      return { text: `It still guesses${share}. ${reason}`, ...new_run };
    }
  }
}
