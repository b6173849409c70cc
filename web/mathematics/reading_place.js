/**
 * Where the reader is in the section, kept over a reload. The browser cannot go back there by itself: when it tries to, the
 * section is not there yet, and the page ends above it.
 */
import { watch_size } from '../figures/dom.js';

const KEY = 'glassnet-reading-place';
const INPUTS = ['wheel', 'keydown', 'pointerdown'];
const RESTORED = 40; // CSS px by which a browser that restores the place itself may differ; beyond it the reader has scrolled

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
    return undefined; // storage is forbidden, or holds something else
  }
}

/** @param {Place | undefined} place undefined: none */
function keep(place) {
  try {
    if (place) sessionStorage.setItem(KEY, JSON.stringify(place));
    else sessionStorage.removeItem(KEY);
  } catch {
    // without storage the reader comes back to where the browser takes them
  }
}

/**
 * Goes back to where the reader was before a reload, and stays there while the page grows, until the reader does anything.
 * @param {HTMLElement} root the section, with its text in it
 * @param {AbortSignal} signal ends it
 */
export function keep_reading_place(root, signal) {
  addEventListener('pagehide', () => keep(place_in(root)), { signal });
  const place = kept_place();
  const part = place && document.getElementById(place.id);
  if (!part) return;
  const { body } = document;
  const distance = () => part.getBoundingClientRect().top - place.top;
  let height = NaN; // of the page in CSS px, when the place was last returned to
  const until_end = new AbortController();
  const end = () => until_end.abort();
  signal.addEventListener('abort', end);
  const return_there = () => {
    height = body.offsetHeight;
    scrollBy({ top: distance(), behavior: 'instant' });
  };
  watch_size(body, return_there, until_end.signal);
  const options = { signal: until_end.signal, passive: true };
  for (const type of INPUTS) addEventListener(type, end, options);
  /** A scroll event tells of the frame before: by how much the page has grown since then is not the reader's doing. */
  const is_scrolled = () => body.offsetHeight === height && Math.abs(distance()) > RESTORED;
  addEventListener('scroll', () => is_scrolled() && end(), options);
}
