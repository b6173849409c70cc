/** The line above the figure: what there is to try, or which image has been opened and what can be done with it. */
import { html, nothing, render } from 'lit/html.js';

/**
 * @typedef {{ text: string, href: string | undefined, has_next: boolean }} Line href: its text is a link with this address
 *
 * @typedef {object} Events
 * @property {() => void} follow the link of the line was pressed
 * @property {() => void} next another line is wanted
 * @property {() => void} dismiss no line is wanted any more
 * @property {() => void} step_through a step on the image that was opened
 * @property {() => void} teach the image that was opened joins the training data
 * @property {() => void} back to where the image was opened
 *
 * @typedef {object} State
 * @property {Line | undefined} line
 * @property {string | undefined} opened what the image on the pad is, and what it is read as; takes the place of the line
 */

export class Lead {
  /** @param {HTMLElement} container its height is that of one line, of two on a phone, whatever is in it @param {Events} events */
  constructor(container, events) {
    this.container = container;
    this.events = events;
    /** @type {State} */
    this.state = { line: undefined, opened: undefined };
  }

  /** @param {State} state */
  set(state) {
    this.state = state;
    const { line, opened } = state;
    render(opened !== undefined ? this.#opened(opened) : line ? this.#line(line) : nothing, this.container);
  }

  dispose() {
    render(nothing, this.container);
  }

  /** To the first button, for whoever has just opened an image. */
  focus() {
    this.container.querySelector('button')?.focus({ preventScroll: true });
  }

  /** @param {string} text */
  #opened(text) {
    const { step_through, teach, back } = this.events;
    return html`<div class="lead-line" role="group" aria-label="The image on the pad">
      <p class="lead-text" id="opened-text" .textContent=${text}></p>
      <button type="button" id="opened-step" aria-describedby="opened-text" @click=${() => step_through()}>
        Step through it
      </button>
      <button type="button" id="opened-teach" aria-describedby="opened-text" @click=${() => teach()}>
        Teach it
      </button>
      <button type="button" id="opened-back" @click=${() => back()}>Back</button>
    </div>`;
  }

  /** @param {Line} line */
  #line({ text, href, has_next }) {
    const { follow, next, dismiss } = this.events;
    const press = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in another tab, the address says all
      event.preventDefault();
      follow();
    };
    return html`<div class="lead-line" role="group" aria-label="Something to try">
      <p class="lead-text" id="lead-text" dir="auto" role="status">
        ${href === undefined ? text : html`<a id="lead-link" href=${href} @click=${press}>${text}</a>`}
      </p>
      <button type="button" id="lead-next" ?hidden=${!has_next} @click=${() => next()}>Next</button>
      <button type="button" id="lead-dismiss" aria-label="No more to try" @click=${() => dismiss()}>×</button>
    </div>`;
  }
}
