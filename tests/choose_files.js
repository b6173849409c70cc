/**
 * Presses a button of the panel of files, and chooses files in the dialog that it opens, which is not shown.
 * @param {import('./engines.js').Window} window @param {string} button
 * @param {{ name: string, bytes: number[] }[]} files
 * @param {string} [host] in whose shadow root the panel is; by default it is in the page
 * @returns {Promise<number | undefined>} how many files stay chosen; undefined: there was no dialog
 */
export const choose_files = (window, button, files, host) =>
  window.evaluate(([of, given, element]) => {
    const root = (element ? document.querySelector(element)?.shadowRoot : undefined) ?? document;
    /** @type {HTMLInputElement | undefined} */
    let input;
    const answer = (/** @type {Event} */ event) => {
      const [target] = event.composedPath();
      if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
      event.preventDefault();
      const chosen = new DataTransfer();
      for (const { name, bytes } of given) chosen.items.add(new File([Uint8Array.from(bytes)], name));
      target.files = chosen.files;
      target.dispatchEvent(new Event('change', { bubbles: true }));
      input = target;
    };
    root.addEventListener('click', answer);
    /** @type {HTMLElement} */ (root.querySelector(of)).click();
    root.removeEventListener('click', answer);
    return input?.files?.length;
  }, /** @type {const} */ ([button, files, host]));
