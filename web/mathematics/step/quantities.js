/** The numbers behind the symbols: every quantity of the table, for one step of gradient descent, as the network has it. */
import { CLASSES, PIXELS } from '../../network/arguments.js';
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../../training/step_by_hand.js').Step} Step
 * @typedef {import('../table.js').Name} Name
 * @typedef {{ name: Name, rows: number, columns: number, values: ArrayLike<number>, at: (row: number, column: number) => number }} Quantity
 * values: row after row for parameters and their gradients, column after column (sample after sample) for all others;
 * at() hides the difference
 * @typedef {keyof import('../../network/network.js').Parameters} ParameterName
 */

/** The quantities that are stored row after row. @type {Name[]} */
const BY_ROWS = ['Wh', 'bh', 'Wo', 'bo', 'dWo', 'dbo', 'dWh', 'dbh', 'E', 'c'];

/** The quantities that belong to one sample. @type {Name[]} */
const OF_SAMPLE = ['E', 'c'];

export class Quantities {
  /** @type {Map<string, Quantity>} */
  #known = new Map();

  /** @param {Step} step */
  constructor(step) {
    this.step = step;
    this.sample = 0; // the chosen one, from 0
    /** Letters of the shapes. */
    this.extents = { D: PIXELS, H: step.hidden, K: CLASSES, m: step.m, 1: 1 };
  }

  /**
   * A quantity at the parameters before the step.
   * @param {Name} name @param {number} [sample] that E and c are of; all other quantities are of the whole batch
   * @returns {Quantity}
   */
  of(name, sample = this.sample) {
    const key = OF_SAMPLE.includes(name) ? `${name} of ${sample}` : name;
    return this.#once(key, name, () => this.#values(name, sample));
  }

  /** A parameter array after the step. @param {ParameterName} name @returns {Quantity} */
  after(name) {
    return this.#once(`${name} after`, name, () => this.step.after[name]);
  }

  /** The hidden units that are active for a sample. @param {number} sample */
  #active(sample) {
    const { activations, hidden } = this.step;
    return [...Array(hidden).keys()].filter((h) => activations.Zh[sample * hidden + h] > 0);
  }

  /** @param {string} key @param {Name} name @param {() => ArrayLike<number>} compute @returns {Quantity} */
  #once(key, name, compute) {
    const known = this.#known.get(key) ?? this.#quantity(name, compute());
    this.#known.set(key, known);
    return known;
  }

  /** @param {Name} name @param {ArrayLike<number>} values @returns {Quantity} */
  #quantity(name, values) {
    const { rows: row_letter, columns: column_letter } = QUANTITIES[name];
    const [rows, columns] = [this.extents[row_letter], this.extents[column_letter]];
    const [row_stride, column_stride] = BY_ROWS.includes(name) ? [columns, 1] : [1, rows];
    const at = (/** @type {number} */ row, /** @type {number} */ column) => {
      if (row >= 0 && row < rows && column >= 0 && column < columns)
        return values[row * row_stride + column * column_stride];
      throw new RangeError(`${name}[${row}, ${column}]: expected a place in ${rows} × ${columns}`);
    };
    return { name, rows, columns, values, at };
  }

  /** @param {Name} name @param {number} sample @returns {ArrayLike<number>} */
  #values(name, sample) {
    const { images, labels, before, activations, gradients, errors, rate } = this.step;
    switch (name) {
      case 'X':
        return images instanceof Uint8Array ? Float32Array.from(images, (grey) => grey / 255) : images;
      case 'Y':
        return one_hot(labels);
      case 'Wh':
      case 'bh':
      case 'Wo':
      case 'bo':
        return before[name];
      case 'Zh':
      case 'Ah':
      case 'Zo':
      case 'Ao':
        return activations[name];
      case 'L':
        return [gradients.loss];
      case 'dWo':
      case 'dbo':
      case 'dWh':
      case 'dbh':
        return gradients[/** @type {ParameterName} */ (name.slice(1))];
      case 'dZo':
      case 'dAh':
      case 'dZh':
        return errors[name];
      case 'rate':
        return [rate];
      case 'E':
        return through_active(before.Wo, before.Wh, this.#active(sample));
      case 'c':
        return through_active(before.Wo, before.bh, this.#active(sample)).map((sum, k) => sum + before.bo[k]);
    }
  }
}

/**
 * W_o ([Z_h > 0] ⊙ w): what passes the active units.
 * @param {Float32Array} Wo (10, H) @param {Float32Array} w (H, n), row after row @param {number[]} active units
 * @returns {Float64Array} (10, n)
 */
function through_active(Wo, w, active) {
  const hidden = Wo.length / CLASSES;
  const n = w.length / hidden;
  const sums = new Float64Array(CLASSES * n);
  for (const h of active)
    for (let k = 0; k < CLASSES; k++)
      for (let i = 0; i < n; i++) sums[k * n + i] += Wo[k * hidden + h] * w[h * n + i];
  return sums;
}

/** Y: 1 at each sample's label. @param {Uint8Array} labels @returns {Uint8Array} (m, 10) */
function one_hot(labels) {
  const Y = new Uint8Array(labels.length * CLASSES);
  labels.forEach((label, sample) => (Y[sample * CLASSES + label] = 1));
  return Y;
}
