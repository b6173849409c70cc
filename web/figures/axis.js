/** An axis of a plot: where values stand, linear or logarithmic, and which of them are marked. */

const MINOR = 100; // px of a power of ten from which on all its digits have lines
const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * @typedef {object} Range
 * @property {number} low
 * @property {number} high larger than low; on a logarithmic axis at least ten times as large
 * @property {boolean} is_log both are positive then
 *
 * @typedef {{ value: number, has_label: boolean }} Mark
 */

/** A number as people write it: 0.1 · 3 is 0.3. @param {number} value */
const clean = (value) => Number(value.toPrecision(12));

export class Axis {
  /** @param {Range} range @param {number} from px, where `low` stands @param {number} to px, where `high` stands */
  constructor({ low, high, is_log }, from, to) {
    this.low = low;
    this.high = high;
    this.is_log = is_log;
    this.from = from;
    this.length = Math.abs(to - from);
    this.start = is_log ? Math.log10(low) : low;
    this.scale = (to - from) / (is_log ? Math.log10(high) - this.start : high - low); // px per unit or power of ten
  }

  /** @param {number} value @returns {number} px; −∞ or ∞ for a number that a logarithmic axis does not have */
  place(value) {
    return this.from + ((this.is_log ? Math.log10(value) : value) - this.start) * this.scale;
  }

  /** The value that stands at a place. @param {number} place px @returns {number} */
  value(place) {
    const at = this.start + (place - this.from) / this.scale;
    return this.is_log ? 10 ** at : at;
  }

  /**
   * Round values for lines and labels, rising.
   * @param {number} gap px between two labels, at least
   * @param {number} [least] difference between two marks, at least: 1 where only whole numbers make sense
   * @returns {Mark[]}
   */
  marks(gap, least = 0) {
    return this.is_log ? this.#powers(gap) : this.#multiples(Math.max(gap / Math.abs(this.scale), least));
  }

  /** Multiples of 1, 2 or 5 times a power of ten. @param {number} least their difference, at least @returns {Mark[]} */
  #multiples(least) {
    const power = 10 ** Math.floor(Math.log10(least));
    const step = power * ([1, 2, 5].find((digit) => clean(digit * power) >= least) ?? 10);
    const [first, last] = [Math.ceil(clean(this.low / step)), Math.floor(clean(this.high / step))];
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      value: clean((first + i) * step),
      has_label: true,
    }));
  }

  /** Powers of ten, where they lie close only some of them; where there is room their digits too. @param {number} gap @returns {Mark[]} */
  #powers(gap) {
    const length = Math.abs(this.scale);
    const every = Math.ceil(gap / length);
    const named = length * Math.log10(2) >= gap ? [1, 2, 5] : [1];
    const lines = length >= MINOR ? DIGITS : named;
    const first = Math.floor(clean(this.start) / every) * every;
    /** @type {Mark[]} */
    const marks = [];
    for (let power = first; 10 ** power <= this.high; power += every)
      for (const digit of lines)
        marks.push({ value: clean(digit * 10 ** power), has_label: named.includes(digit) });
    return marks.filter(({ value }) => value >= this.low && value <= this.high);
  }
}
