/**
 * What the reader follows through the step: one pixel, one hidden unit, one class and one sample. The entry of any
 * quantity that is worked out is the one in their rows and columns.
 */
import { CLASSES, PIXELS } from '../../network/arguments.js';
import { QUANTITIES } from '../table.js';

/**
 * @typedef {import('../table.js').Name} Name
 * @typedef {import('../table.js').Extent} Extent
 * @typedef {import('../views/layouts.js').Entry} Entry
 * @typedef {import('../views/layouts.js').Stretch} Stretch
 * @typedef {Record<Extent, number>} Extents how many there are of each
 */

/** How many are on show at once; the others follow page by page. @type {Partial<Extents>} */
const PAGE = { m: 32, H: 128 };

/** @type {Record<Extent, string>} */
const WORDS = { D: 'pixel', H: 'hidden unit', K: 'class', m: 'sample', 1: '' };

export class Selection {
  constructor() {
    /** @type {Extents} */
    this.at = { D: 0, H: 0, K: 0, m: 0, 1: 0 };
    /** @type {Extents} */
    this.count = { D: PIXELS, H: 1, K: CLASSES, m: 1, 1: 1 };
    this.is_one_sample = false; // whether one sample is on show instead of the batch
  }

  /** @param {{ hidden: number, m: number }} step */
  fit({ hidden, m }) {
    Object.assign(this.count, { H: hidden, m });
    this.at.H = Math.min(this.at.H, hidden - 1);
    this.at.m = Math.min(this.at.m, m - 1);
  }

  /**
   * Begins with the first sample: its class, its most active hidden unit and its brightest pixel.
   * @param {import('./quantities.js').Quantities} quantities
   */
  begin(quantities) {
    const [X, Ah, Y] = [quantities.of('X'), quantities.of('Ah'), quantities.of('Y')];
    this.at = { D: largest(X, 0), H: largest(Ah, 0), K: largest(Y, 0), m: 0, 1: 0 };
  }

  /** @param {Name} name @returns {Entry} */
  entry(name) {
    const { rows, columns } = QUANTITIES[name];
    return { row: this.at[rows], column: this.at[columns] };
  }

  /** @param {Name} name @param {Entry} entry */
  choose(name, { row, column }) {
    const { rows, columns } = QUANTITIES[name];
    this.at[rows] = Math.max(0, Math.min(row, this.count[rows] - 1));
    this.at[columns] = Math.max(0, Math.min(column, this.count[columns] - 1));
  }

  /** The chosen entry of `name` in words. @param {Name} name */
  describe(name) {
    const { rows, columns } = QUANTITIES[name];
    const extents = [rows, columns].filter((extent) => extent !== '1');
    return extents.map((extent) => `${WORDS[extent]} ${this.at[extent]}`).join(', ');
  }

  /**
   * The part of `name` from which the chosen entry of `result` is computed: a row, a column or an entry.
   * @param {Name} name @param {Name} result @returns {Partial<Entry>}
   */
  behind(name, result) {
    const { rows, columns } = QUANTITIES[name];
    /** @type {Extent[]} */
    const shared = [QUANTITIES[result].rows, QUANTITIES[result].columns].filter((extent) => extent !== '1');
    /** @type {Partial<Entry>} */
    const part = {};
    if (shared.includes(rows)) part.row = this.at[rows];
    if (shared.includes(columns)) part.column = this.at[columns];
    return part;
  }

  /** @param {Name} name @returns {import('../views/layouts.js').Window} */
  window(name) {
    const { rows, columns } = QUANTITIES[name];
    return { rows: this.#stretch(rows), columns: this.#stretch(columns) };
  }

  /** @param {Extent} extent @returns {Stretch} */
  #stretch(extent) {
    const [count, at] = [this.count[extent], this.at[extent]];
    const page = extent === 'm' && this.is_one_sample ? 1 : (PAGE[extent] ?? count);
    const first = Math.floor(at / page) * page;
    return { first, count: Math.min(page, count - first) };
  }
}

/** The row of the largest entry in a column. @param {import('../views/matrix_image.js').Matrix} matrix @param {number} column */
function largest({ rows, at }, column) {
  let best = 0;
  for (let row = 1; row < rows; row++) if (at(row, column) > at(best, column)) best = row;
  return best;
}
