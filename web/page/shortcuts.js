/** Keyboard shortcuts, and the dialog under ? that lists them. */
import { create } from '../figures/dom.js';
import { by_id } from './document.js';

/** @typedef {{ key: string, name: string, text: string, action: () => void, repeats?: boolean }} Shortcut repeats: while the key is held down */

/** Where keys belong to a text, or to something that has keys of its own. */
const TAKES_ALL = [
  'dialog',
  'select',
  'textarea',
  'input:not([type=range], [type=checkbox], [type=radio], [type=button])',
  '[contenteditable]:not([contenteditable=false])',
  ...['application', 'textbox', 'searchbox', 'combobox', 'listbox', 'menu'].map((role) => `[role=${role}]`),
].join(', ');

/**
 * Whether a key belongs to what has the focus. Space does wherever that is: it presses a button, unfolds a part, scrolls a
 * list.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
function is_taken(event) {
  const [target] = event.composedPath(); // within a shadow root, too
  if (!(target instanceof Element)) return false;
  const has_focus = target !== document.body && target !== document.documentElement;
  return (event.key === ' ' && has_focus) || target.closest(TAKES_ALL) !== null;
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
    if (!shortcut || is_taken(event)) return;
    event.preventDefault();
    if (!event.repeat || shortcut.repeats) shortcut.action();
  });
}
