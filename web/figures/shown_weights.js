/** What the figure of the network shows of its weights: how they have changed, themselves, or their gradients. */
import { round_range } from './colours.js';
import { learnt } from './learnt.js';
import { caption } from './unit_words.js';

/**
 * @typedef {{ Wh: Float32Array, bh: Float32Array, Wo: Float32Array, bo: Float32Array }} Parameters
 * @typedef {{ Wh: Float32Array, bh: Float32Array, is_opened: boolean }} Initial where the network began; is_opened: when
 *   it was opened, as nothing is known of before
 * @typedef {import('./unit_words.js').Mode} Mode
 * @typedef {'parameters' | 'gradients' | 'initial'} Need
 */

/** @type {Record<Mode, Need[]>} what has to be known */
const NEEDS = {
  learnt: ['parameters', 'initial'],
  weights: ['parameters'],
  gradients: ['parameters', 'gradients'],
};

export const MODES = /** @type {Mode[]} */ (Object.keys(NEEDS));

export class ShownWeights {
  /** @type {Mode} */
  mode = 'learnt';
  /** @type {Parameters | undefined} */
  parameters = undefined;
  /** @type {Parameters | undefined} of the last batch */
  gradients = undefined;
  /** @type {Initial | undefined} */
  initial = undefined;
  steps = 0; // that the run has taken
  /** @type {Record<Mode, number[]>} the values that take the full colour: of the tiles, and of the output weights */
  ranges = { learnt: [0.05, 1], weights: [0.2, 1], gradients: [0.01, 0.01] };

  get needs() {
    return NEEDS[this.mode];
  }

  /** @param {Mode} mode from now on; the gradients of the last batch are on their way then */
  choose(mode) {
    this.mode = mode;
    this.gradients = undefined;
  }

  /**
   * @param {Parameters | undefined} parameters undefined: as before, also below
   * @param {Parameters | undefined} gradients
   * @param {Initial | undefined} initial
   * @param {number | undefined} steps
   */
  take(parameters, gradients, initial, steps) {
    this.parameters = parameters ?? this.parameters;
    this.gradients = gradients ?? this.gradients;
    this.initial = initial ?? this.initial;
    this.steps = steps ?? this.steps;
  }

  /** In words. */
  get caption() {
    const { mode, steps, initial, gradients } = this;
    const is_opened = initial?.is_opened ?? false;
    return caption(mode, { is_opened, has_gradient: steps > 0 || gradients !== undefined });
  }

  /**
   * What tiles and output weights show, and their ranges; of what was learnt, the output weights are those of now.
   * @returns {{ shown: Pick<Parameters, 'Wh' | 'bh' | 'Wo'>, ranges: number[] } | undefined} undefined: not known yet
   */
  draw() {
    const { mode, parameters, initial, argued } = this;
    if (!parameters || !argued || (mode === 'learnt' && !initial)) return undefined;
    const shown =
      mode === 'learnt' && initial ? { ...learnt(parameters, initial), Wo: parameters.Wo } : argued;
    const ranges = this.ranges[mode];
    ranges[0] = round_range(shown.Wh, ranges[0]);
    ranges[1] = round_range(shown.Wo, ranges[1]);
    return { shown, ranges };
  }

  /** What lines and sentences are about: the parameters, or their gradients; while there are none, zeros. */
  get argued() {
    const { mode, parameters, gradients } = this;
    if (mode !== 'gradients' || !parameters) return parameters;
    const { Wh, bh, Wo, bo } = parameters;
    const zeros = (/** @type {Float32Array} */ { length }) => new Float32Array(length);
    return gradients ?? { Wh: zeros(Wh), bh: zeros(bh), Wo: zeros(Wo), bo: zeros(bo) };
  }
}
