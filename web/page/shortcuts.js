/** Keyboard shortcuts, and the dialog under ? that lists them. */
import { create } from '../figures/dom.js';
import { by_id } from './document.js';
import { store, stored } from './kept.js';

const KEPT = 'glassnet-letter-keys';

/** @typedef {{ key: string, name: string, text: string, action: () => void }} Shortcut acts once, however long its key is held */

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

/**
 * The key of the list that an event means: the character that it writes or, on a keyboard that writes no Latin letters, what
 * stands in that place on one that does.
 * @param {KeyboardEvent} event
 * @returns {string}
 */
function meant_key({ key, code, shiftKey }) {
  const written = key.normalize('NFKC'); // a wide letter is a letter
  if (/^[\p{Script=Latin}\p{ASCII}]$/u.test(written)) return written.toLowerCase();
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  return letter?.toLowerCase() ?? (code === 'Slash' && shiftKey ? '?' : written);
}

/** @param {Shortcut[]} shortcuts @param {HTMLInputElement} letters whether keys that write something are on */
function make_dialog(shortcuts, letters) {
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
    create('label', { class: 'letter-keys' }, letters, 'Letter keys and ? act on the page'),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

/** Whether letter keys are on, as the browser keeps it. */
function make_switch() {
  const letters = create('input', { type: 'checkbox', id: 'letter-keys' });
  letters.checked = stored(KEPT) !== 'off';
  letters.addEventListener('change', () => store(KEPT, letters.checked ? 'on' : 'off'));
  return letters;
}

/** A button that Enter is held on is pressed once. @param {KeyboardEvent} event */
function press_once(event) {
  const [target] = event.composedPath();
  const is_button = target instanceof Element && target.closest('button, summary, a, [role=button]') !== null;
  if (event.repeat && event.key === 'Enter' && is_button) event.preventDefault();
}

/** @param {Shortcut[]} shortcuts */
export function start_shortcuts(shortcuts) {
  const all = [...shortcuts, { key: '?', name: '?', text: 'This list', action: () => dialog.showModal() }];
  const letters = make_switch();
  const dialog = make_dialog(all, letters);
  by_id('open-shortcuts').addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', press_once);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const meant = meant_key(event);
    const shortcut = all.find(({ key }) => key === meant);
    if (!shortcut || is_taken(event) || (meant !== ' ' && !letters.checked)) return;
    event.preventDefault();
    if (!event.repeat) shortcut.action();
  });
}
