/** Symbols of quantities: handles by which the reader points at one, in the text, in formulas and in figures. */
import { create } from '../elements/dom.js';
import { QUANTITIES } from './table.js';

/** @typedef {import('./table.js').Name} Name */

const POINTING = 120; // ms that a pointer rests on a symbol before it means it

/**
 * A name such as dW_h as it is printed: letters in italics, the index below.
 * @param {string} plain
 * @returns {(Node | string)[]}
 */
export function printed(plain) {
  const [, change, letter, index, rest] = /^(d?)(\p{L})_?(\w*)(.*)$/u.exec(plain) ?? ['', '', plain, '', ''];
  const parts = [create('i', {}, change + letter)];
  return [...parts, ...(index ? [create('sub', {}, index)] : []), ...(rest ? [rest] : [])];
}

/** A symbol that is a handle. @param {Name} name */
export function symbol(name) {
  const node = create('span', { class: 'quantity', 'data-quantity': name });
  node.append(...printed(QUANTITIES[name].plain));
  return node;
}

/** @param {EventTarget | null} target @returns {{ node: HTMLElement, name: Name } | undefined} */
function handle_at(target) {
  const node = target instanceof Element ? target.closest('.quantity') : null;
  const name = node?.getAttribute('data-quantity');
  if (!node || !name || !(name in QUANTITIES)) return undefined;
  return { node: /** @type {HTMLElement} */ (node), name: /** @type {Name} */ (name) };
}

/**
 * Pointing at a symbol, tapping it or moving the focus to it calls `meant`.
 * @param {HTMLElement} root
 * @param {(name: Name) => void} meant
 */
export function listen_to_symbols(root, meant) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  root.addEventListener('pointerover', (event) => {
    clearTimeout(timer);
    const at = handle_at(event.target);
    if (at) timer = setTimeout(() => meant(at.name), event.pointerType === 'mouse' ? POINTING : 0);
  });
  root.addEventListener('pointerout', () => clearTimeout(timer));
  for (const kind of /** @type {const} */ (['focusin', 'click'])) {
    root.addEventListener(kind, (event) => {
      const at = handle_at(event.target);
      if (at) meant(at.name);
    });
  }
}

/** One tab stop for each formula; the arrow keys go from symbol to symbol. @param {HTMLElement} root */
export function make_formulas_focusable(root) {
  for (const formula of root.querySelectorAll('.formula')) {
    const symbols = /** @type {HTMLElement[]} */ ([...formula.querySelectorAll('.quantity')]);
    symbols.forEach((node, i) => {
      const { text, plain } = QUANTITIES[/** @type {Name} */ (node.dataset.quantity)];
      node.setAttribute('role', 'button');
      node.setAttribute('aria-label', `${plain}, ${text}`);
      node.tabIndex = i === 0 ? 0 : -1;
    });
    formula.addEventListener('keydown', (event) => move(/** @type {KeyboardEvent} */ (event), symbols));
  }
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} symbols */
function move(event, symbols) {
  const from = symbols.findIndex((node) => node === document.activeElement);
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: symbols.length - 1 };
  const to = symbols[places[event.key]];
  if (from < 0 || !to) return;
  event.preventDefault();
  for (const node of symbols) node.tabIndex = node === to ? 0 : -1;
  to.focus();
}

/** Lights a quantity up wherever it stands on the page. @param {Name | undefined} name undefined: none */
export function light(name) {
  for (const node of document.querySelectorAll('[data-quantity]')) {
    const names = node.getAttribute('data-quantity')?.split(' ') ?? [];
    node.classList.toggle('is-lit', name !== undefined && names.includes(name));
  }
}
