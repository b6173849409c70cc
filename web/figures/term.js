/** A word that explains itself when it is pressed, in a phrase beside it. */
import { create, scale_of } from './dom.js';

const GAP = 6; // px between the word and the phrase
const EDGE = 8; // px between the phrase and the edge of the window

/** The phrases, so that a word means the same wherever it stands. */
export const PHRASES = {
  weight_image:
    'A weight image: the 784 weights of one hidden unit, each at the place of its pixel. It shows what the unit looks for.',
  blue_and_orange:
    'Orange weights are positive: ink there raises the unit. Blue ones are negative: ink there lowers it. In between lies 0.',
  nat: 'A nat measures surprise: an answer that was given the probability p costs −ln p nats. A guess among ten classes costs 2.30.',
  fingerprint:
    'Sixteen digits, computed from every bit of all weights. Networks with the same fingerprint are the same network.',
};

/**
 * @param {string | Node} word that is shown
 * @param {keyof typeof PHRASES} name of its phrase
 * @param {{ container: HTMLElement, signal: AbortSignal }} where container: holds the phrase; signal: ends it
 * @returns {HTMLButtonElement}
 */
export function term(word, name, { container, signal }) {
  const note = create('div', { class: 'term-phrase', role: 'note' }, PHRASES[name]);
  const button = create('button', { type: 'button', class: 'term' }, word);
  container.append(note);
  if ('popoverTargetElement' in button) open_above_all(button, note, signal);
  else open_in_place(button, note, signal);
  return button;
}

/** The browser opens and closes it, and tells those who listen. @param {HTMLButtonElement} button @param {HTMLElement} note @param {AbortSignal} signal */
function open_above_all(button, note, signal) {
  note.popover = 'auto';
  button.popoverTargetElement = note;
  const close = () => note.hidePopover();
  const is_open = (/** @type {Event} */ event) => /** @type {ToggleEvent} */ (event).newState === 'open';
  const toggled = (/** @type {Event} */ event) => {
    if (!is_open(event)) return removeEventListener('scroll', close);
    place(button, note);
    note.style.visibility = '';
    return addEventListener('scroll', close, { signal, once: true, passive: true });
  };
  // the browser opens it in a corner of the window, and may paint it there before the event that says so
  const toggling = (/** @type {Event} */ event) => is_open(event) && (note.style.visibility = 'hidden');
  note.addEventListener('beforetoggle', toggling, { signal });
  note.addEventListener('toggle', toggled, { signal });
}

/** Where browsers have no popovers. @param {HTMLButtonElement} button @param {HTMLElement} note @param {AbortSignal} signal */
function open_in_place(button, note, signal) {
  /** @param {boolean} is_open */
  const open = (is_open) => {
    note.hidden = !is_open;
    button.setAttribute('aria-expanded', String(is_open));
    if (is_open) place(button, note);
  };
  open(false);
  button.addEventListener('click', () => open(note.hidden === true), { signal });
  button.addEventListener('blur', () => open(false), { signal });
  const press = (/** @type {KeyboardEvent} */ { key }) => key === 'Escape' && open(false);
  button.addEventListener('keydown', press, { signal });
}

/** Below the word, or above it where there is no room below. @param {HTMLElement} button @param {HTMLElement} note */
function place(button, note) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const { width, height } = note.getBoundingClientRect();
  const scale = scale_of(note);
  const has_room = bottom + GAP + height + EDGE <= innerHeight;
  note.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE)) / scale}px`;
  note.style.top = `${(has_room ? bottom + GAP : Math.max(EDGE, top - GAP - height)) / scale}px`;
}
