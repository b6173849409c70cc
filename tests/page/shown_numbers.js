/** The numbers that the section on the mathematics shows, read from the page. */

/**
 * @typedef {import('../browser.js').Page} Page
 * @typedef {{ entry: string, text: string, is_factor?: boolean, digits?: number }} Shown a number on show and which it is, such as
 * Z_h[2, 0]; the sign of a factor may stand before it, where the sum has its plus or minus
 * @typedef {{ text: string, value: string }} WorkedLine the whole line, and what stands at its end
 */

/**
 * All numbers in the figure of a phase: below images, beside them, and in the entry that is worked out.
 * @param {Page} page @param {string} phase
 * @returns {Promise<Shown[]>}
 */
export const numbers_of = (page, phase) =>
  page.evaluate((id) => {
    const figure = document.querySelector(`[data-figure="${id}"]`);
    const text_of = (/** @type {Element} */ node) => node.textContent ?? '';
    const all = (/** @type {string} */ selector) => [...(figure?.querySelectorAll(selector) ?? [])];
    const readouts = all('.readout').map((node) => {
      const [entry, text] = text_of(node).split(' = ');
      return { entry, text };
    });
    const titled = (/** @type {string} */ selector, /** @type {boolean} */ is_factor) =>
      all(selector).map((node) => ({
        entry: node.getAttribute('title') ?? '',
        text: text_of(node),
        is_factor,
      }));
    return [...readouts, ...titled('.values:not([hidden]) li', false), ...titled('.worked [title]', true)];
  }, phase);

/** @param {Page} page @param {string} phase @returns {Promise<{ entry: string, lines: WorkedLine[] }>} */
export const worked_out = (page, phase) =>
  page.evaluate((id) => {
    const worked = document.querySelector(`[data-figure="${id}"] .worked`);
    const lines = [...(worked?.querySelectorAll('.line') ?? [])].map((line) => {
      const plain = /** @type {Element} */ (line.cloneNode(true));
      for (const aside of plain.querySelectorAll('small, .fold')) aside.remove();
      const text = (plain.textContent ?? '').replace(/\s+/g, ' ').trim();
      return { text, value: line.querySelector('.result')?.textContent ?? '' };
    });
    return { entry: /** @type {HTMLElement} */ (worked).dataset.entry ?? '', lines };
  }, phase);

/**
 * Points at the entries of an image in turn, one pixel in so many.
 * @param {import('playwright-core').Locator} screens one .screen @param {number} stride
 * @returns {Promise<Shown[]>}
 */
export const pointed_at = (screens, stride) =>
  screens.evaluate((screen, step) => {
    const readout = /** @type {HTMLElement} */ (screen.closest('.matrix')?.querySelector('.readout'));
    const canvas = /** @type {HTMLCanvasElement} */ (screen.querySelector('canvas'));
    const box = canvas.getBoundingClientRect();
    const shown = [];
    for (let i = 0; i < canvas.width * canvas.height; i += step) {
      const clientX = box.left + (((i % canvas.width) + 0.5) * box.width) / canvas.width;
      const clientY = box.top + ((Math.floor(i / canvas.width) + 0.5) * box.height) / canvas.height;
      screen.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }));
      const [entry, text] = (readout.textContent ?? '').split(' = ');
      shown.push({ entry, text });
    }
    screen.dispatchEvent(new PointerEvent('pointerleave'));
    return shown;
  }, stride);

/** What the sheet of a quantity shows. @param {Page} page */
export const sheet = (page) =>
  page.evaluate(() => {
    const inspector = document.querySelector('#inspector');
    const entries = [...(inspector?.querySelectorAll('.entries li') ?? [])].map((item) => {
      const [entry, text] = [...item.children].map((node) => node.textContent ?? '');
      return { entry, text };
    });
    const facts = inspector?.querySelector('.facts')?.textContent ?? '';
    return { is_open: inspector?.hasAttribute('hidden') === false, facts, entries };
  });
