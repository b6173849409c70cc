/** The networks of a page, and the elements that own and show them. */
import { Registry } from '../model/registry.js';

/**
 * @typedef {import('./viewer.js').ViewerElement} ViewerElement
 * @typedef {{ owner: ViewerElement } | { problem: string, is_final: boolean }} Found is_final: no element that comes later helps
 */

/** Models by the elements that own them. @type {Registry<ViewerElement>} */
export const NETWORKS = new Registry();

/** The elements that are in a page. @type {Set<ViewerElement>} */
const ELEMENTS = new Set();

/** An element has come into the page, or has another id or owner: those that look for one look again. @param {ViewerElement} element */
export function announce(element) {
  ELEMENTS.add(element);
  look_again(element);
}

/** @param {ViewerElement} element has left the page */
export function take_leave(element) {
  ELEMENTS.delete(element);
  look_again(element);
}

/** @param {ViewerElement} changed */
function look_again(changed) {
  for (const element of ELEMENTS) if (element !== changed) element.look_for_owner();
}

/**
 * The owner of the network that an element shows. It is looked for in the same root, then in the document.
 * @param {ViewerElement} element @param {string} id
 * @returns {Found}
 */
export function find_owner(element, id) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  const found = root.getElementById?.(id) ?? element.ownerDocument.getElementById(id);
  const name = `<glass-net id="${id.slice(0, 40)}">`;
  if (found === element)
    return { problem: `This <glass-net> is for itself: for="${id.slice(0, 40)}".`, is_final: true };
  const owner = [...ELEMENTS].find((each) => each === found);
  if (!owner) return { problem: `There is no ${name} on this page.`, is_final: false };
  if (!owner.hasAttribute('for')) return { owner };
  const is_circle = owner.getAttribute('for') === element.id && element.id !== '';
  const what = is_circle ? 'and that one is for this one' : 'which has no network of its own';
  return { problem: `This <glass-net> is for ${name}, ${what}.`, is_final: true };
}
