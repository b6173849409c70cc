/** Symbols of quantities: handles by which the reader points at one, in the text, in formulas and in figures. */
import { create } from '../../figures/dom.js';
import { QUANTITIES } from '../table.js';

/** @typedef {import('../table.js').Name} Name */

const POINTING = 120; // ms that a pointer rests on a symbol before it means it

/**
 * A name such as dW_h as it is printed: letters in italics, the index below.
 * @param {string} plain
 * @returns {(Node | string)[]}
 */
export function printed(plain) {
  const [, change, letter, index, rest] = /^(d?)(\p{L})_?(\w*)(.*)$/u.exec(plain) ?? ['', '', plain, '', ''];
  return [
    change,
    create('i', {}, letter),
    ...(index ? [create('sub', {}, index)] : []),
    ...(rest ? [rest] : []),
  ];
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
 * Pointing at a symbol or tapping it calls `meant`.
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
  root.addEventListener('click', (event) => {
    const at = handle_at(event.target);
    if (at) meant(at.name);
  });
}

/**
 * One tab stop for each formula; the arrow keys go from symbol to symbol. The focus stays on the formula as a whole: what
 * stands inside of `math` is for screen readers one thing, which holds no buttons.
 * @param {HTMLElement} root
 * @param {(name: Name) => void} meant
 */
export function make_formulas_focusable(root, meant) {
  for (const formula of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.formula'))) {
    const symbols = [...formula.querySelectorAll('.quantity')];
    let current = 0;
    const go_to = (/** @type {number} */ place) => {
      current = place;
      symbols.forEach((node, i) => node.classList.toggle('is-current', i === place));
      const at = handle_at(symbols[place]);
      if (at) meant(at.name);
    };
    formula.tabIndex = 0;
    formula.addEventListener('focus', () => formula.matches(':focus-visible') && go_to(current));
    formula.addEventListener('blur', () => symbols[current]?.classList.remove('is-current'));
    formula.addEventListener('keydown', (event) => {
      const place = place_after(event.key, current, symbols.length);
      if (place === undefined) return;
      event.preventDefault();
      go_to(place);
    });
  }
}

/** Where a key leads among so many symbols. @param {string} key @param {number} from @param {number} count */
function place_after(key, from, count) {
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 };
  const to = places[key];
  return to >= 0 && to < count ? to : undefined;
}

/** Lights a quantity up wherever it stands on the page. @param {Name | undefined} name undefined: none */
export function light(name) {
  for (const node of document.querySelectorAll('[data-quantity]')) {
    const names = node.getAttribute('data-quantity')?.split(' ') ?? [];
    node.classList.toggle('is-lit', name !== undefined && names.includes(name));
  }
}
