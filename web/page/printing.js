/**
 * Printing. The browser announces it and then takes the page as it stands, so all is done at once: the derivation's text
 * is fetched if it is not there yet, the page takes the width of the paper, and every figure is drawn at that width.
 */

/**
 * @param {object} page
 * @param {() => void} page.style_for_paper adds that style
 * @param {() => void} page.complete brings in what is missing
 * @param {() => void} page.recolour takes the colours that are in force
 * @param {() => void} page.draw_all draws everything, on screen or not
 */
export function start_printing({ style_for_paper, complete, recolour, draw_all }) {
  const root = document.documentElement;
  /** @type {string | undefined} */
  let theme;
  let has_style = false;
  const dress = (/** @type {boolean} */ is_printing) => {
    root.toggleAttribute('data-printing', is_printing);
    if (is_printing)
      root.dataset.theme = 'light'; // paper is
    else if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    recolour();
    draw_all();
  };
  addEventListener('beforeprint', () => {
    theme = root.dataset.theme;
    if (!has_style) style_for_paper();
    has_style = true;
    complete();
    dress(true);
  });
  addEventListener('afterprint', () => dress(false));
}
