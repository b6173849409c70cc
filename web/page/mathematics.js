/**
 * The mathematics, live: a section that is fetched when the reader comes near it. mathematics.html has its text and reads
 * well by itself; mathematics/section.js fills in the numbers.
 */
import { policy } from '../link/trusted.js';
import { create, when_near } from '../figures/dom.js';
import { style_at_once, text_at_once } from './at_once.js';
import { add_style_sheets } from './style_sheets.js';

/** @typedef {import('../mathematics/section.js').Model} Model */

/** The text and the style sheets of the page without scripts. @param {URL} url */
async function fetch_page(url) {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`${url.pathname} could not be loaded: ${response.status} ${response.statusText}`);
  return parts_of(await response.text());
}

/** Text and style sheets of the page without scripts. @param {string} html */
function parts_of(html) {
  const trusted = policy().createHTML(html); // the site's own page
  const page = new DOMParser().parseFromString(trusted, 'text/html');
  const main = page.querySelector('main');
  if (!main) throw new Error('mathematics.html has no <main>, so it is not the page of the derivation');
  return { main, styles: [...page.querySelectorAll('link[rel=stylesheet]')] };
}

export class Mathematics {
  #loading = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {Model} model
   * @param {{ assets: URL }} where assets: the folder of the site
   */
  constructor(root, model, { assets }) {
    this.root = root;
    this.model = model;
    this.assets = assets;
    /** @type {ReturnType<typeof import('../mathematics/section.js').start> | undefined} */
    this.section = undefined;
    this.has_text = false; // without its figures
    const { signal } = this.#loading;
    when_near(root, () => void this.#load_once(), { signal });
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
    const { root, model, assets } = this;
    const { signal } = this.#loading;
    const script = import('../mathematics/section.js');
    script.catch(() => {}); // said below, when its turn comes
    const { main, styles } = await fetch_page(new URL('mathematics.html', assets));
    await add_style_sheets(styles.map((link) => new URL(link.getAttribute('href') ?? '', assets).href));
    const { start } = await script;
    if (signal.aborted) return;
    for (const node of main.querySelectorAll('[data-live]')) node.removeAttribute('hidden');
    root.replaceChildren(...main.children);
    this.section = start(root, model, { assets });
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
      const { main } = parts_of(text_at_once(new URL('mathematics.html', this.assets)));
      style_at_once(new URL('mathematics/section.css', this.assets));
      this.root.replaceChildren(...main.children);
      this.has_text = true;
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message);
    }
  }

  /** Draws all figures of the section as they are now. */
  draw_all() {
    this.section?.draw_all();
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
