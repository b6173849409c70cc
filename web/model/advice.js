/** When training goes wrong: what to say, and the button that helps. */

/**
 * @typedef {import('../training/diagnosis.js').Trouble} Trouble
 * @typedef {{ text: string, remedy: string, begins_anew: boolean }} Advice
 */

const GOOD_RATE = 0.1;
const SMALL_RATE = 0.01;

/**
 * @param {Trouble} trouble
 * @param {{ dead: number, hidden: number, accuracy: number }} state
 * @returns {Advice}
 */
function advice({ kind, rate }, { dead, hidden, accuracy }) {
  const is_fast = rate > GOOD_RATE;
  const blame = is_fast
    ? `The learning rate, ${rate}, was too high.`
    : 'It happened by bad luck with this seed.';
  const remedy =
    is_fast || rate < SMALL_RATE ? `Begin anew at rate ${GOOD_RATE}` : 'Begin anew with another seed';
  const anew = { remedy, begins_anew: true };
  switch (kind) {
    case 'overflow':
      return { text: `The numbers have overflowed: no weight is a number any more. ${blame}`, ...anew };
    case 'dead':
      return {
        text: `${dead} of ${hidden} hidden units have died: they are 0 for every image and cannot learn any more. ${blame}`,
        ...anew,
      };
    case 'divergence':
      return { text: `The loss has grown where it should have fallen. ${blame}`, ...anew };
    case 'standstill':
      return {
        text: 'The learning rate is 0: a step changes nothing.',
        remedy: `Set it to ${GOOD_RATE}`,
        begins_anew: false,
      };
    default:
      return {
        text: `It still guesses: ${(100 * accuracy).toFixed(0)} % right, and 10 % is chance. ${rate < SMALL_RATE ? `The learning rate, ${rate}, is very small.` : blame}`,
        ...anew,
      };
  }
}

export class Doctor {
  /**
   * @param {import('../panels/status.js').Status} status
   * @param {object} remedies
   * @param {(changes: Partial<import('../training/settings.js').Config>) => void} remedies.begin_anew
   * @param {(rate: number) => void} remedies.set_rate
   * @param {() => void} remedies.well nothing is wrong any more
   */
  constructor(status, remedies) {
    this.status = status;
    this.remedies = remedies;
    /** @type {Trouble | undefined} what the status line warns of */
    this.told = undefined;
  }

  /**
   * @param {Trouble | undefined} trouble
   * @param {{ dead: number, accuracy: number, settings: import('../training/settings.js').Config }} state
   */
  see(trouble, { dead, accuracy, settings }) {
    if (trouble?.kind !== this.told?.kind && this.told) this.remedies.well();
    this.told = trouble;
    if (!trouble) return;
    const { text, remedy, begins_anew } = advice(trouble, { dead, accuracy, hidden: settings.hidden });
    const is_right = trouble.rate >= SMALL_RATE && trouble.rate <= GOOD_RATE;
    const changes = is_right ? { seed: (settings.seed + 1) % 2 ** 32 } : { 'learning-rate': GOOD_RATE };
    const action = () =>
      begins_anew ? this.remedies.begin_anew(changes) : this.remedies.set_rate(GOOD_RATE);
    this.status.warn(text, [{ text: remedy, action }]);
  }
}
