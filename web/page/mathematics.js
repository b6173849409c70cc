/**
 * The mathematics, live: a section that is fetched when the reader comes near it. mathematics.html has its text and reads
 * well by itself; mathematics/section.js fills in the numbers.
 */
import { create, when_near } from '../figures/dom.js';
import { kept_place } from '../mathematics/reading_place.js';

/** @typedef {import('../mathematics/section.js').Model} Model */
/** @typedef {import('../figures/classes.js').Classes} Classes */

/** @typedef {Pick<typeof import('./site.js'), 'where' | 'derivation' | 'derivation_at_once'>} Site */

export class Mathematics {
  #loading = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {Model} model
   * @param {Site} site
   */
  constructor(root, model, site) {
    this.root = root;
    this.model = model;
    this.site = site;
    /** @type {ReturnType<typeof import('../mathematics/section.js').start> | undefined} */
    this.section = undefined;
    this.has_text = false; // without its figures
    /** @type {Classes | undefined} undefined: they are digits */
    this.classes = undefined;
    const { signal } = this.#loading;
    when_near(root, () => void this.#load_once(), { signal });
    if (kept_place()) void this.#load_once(); // some browsers come back too far up to be near
  }

  /** @type {Promise<void> | undefined} resolves once the section is there, or has said why it is not */
  #loaded = undefined;

  #load_once() {
    this.#loaded ??= this.#load().catch((error) => this.#say(error.message));
    return this.#loaded;
  }

  /** Goes through a step by hand, from its first phase on. @param {import('../training/protocol.js').Batch} batch */
  async step_through(batch) {
    this.root.scrollIntoView();
    await this.#load_once();
    this.section?.step_through(batch);
  }

  async #load() {
    const { root, model, site } = this;
    const { signal } = this.#loading;
    const { text, start } = await site.derivation();
    if (signal.aborted) return;
    root.replaceChildren(...text);
    for (const node of root.querySelectorAll('[data-live]')) node.removeAttribute('hidden');
    this.section = start(root, model, site.where);
    if (this.classes) this.section.name_classes(this.classes);
  }

  /** @param {string} problem */
  #say(problem) {
    if (this.#loading.signal.aborted) return;
    const text = `The numbers of this section could not be loaded (${problem}). Reload the page to try again.`;
    this.root.append(create('p', { class: 'hint', role: 'status' }, text));
  }

  /**
   * Brings in the text of the derivation at once, if it is not there yet: a page that is about to be printed cannot wait.
   * It becomes live when the reader comes near it.
   */
  complete() {
    if (this.section || this.has_text) return;
    try {
      this.root.replaceChildren(...this.site.derivation_at_once());
      this.has_text = true;
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message);
    }
  }

  /** Draws all figures of the section as they are now. */
  draw_all() {
    this.section?.draw_all();
  }

  /** @param {Classes} classes what they are called from now on */
  name_classes(classes) {
    this.classes = classes;
    this.section?.name_classes(classes);
  }

  /** The colours of the theme have changed. */
  recolour() {
    this.section?.recolour();
  }

  dispose() {
    this.#loading.abort();
    this.section?.dispose();
  }
}
