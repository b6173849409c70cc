/** Teaching: the drawing gets its label and joins the training data; what was taught is listed and can be taken back. */
import { html, nothing, render } from 'lit/html.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { grey_url } from '../figures/colours.js';
import { keep_focus, move_by_arrows } from '../figures/dom.js';
import { DIGITS } from '../figures/classes.js';

/**
 * @typedef {{ id: number, image: Uint8Array, label: number }} Taught an example: 784 greys and the digit that they show
 *
 * @typedef {object} Events
 * @property {(label: number) => void} teach the drawing on the pad is this digit
 * @property {(id: number) => void} forget takes an example back. It may come again for an example that is on its way
 *   out: an id that is not known means nothing.
 * @property {() => void} teach_again teaches the drawings of earlier runs once more
 * @property {() => void} drop_examples forgets them for good
 *
 * @typedef {object} State all that the panel shows
 * @property {boolean} can_teach there is a drawing on the pad
 * @property {Taught[]} taught to the run on show
 * @property {import('../figures/classes.js').Classes} [classes] what the labels are called; digits if left out
 * @property {number} earlier how many drawings were taught to earlier runs only
 */

/** What has the focus once its element is gone: labels are there while something is drawn. */
const NEXT = { labels: '.labels [tabindex="0"]', title: '#teach-title' };

export class Teach {
  /** @param {HTMLElement} container @param {Events} events */
  constructor(container, events) {
    this.container = container;
    this.events = events;
    this.set({ can_teach: false, taught: [], earlier: 0 });
    const labels = /** @type {HTMLElement} */ (container.querySelector('.labels'));
    move_by_arrows(labels, () => DIGITS.names.length);
  }

  /** @param {State} state */
  set(state) {
    const before = this.#focused_example();
    keep_focus(
      this.container,
      () => render(this.#template(state), this.container),
      () =>
        this.#example_near(before) ??
        this.container.querySelector(NEXT[state.can_teach ? 'labels' : 'title']),
    );
  }

  dispose() {
    render(nothing, this.container);
  }

  /** @returns {HTMLElement[]} the buttons that take an example back */
  #examples() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.container.querySelectorAll('.taught button'))];
  }

  /** @param {number} place of an example that may be gone; −1: of none */
  #example_near(place) {
    const examples = this.#examples();
    return place < 0 ? undefined : examples[Math.min(place, examples.length - 1)];
  }

  /** @returns {number} the place of the example that has the focus; −1: none has it */
  #focused_example() {
    return this.#examples().findIndex((button) => button.matches(':focus'));
  }

  /** @param {State} state */
  #template({ can_teach, taught, earlier, classes = DIGITS }) {
    const { teach_again, drop_examples } = this.events;
    const drawings = earlier === 1 ? 'your earlier drawing' : `your ${earlier} earlier drawings`;
    return html`
      <div
        class="teach"
        role="group"
        aria-labelledby="teach-title"
        ?data-can-teach=${can_teach}
        ?data-named=${classes !== DIGITS}
      >
        <div class="examples">
          <b id="teach-title" tabindex="-1">Teach it</b>
          <span class="buttons" ?hidden=${earlier === 0}>
            <button
              type="button"
              id="teach-again"
              @click=${() => teach_again()}
              .textContent=${`Teach ${drawings} again`}
            ></button>
            <button type="button" id="drop-examples" @click=${() => drop_examples()}>Forget them</button>
          </span>
          <ul class="taught" id="taught" aria-label="Your own examples">
            ${repeat(
              taught,
              ({ id }) => id,
              (example) => guard([example.id, classes], () => this.#example(example, classes)),
            )}
          </ul>
        </div>
        <div class="answer">
          <span class="is">${classes === DIGITS ? 'It is a' : 'It is'}</span>
          <div
            class="buttons labels"
            id="teach-labels"
            role="group"
            aria-label="The ${classes.one} that you drew"
          >
            ${DIGITS.names.map((_, label) => this.#label(label, can_teach, classes))}
          </div>
          <p class="hint" id="teach-text">
            Draw ${classes === DIGITS ? 'a digit' : 'a picture'} and say which it is: it joins the training
            data. Your drawings stay in this browser.
          </p>
        </div>
      </div>
    `;
  }

  /**
   * Not `disabled`: the pad can be cleared while a label has the focus.
   * @param {number} label @param {boolean} can_teach @param {import('../figures/classes.js').Classes} classes
   */
  #label(label, can_teach, { short, article }) {
    return html`<button
      type="button"
      tabindex=${label === 0 ? 0 : -1}
      aria-label="${short[label]}: what you drew is ${article(label)}"
      aria-disabled=${!can_teach}
      @click=${() => can_teach && this.events.teach(label)}
    >
      ${short[label]}
    </button>`;
  }

  /** @param {Taught} example @param {import('../figures/classes.js').Classes} classes */
  #example({ id, image, label }, { names, short }) {
    return html`<li>
      <button
        type="button"
        aria-label="Remove your ${names[label]}"
        title="Remove"
        @click=${() => this.events.forget(id)}
      >
        <img class="greys" width="28" height="28" alt="" decoding="sync" src=${grey_url(image)} /><span
          >${short[label]} ×</span
        >
      </button>
    </li>`;
  }
}
