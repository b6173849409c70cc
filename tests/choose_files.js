/**
 * Gives files to the panel of files, as the browser's dialog does.
 * @param {import('./engines.js').Window} window @param {string} button beside the input
 * @param {{ name: string, bytes: number[] }[]} files
 * @param {string} [host] in whose shadow root the panel is; by default it is in the page
 */
export const choose_files = (window, button, files, host) =>
  window.evaluate(([of, given, element]) => {
    const root = element ? document.querySelector(element)?.shadowRoot : document;
    const input = /** @type {HTMLInputElement} */ (root?.querySelector(`${of} + input`));
    const chosen = new DataTransfer();
    for (const { name, bytes } of given) chosen.items.add(new File([Uint8Array.from(bytes)], name));
    input.files = chosen.files;
    input.dispatchEvent(new Event('change'));
  }, /** @type {const} */ ([button, files, host]));
