/** A walk by the Tab key through all of a page that trains, which notes where the focus is lost. */
import assert from 'node:assert/strict';
import { until } from './browser.js';

/**
 * @typedef {Pick<import('./engines.js').Window, 'evaluate' | 'press'>} Window
 * @typedef {{ name: string, region: string }} Stop region: the part of the page that is redrawn as one
 */

/** Runs in the page: adds `globalThis.walk`, which knows the elements that have had the focus. */
function begin() {
  /** @type {Element[]} */
  const visited = [];
  document.body.tabIndex = -1; // the walk begins at the top, wherever the page was scrolled to
  document.body.focus();
  document.body.removeAttribute('tabindex');
  let last = document.activeElement;
  const TAKES_FOCUS = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';
  const REGIONS = '.phase, #why, #chooser, #stepper, #inspector, main > *, header';
  const name_of = (/** @type {Element} */ node) => {
    const { id, className, textContent } = node;
    const text = node.getAttribute('aria-label') ?? textContent?.trim().slice(0, 30);
    return `${node.localName}${id && `#${id}`}${className && `.${className}`} “${text}”`;
  };
  const region_of = (/** @type {Element} */ node) => node.closest(REGIONS)?.id ?? '';
  const is_stop = (/** @type {Element} */ node) =>
    node.isConnected &&
    /** @type {HTMLElement} */ (node).tabIndex >= 0 &&
    !node.matches(':disabled, [inert] *') &&
    node.checkVisibility({ visibilityProperty: true });
  // a misread image leaves its list, and another comes, as soon as the network reads it otherwise
  const comes_and_goes = (/** @type {Element} */ node) => node.closest('li[data-key]') !== null;
  const walk = {
    /**
     * What has the focus now.
     * @returns {Stop | 'end' | false} end: of the page; false: the same as before, as some drivers answer before the key
     * has worked
     */
    arrive() {
      if (document.activeElement === last) return false;
      const node = (last = document.activeElement);
      const is_none = !node || node === document.body || node === document.documentElement;
      if (is_none || node === visited[0]) return 'end';
      visited.push(node);
      return { name: name_of(node), region: region_of(node) };
    },
    /** Visited elements that could no longer have the focus. */
    lost: () =>
      visited
        .filter((node) => !is_stop(node) && !comes_and_goes(node))
        .map((node) => `in ${region_of(node)}: ${name_of(node)}`),
    has_kept: () => document.activeElement === visited.at(-1),
    missed: () =>
      [...document.querySelectorAll(TAKES_FOCUS)]
        .filter((node) => is_stop(node) && !visited.includes(node) && !comes_and_goes(node))
        .map(name_of),
    count: () => new Set(visited).size,
    /** What changes when the part of the page that has the focus is drawn again: the step that it shows, once it shows one. */
    shown() {
      const of = (/** @type {string} */ selector) => document.querySelector(selector);
      if (document.activeElement?.closest('#mathematics'))
        return of('#stepper .step-place')?.getAttribute('data-steps');
      if (document.activeElement?.closest('#why') && of('#why-body')?.matches('.empty')) return undefined;
      const step = document.activeElement?.closest('#wrong') ? '#mistakes-count' : '#steps';
      return of(step)?.textContent;
    },
  };
  Object.assign(globalThis, { walk });
}

/**
 * @param {Window} window @param {'arrive' | 'lost' | 'has_kept' | 'missed' | 'count' | 'shown'} question
 * @returns {Promise<any>}
 */
const ask = (window, question) =>
  window.evaluate((of) => /** @type {any} */ (globalThis).walk[of](), question);

/** Waits until everything on show has been redrawn, and finds each stop where it was. @param {Window} window */
async function check(window) {
  const before = await ask(window, 'shown');
  await until('a redrawn page', async () => (await ask(window, 'shown')) !== before);
  assert.deepEqual(await ask(window, 'lost'), [], 'stops that are gone');
  assert.ok(await ask(window, 'has_kept'), 'the focus stays where it is');
}

/**
 * Presses Tab from the first stop of the page to the last while it trains.
 * @param {Window} window with the section on the mathematics on show and the focus nowhere
 * @returns {Promise<number>} how many stops the page has
 */
export async function walk_by_tab(window) {
  await window.evaluate(begin);
  let region = '';
  for (;;) {
    await window.press('Tab');
    /** @type {Stop | 'end'} */
    const stop = await until('the next stop', () => ask(window, 'arrive'));
    if (stop === 'end') break; // past the last stop, unless one is missed
    if (stop.region !== region) await check(window);
    region = stop.region;
  }
  assert.deepEqual(await ask(window, 'missed'), [], 'stops that Tab does not come to');
  return ask(window, 'count');
}
