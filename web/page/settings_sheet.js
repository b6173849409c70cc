/** On a phone the settings are a sheet over the page, one tap away; play, step and speed stay in reach beside it. */
import { by_id, create } from '../figures/dom.js';

const NARROW = '(max-width: 719px)'; // as in the style

export function start_settings_sheet() {
  const [controls, button, epoch] = ['controls', 'open-settings', 'epoch'].map((id) => by_id(id));
  const [settings, more] = ['settings', 'more'].map((id) => by_id(id));
  const transport = /** @type {HTMLElement} */ (controls.querySelector('.transport'));
  const close = create('button', { type: 'button' }, 'Close');
  const head = create('div', { class: 'card-head' }, create('h2', { id: 'sheet-head' }, 'Settings'), close);
  const body = create('div', { class: 'sheet-body' }, head);
  const dialog = create('dialog', { id: 'settings-sheet', 'aria-labelledby': 'sheet-head' }, body);
  document.body.append(dialog);

  const narrow = matchMedia(NARROW);
  const arrange = () => {
    if (narrow.matches) {
      body.append(settings, epoch, more);
      return;
    }
    dialog.close();
    controls.append(settings, more);
    by_id('step').after(epoch);
  };
  narrow.addEventListener('change', arrange);
  arrange();

  button.addEventListener('click', () => {
    if (dialog.open) return dialog.close();
    dialog.append(transport); // what lies outside a dialog cannot be pressed while it is open
    return dialog.showModal();
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close()); // beside it
  dialog.addEventListener('close', () => {
    controls.prepend(transport);
    button.focus();
  });
}
