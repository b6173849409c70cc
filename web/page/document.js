/** The document that the page lives in. */

/** Resolves once all elements are there, with their style. */
export async function document_is_ready() {
  if (document.readyState === 'loading') {
    await new Promise((ready) => document.addEventListener('DOMContentLoaded', ready, { once: true }));
  }
  /** @type {NodeListOf<HTMLLinkElement>} */
  const links = document.querySelectorAll('link[rel="stylesheet"]');
  await Promise.all(
    [...links].map(
      (link) =>
        link.sheet ??
        new Promise((ready) => {
          for (const event of ['load', 'error']) link.addEventListener(event, ready, { once: true });
        }),
    ),
  );
}

/**
 * The element with this id.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 * @throws {Error} if the page has none
 */
export function by_id(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`The page has no element with the id "${id}"`);
  return /** @type {Kind} */ (/** @type {unknown} */ (node));
}

/** Gives the parts of a figure their names as ids. @template {import('../figures/figure.js').Figure} T @param {T} figure */
export function placed(figure) {
  for (const [name, node] of Object.entries(figure.parts)) node.id = name;
  return figure;
}
