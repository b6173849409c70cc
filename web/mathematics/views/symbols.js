/** Symbols of quantities in text, formulas and figures: the reader points at one to see its quantity. */
import { create } from '../../figures/dom.js';
import { QUANTITIES } from '../table.js';

/** @typedef {import('../table.js').Name} Name */

const POINTING = 120; // ms that a pointer rests on a symbol before that counts

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

/** @typedef {(name: Name, node: HTMLElement) => void} Meant called with a quantity, and what stands for it and can have the focus */

/** @param {EventTarget | null} target @returns {{ node: HTMLElement, name: Name } | undefined} */
function handle_at(target) {
  const node = target instanceof Element ? target.closest('.quantity') : null;
  const name = node?.getAttribute('data-quantity');
  if (!node || !name || !(name in QUANTITIES)) return undefined;
  return { node: /** @type {HTMLElement} */ (node), name: /** @type {Name} */ (name) };
}

/** What takes the focus for a symbol: its formula, or else the symbol itself. @param {HTMLElement} node */
function focusable(node) {
  const formula = node.closest('.formula');
  if (formula) return /** @type {HTMLElement} */ (formula);
  node.tabIndex = -1;
  return node;
}

/**
 * Pointing at a symbol or tapping it calls `meant`.
 * @param {HTMLElement} root
 * @param {Meant} meant
 * @param {AbortSignal} signal ends it
 */
export function listen_to_symbols(root, meant, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const point = (/** @type {PointerEvent} */ event) => {
    clearTimeout(timer);
    const at = handle_at(event.target);
    if (at)
      timer = setTimeout(
        () => meant(at.name, focusable(at.node)),
        event.pointerType === 'mouse' ? POINTING : 0,
      );
  };
  const tap = (/** @type {MouseEvent} */ event) => {
    clearTimeout(timer);
    const at = handle_at(event.target);
    if (at) meant(at.name, focusable(at.node));
  };
  root.addEventListener('pointerover', point, { signal });
  root.addEventListener('pointerout', () => clearTimeout(timer), { signal });
  root.addEventListener('click', tap, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/**
 * Each formula is one tab stop, and the arrow keys go from symbol to symbol. The focus stays on the formula as a whole:
 * to a screen reader `math` is a single object, which cannot contain buttons.
 * @param {HTMLElement} root
 * @param {Meant} meant
 * @param {AbortSignal} signal ends it
 */
export function make_formulas_focusable(root, meant, signal) {
  for (const formula of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.formula'))) {
    const symbols = [...formula.querySelectorAll('.quantity')];
    let current = 0;
    const go_to = (/** @type {number} */ place) => {
      current = place;
      symbols.forEach((node, i) => node.classList.toggle('is-current', i === place));
      const at = handle_at(symbols[place]);
      if (at) meant(at.name, formula);
    };
    formula.tabIndex = 0;
    const begin = () => formula.matches(':focus-visible') && go_to(current);
    const end = () => symbols[current]?.classList.remove('is-current');
    const move = (/** @type {KeyboardEvent} */ event) => {
      const place = place_after(event.key, current, symbols.length);
      if (place === undefined) return;
      event.preventDefault();
      go_to(place);
    };
    formula.addEventListener('focus', begin, { signal });
    formula.addEventListener('blur', end, { signal });
    formula.addEventListener('keydown', move, { signal });
  }
}

/** The symbol that a key leads to, or undefined. @param {string} key @param {number} from @param {number} count of symbols */
function place_after(key, from, count) {
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 };
  const to = places[key];
  return to >= 0 && to < count ? to : undefined;
}

/**
 * Lights a quantity up wherever it stands on the page, or in the shadow tree, of this node.
 * @param {HTMLElement} node_of_tree @param {Name | undefined} name undefined: none
 */
export function light(node_of_tree, name) {
  const tree = /** @type {Document | ShadowRoot | HTMLElement} */ (node_of_tree.getRootNode());
  for (const node of tree.querySelectorAll('[data-quantity]')) {
    const names = node.getAttribute('data-quantity')?.split(' ') ?? [];
    node.classList.toggle('is-lit', name !== undefined && names.includes(name));
  }
}
