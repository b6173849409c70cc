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
