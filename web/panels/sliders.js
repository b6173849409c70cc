/** The scales of the sliders: which value stands at which of their positions. */
import { SETTINGS } from '../training/settings.js';

/**
 * @typedef {import('../training/settings.js').NumberRow} NumberRow
 * @typedef {'learning-rate' | 'batch-size' | 'hidden' | 'speed'} SliderName settings whose row has a slider
 */

export const TOP = 100; // Positions of a slider run from 0 to this.

/** @param {SliderName} name */
function scale_of(name) {
  const { kind, slider } = /** @type {Required<NumberRow>} */ (SETTINGS[name]);
  return { kind, ...slider, top: kind === 'speed' ? TOP - 1 : TOP }; // The last position is full speed.
}

/** Whether a setting follows its slider while it moves. @param {SliderName} name @returns {boolean} */
export const is_live = (name) => scale_of(name).is_live;

/**
 * The value at a position, rounded to what is worth reading.
 * @param {SliderName} name
 * @param {number} position from 0 to TOP
 * @returns {number} Infinity for full speed
 */
export function value_at(name, position) {
  const { kind, low, high, top } = scale_of(name);
  if (position > top) return Infinity;
  const value = low * (high / low) ** (position / top);
  const is_whole = kind === 'whole' || (kind === 'speed' && value < 10);
  return is_whole ? Math.round(value) : Number(value.toPrecision(2));
}

/**
 * The position nearest to a value. Values beyond the scale have the position at its end.
 * @param {SliderName} name
 * @param {number} value
 * @returns {number} from 0 to TOP
 */
export function position_of(name, value) {
  const { low, high, top } = scale_of(name);
  if (value === Infinity) return TOP;
  const inside = Math.max(low, Math.min(high, value));
  return Math.round((top * Math.log(inside / low)) / Math.log(high / low));
}
