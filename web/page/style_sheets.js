/** Style sheets that come with what is loaded late. */
import { create } from '../figures/dom.js';

/** Resolves once the style sheet is there. @param {HTMLLinkElement} link @returns {Promise<unknown>} */
function loaded(link) {
  return new Promise((done, failed) => {
    link.addEventListener('load', done);
    link.addEventListener('error', () => failed(new Error(`${link.href} could not be loaded`)));
    document.head.append(link);
  });
}

/**
 * Adds the style sheets that the document does not have yet.
 * @param {string[]} urls absolute
 * @returns {Promise<void>} once all of them are there
 * @throws {Error} that names one that could not be loaded
 */
export async function add_style_sheets(urls) {
  /** @type {NodeListOf<HTMLLinkElement>} */
  const known = document.querySelectorAll('link[rel=stylesheet]');
  const has = new Set([...known].map(({ href }) => href));
  const missing = urls.filter((href) => !has.has(href));
  await Promise.all(missing.map((href) => loaded(create('link', { rel: 'stylesheet', href }))));
}
