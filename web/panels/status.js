/** The line below the controls: what happens, how far some work is, what went wrong, and what can be done about it. */
import { html, nothing, render } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import { keep_focus } from '../figures/dom.js';
import { count as whole } from '../network/numbers.js';

/**
 * @typedef {{ text: string, action: () => void }} Choice a button; the texts within one notice differ
 *
 * @typedef {object} Message
 * @property {'message' | 'trouble' | 'failure'} kind trouble: training goes wrong; failure: something could not be done
 * @property {string} text
 * @property {Choice[]} [choices]
 *
 * @typedef {object} Progress
 * @property {'progress'} kind
 * @property {string} text
 * @property {number} done in the unit, as is total
 * @property {number} [total] undefined: not known
 * @property {'bytes' | 'steps'} [unit] by default bytes
 * @property {number} [images] how many have arrived
 * @property {Choice[]} [choices]
 *
 * @typedef {Message | Progress} Notice
 */

export class Status {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.container = container;
    this.show(undefined);
  }

  /**
   * Shows a notice in place of the one before. A button stays the same element for as long as its text stays, so that it
   * can be pressed, and keeps the focus, beside a text that changes many times a second. The text takes the focus over from
   * a button that goes.
   * @param {Notice | undefined} notice undefined: nothing
   */
  show(notice) {
    const is_progress = notice?.kind === 'progress';
    const is_trouble = notice?.kind === 'trouble' || notice?.kind === 'failure';
    const { done = 0, total = 0 } = is_progress ? notice : {};
    const content = html`
      <p
        part="status"
        id="status-text"
        role="status"
        tabindex="-1"
        aria-live=${is_progress ? 'off' : 'polite'}
        class=${is_trouble ? 'trouble' : nothing}
        .textContent=${is_progress ? in_words(notice) : (notice?.text ?? '')}
      ></p>
      <progress
        aria-label="Progress"
        ?hidden=${!is_progress}
        max=${total || nothing}
        value=${total ? done : nothing}
      ></progress>
      <span class="buttons">${repeat(notice?.choices ?? [], ({ text }) => text, button)}</span>
    `;
    keep_focus(
      this.container,
      () => render(content, this.container),
      () => this.container.querySelector('p'),
    );
  }

  dispose() {
    render(nothing, this.container);
  }
}

/** @param {Choice} choice */
const button = ({ text, action }) =>
  html`<button type="button" part="button" @click=${() => action()} .textContent=${text}></button>`;

/** @param {Progress} progress */
function in_words({ text, done, total, unit = 'bytes', images = 0 }) {
  const shown = (/** @type {number} */ count) => (unit === 'steps' ? whole(count) : (count / 1e6).toFixed(1));
  const part = `${shown(done)}${total ? ` of ${shown(total)}` : ''} ${unit === 'steps' ? 'steps' : 'MB'}`;
  return `${text}: ${part}${images > 0 ? `, ${whole(images)} images` : ''}`;
}
