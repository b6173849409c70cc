/**
 * On a phone the settings are a sheet over the page, one tap away. The row that runs the training stays in reach below it;
 * the rest of the page is inert meanwhile. The style does the rest, and keeps both in the card of controls when it is wide.
 */
import { by_id } from './document.js';

const NARROW = '(max-width: 719px)'; // as in settings_sheet.css

export function start_settings_sheet() {
  const [controls, sheet, transport] = ['controls', 'settings-sheet', 'transport'].map((id) => by_id(id));
  const [button, close] = ['open-settings', 'close-settings'].map((id) => by_id(id));
  const main = /** @type {HTMLElement} */ (controls.parentElement);
  const is_open = () => 'open' in controls.dataset;

  /** @param {boolean} value */
  const set_open = (value) => {
    controls.toggleAttribute('data-open', value);
    button.setAttribute('aria-expanded', String(value));
    for (const node of [...document.body.children, ...main.children, ...controls.children]) {
      const stays = node instanceof HTMLDialogElement || node.contains(sheet) || node.contains(transport);
      if (!stays) node.toggleAttribute('inert', value);
    }
    (value ? close : button).focus();
  };

  button.addEventListener('click', () => set_open(!is_open()));
  close.addEventListener('click', () => set_open(false));
  controls.addEventListener('click', ({ target }) => {
    if (is_open() && target === controls) set_open(false); // what is dark beside the sheet belongs to the card
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && is_open() && !document.querySelector('dialog[open]')) set_open(false);
  });
  matchMedia(NARROW).addEventListener('change', () => is_open() && set_open(false));
}
