/** Keyboard shortcuts, and the dialog under ? that lists them. */
import { by_id, create } from '../figures/dom.js';

/** @typedef {{ key: string, name: string, text: string, action: () => void }} Shortcut */

/** Keys typed there belong to the field. @param {EventTarget | null} target @param {string} key */
function is_taken(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [role=application]')) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || key === ' ';
  return target instanceof HTMLSelectElement || (key === ' ' && target instanceof HTMLButtonElement);
}

/** @param {Shortcut[]} shortcuts */
function make_dialog(shortcuts) {
  const rows = shortcuts.map(({ name, text }) =>
    create('tr', {}, create('th', { scope: 'row' }, create('kbd', {}, name)), create('td', {}, text)),
  );
  const close = create('button', { type: 'button' }, 'Close');
  const dialog = create(
    'dialog',
    { id: 'shortcuts', 'aria-labelledby': 'shortcuts-title' },
    create('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    create('table', {}, create('tbody', {}, ...rows)),
    create(
      'p',
      { class: 'hint' },
      'On the pad: arrow keys move the pen, space lowers and lifts it, Backspace takes back a stroke, Delete clears. Arrow keys also move among tiles.',
    ),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

/** @param {Shortcut[]} shortcuts */
export function start_shortcuts(shortcuts) {
  const all = [...shortcuts, { key: '?', name: '?', text: 'This list', action: () => dialog.showModal() }];
  const dialog = make_dialog(all);
  by_id('open-shortcuts').addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const shortcut = all.find(({ key }) => key === event.key.toLowerCase());
    if (!shortcut || is_taken(event.target, event.key)) return;
    event.preventDefault();
    shortcut.action();
  });
}
