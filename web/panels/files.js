/** What goes out of the page and comes back in as a file: the network, and images of the visitor's own. */
import { html, nothing, render } from 'lit/html.js';

/**
 * @typedef {object} Events
 * @property {((kind: 'safetensors' | 'onnx') => void) | undefined} save undefined: it is not offered
 * @property {(file: File) => void} open a saved network
 * @property {(files: File[]) => void} take images of the visitor's own, and their labels
 */

export class Files {
  /** @param {HTMLElement} container @param {Events} events */
  constructor(container, events) {
    this.container = container;
    const { save, open, take } = events;
    const content = html`
      <div class="buttons">
        ${save ? button('save-network', 'Save the network', () => save('safetensors')) : nothing}
        ${save ? button('save-onnx', 'Save as ONNX', () => save('onnx')) : nothing}
        ${button('open-network', 'Open a network …', () => this.#choose('network-file'))}
        ${input('network-file', false, ([file]) => file && open(file))}
      </div>
      <p class="hint">
        A saved network (safetensors) opened again goes on as if it had never stopped. ONNX is for other
        programs.
      </p>
      <div class="buttons">
        ${button('own-images', 'Train on your files …', () => this.#choose('image-files'))}
        ${input('image-files', true, (files) => files.length > 0 && take(files))}
      </div>
      <p class="hint">
        Images of 28 × 28 and their labels, as IDX files or a table (CSV), plain or gzip. They stay in this
        browser.
      </p>
    `;
    render(content, container);
  }

  /** @param {string} id */
  #choose(id) {
    /** @type {HTMLInputElement | null} */ (this.container.querySelector(`#${id}`))?.click();
  }

  dispose() {
    render(nothing, this.container);
  }
}

/** @param {string} id @param {string} text @param {() => void} press */
const button = (id, text, press) =>
  html`<button type="button" part="button" id=${id} @click=${press}>${text}</button>`;

/** @param {string} id @param {boolean} multiple @param {(files: File[]) => void} take */
function input(id, multiple, take) {
  const change = (/** @type {Event} */ { target }) => {
    const chosen = /** @type {HTMLInputElement} */ (target);
    take([...(chosen.files ?? [])]);
    chosen.value = ''; // so that the same file can be chosen again
  };
  return html`<input
    type="file"
    id=${id}
    ?multiple=${multiple}
    hidden
    aria-hidden="true"
    tabindex="-1"
    @change=${change}
  />`;
}
