/** The way back in time: a slider over the steps of a run, which goes to any of them, back to the present, or on from there. */
import { keep_focus, set_text } from '../figures/dom.js';
import { count } from '../network/numbers.js';

/**
 * @typedef {object} Place where a run stands
 * @property {number} first step that can be gone to
 * @property {number} newest step that the run has come to
 * @property {number} step where it stands
 * @property {boolean} is_past whether it stands at an earlier step
 * @property {boolean} has_overflowed whether its numbers are none there
 *
 * @typedef {object} Events
 * @property {(step: number) => void} go_to this step is wanted; the last of several counts
 * @property {() => void} now the present is wanted
 * @property {() => void} go_on training is to go on from where the run stands
 */

export class Scrubber {
  /** @type {number | undefined} the step that is gone to */
  #target = undefined;
  /** @type {Place | undefined} */
  #place = undefined;

  /**
   * @param {HTMLElement} row that has everything already: a slider, which may have been moved, an output and two buttons, to
   * the present and on from here
   * @param {Events} events
   */
  constructor(row, { go_to, now, go_on }) {
    this.row = row;
    this.slider = /** @type {HTMLInputElement} */ (row.querySelector('input'));
    this.said = /** @type {HTMLElement} */ (row.querySelector('output'));
    const [to_now, on] = row.querySelectorAll('button');
    to_now.addEventListener('click', now);
    on.addEventListener('click', go_on);
    this.moved = () => {
      this.#target = Number(this.slider.value);
      this.#say();
      go_to(this.#target);
    };
    this.slider.addEventListener('input', this.moved);
  }

  /** @param {Place} place */
  set(place) {
    const { slider, row } = this;
    const { first, newest, step, is_past } = place;
    const share = this.#place ? 1 : Number(slider.value) / 100; // where it has been moved before there were steps
    this.#place = place;
    Object.assign(slider, { min: String(first), max: String(newest) });
    if (share < 1) slider.value = String(first + share * (newest - first));
    else if (this.#target === undefined) slider.value = String(step);
    keep_focus(
      row,
      () => row.toggleAttribute('data-past', is_past),
      () => slider,
    );
    if (share < 1) this.moved();
    else this.#say();
  }

  /** It is on its way. @param {number} at the step that it has come to */
  going(at) {
    if (this.#target !== undefined) this.#say(`${count(at)} → `);
  }

  /** It stands where it was to go, or does not go there: what is set from now on is where it stands. @param {number} target */
  arrived(target) {
    if (target === this.#target) this.#target = undefined;
  }

  /** @param {string} [from] the step that it has come to on its way */
  #say(from = '') {
    if (!this.#place) return;
    const { newest, step, is_past, has_overflowed } = this.#place;
    const target = this.#target;
    const end = has_overflowed && target === undefined ? ', overflowed' : '';
    const place = `step ${from}${count(target ?? step)} of ${count(newest)}${end}`;
    const is_elsewhere = is_past || target !== undefined;
    set_text(this.said, is_elsewhere ? place : 'drag to see it as it was');
    this.slider.ariaValueText = is_elsewhere ? place : `${place}, now`;
  }
}
