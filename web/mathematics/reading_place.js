/**
 * Where the reader is in the section, kept over a reload. The browser cannot go back there by itself: when it tries to, the
 * section is not there yet, and the page ends above it.
 */
import { end_with } from '../figures/dom.js';

const KEY = 'glassnet-reading-place';
const INPUTS = ['wheel', 'touchmove', 'keydown', 'pointerdown'];

/** @typedef {{ id: string, top: number }} Place a part of the section, and its distance from the top of the window in CSS px */

/** @param {HTMLElement} root @returns {Place | undefined} undefined: the section begins below the middle of the window */
function place_in(root) {
  return [root, ...root.querySelectorAll('.phase')]
    .map((part) => ({ id: part.id, top: part.getBoundingClientRect().top }))
    .findLast(({ top }) => top < innerHeight / 2);
}

/** Where the reader was in the section when this page was left, if they have come back. @returns {Place | undefined} */
export function kept_place() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (
    performance.getEntriesByType('navigation')
  );
  if (!['reload', 'back_forward'].includes(navigation?.type)) return undefined;
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? undefined;
  } catch {
    return undefined; // storage is forbidden
  }
}

/** @param {Place | undefined} place undefined: none */
function keep(place) {
  try {
    if (place) sessionStorage.setItem(KEY, JSON.stringify(place));
    else sessionStorage.removeItem(KEY);
  } catch {
    // where storage is forbidden, the reader comes back to where the browser finds
  }
}

/**
 * Goes back to where the reader was before a reload, and stays there while the figures grow, until the reader does anything.
 * @param {HTMLElement} root the section, with its text in it
 * @param {AbortSignal} signal ends it
 */
export function keep_reading_place(root, signal) {
  addEventListener('pagehide', () => keep(place_in(root)), { signal });
  const { id, top } = kept_place() ?? {};
  const part = id && top !== undefined && root.ownerDocument.getElementById(id);
  if (!part) return;
  const stay = () => scrollBy({ top: part.getBoundingClientRect().top - top, behavior: 'instant' });
  const growing = new ResizeObserver(stay);
  growing.observe(root);
  end_with(signal, growing);
  for (const type of INPUTS)
    addEventListener(type, () => growing.disconnect(), { signal, once: true, passive: true });
}
