/** The line below the controls: what happens, how far a download is, what went wrong, and what can be done about it. */
import { create } from '../figures/dom.js';

/** @typedef {{ text: string, action: () => void }} Choice */

export class Status {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.container = container;
    this.text = create('p', { id: 'status-text', role: 'status' });
    this.bar = create('progress', { hidden: true, 'aria-label': 'Progress' });
    this.buttons = create('span', { class: 'buttons' });
    container.append(this.text, this.bar, this.buttons);
  }

  /** @param {string} text @param {Choice[]} [choices] */
  say(text, choices = []) {
    this.#show(text, choices, false);
    this.bar.hidden = true;
  }

  /** Something is wrong. @param {string} text @param {Choice[]} [choices] */
  warn(text, choices = []) {
    this.#show(text, choices, true);
    this.bar.hidden = true;
  }

  /**
   * How far some long work is, in bytes or steps; total undefined: not known.
   * @param {{ text: string, done: number, total?: number, images?: number, unit?: 'bytes' | 'steps' }} work
   * @param {Choice[]} choices
   */
  progress({ text, done, total, images = 0, unit = 'bytes' }, choices) {
    const shown = (/** @type {number} */ count) =>
      unit === 'steps' ? count.toLocaleString('en') : (count / 1e6).toFixed(1);
    const part = `${shown(done)}${total ? ` of ${shown(total)}` : ''} ${unit === 'steps' ? 'steps' : 'MB'}`;
    const here = images > 0 ? `, ${images.toLocaleString('en')} images` : '';
    this.#show(`${text}: ${part}${here}`, choices, false);
    this.text.setAttribute('aria-live', 'off'); // it changes too often to be read out
    this.bar.hidden = false;
    if (total === undefined) return this.bar.removeAttribute('value');
    this.bar.max = total;
    this.bar.value = done;
    return undefined;
  }

  /** Buttons are kept while their texts stay, so that they can be pressed under a text that changes.
   * @param {string} text @param {Choice[]} choices @param {boolean} is_trouble */
  #show(text, choices, is_trouble) {
    this.text.setAttribute('aria-live', 'polite');
    this.container.classList.toggle('trouble', is_trouble);
    if (this.text.textContent !== text) this.text.textContent = text;
    const old = /** @type {HTMLButtonElement[]} */ ([...this.buttons.children]);
    if (old.length !== choices.length || old.some((button, i) => button.textContent !== choices[i].text)) {
      this.buttons.replaceChildren(
        ...choices.map((choice) => create('button', { type: 'button' }, choice.text)),
      );
    }
    [...this.buttons.children].forEach((button, i) => {
      /** @type {HTMLButtonElement} */ (button).onclick = choices[i].action;
    });
  }
}
