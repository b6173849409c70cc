/**
 * The mathematics, live: a section that is fetched when the reader comes near it. mathematics.html has its text, and reads
 * well by itself; mathematics/section.js fills in the numbers.
 */
import { create, when_near } from '../figures/dom.js';

/** @typedef {import('../mathematics/section.js').Page} Page */

/** The page without scripts. @param {URL} url */
async function fetch_page(url) {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`${url.pathname} cannot be had: ${response.status} ${response.statusText}`);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = page.querySelector('main');
  if (!main) throw new Error(`${url.pathname} has no <main>, so it is not the page of the derivation`);
  return { main, styles: [...page.querySelectorAll('link[rel=stylesheet]')] };
}

/** The style sheets that this page does not have yet. @param {Element[]} links */
async function add_styles(links) {
  const has = (/** @type {string | null} */ href) => document.head.querySelector(`link[href="${href}"]`);
  const missing = links.map((link) => link.getAttribute('href') ?? '').filter((href) => !has(href));
  await Promise.all(missing.map((href) => loaded(create('link', { rel: 'stylesheet', href }))));
}

/** @param {HTMLLinkElement} link */
function loaded(link) {
  return new Promise((done, failed) => {
    link.addEventListener('load', done);
    link.addEventListener('error', () => failed(new Error(`${link.href} cannot be had`)));
    document.head.append(link);
  });
}

export class Mathematics {
  /** @param {HTMLElement} root @param {Page} page */
  constructor(root, page) {
    this.root = root;
    this.page = page;
    /** @type {ReturnType<typeof import('../mathematics/section.js').start> | undefined} */
    this.section = undefined;
    when_near(root, () => this.#load().catch((error) => this.#say(error.message)));
  }

  async #load() {
    const script = import('../mathematics/section.js');
    script.catch(() => {}); // told below, when its turn comes
    const { main, styles } = await fetch_page(new URL('mathematics.html', document.baseURI));
    await add_styles(styles);
    const { start } = await script;
    for (const node of main.querySelectorAll('[data-live]')) node.removeAttribute('hidden');
    this.root.replaceChildren(...main.children);
    this.section = start(this.root, this.page);
  }

  /** @param {string} problem */
  #say(problem) {
    const text = `The numbers of this section could not be loaded (${problem}). Reload the page to try again.`;
    this.root.append(create('p', { class: 'hint', role: 'status' }, text));
  }

  /** A message from the worker. @param {{ type: string }} message */
  told(message) {
    this.section?.told(message);
  }

  /** The theme has changed. */
  recolour() {
    this.section?.recolour();
  }
}
