/** What the tests of embedded networks do in the pages of hosts, in any engine. */
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until, until_equal } from '../browser.js';
import { ENGINES, missing, open_window } from '../engines.js';
import { open_hosts } from './hosts.js';

/**
 * @typedef {import('../engines.js').Window} Window
 * @typedef {Awaited<ReturnType<typeof open_hosts>>} Hosts
 * @typedef {{ window: Window, hosts: Hosts, engine: import('../engines.js').Engine }} Given
 */

export const BOUND = { timeout: 120_000 };

/** Files that the site has besides those that were built: paths by name. @type {Record<string, string>} */
export const files = {};
/** Each engine has a site and a host of its own, so that what is asked of them can be told apart. @type {Partial<Record<import('../engines.js').Engine, Hosts>>} */
const all_hosts = {};
/** @type {Partial<Record<import('../engines.js').Engine, Window>>} */
const windows = {};
before(async () => {
  for (const engine of ENGINES) all_hosts[engine] = await open_hosts(files);
});
after(async () => {
  for (const window of Object.values(windows)) await window.close();
  for (const hosts of Object.values(all_hosts)) await hosts.close();
});

/**
 * A test in each engine, in all of them at once: they wait more than they compute.
 * @param {string} what @param {(given: Given) => Promise<void>} action @param {import('../engines.js').Engine[]} [engines]
 * @param {string | false} [skip] why it is left out
 */
export function test_in(what, action, engines = ENGINES, skip = false) {
  describe(what, { concurrency: true }, () => {
    for (const engine of engines)
      it(`${engine}: ${what}`, { ...BOUND, skip: skip || missing(engine) || false }, async () => {
        const window = (windows[engine] ??= await open_window(engine, { width: 900, height: 800 }));
        const hosts = /** @type {Hosts} */ (all_hosts[engine]);
        try {
          await action({ window, hosts, engine });
        } finally {
          await window.go('about:blank'); // what it trains would go on beside the tests in other engines
        }
      });
  });
}

/**
 * Opens a page; `globalThis.told` in it lists all events of its elements, and `globalThis.said` what was said in the console.
 * @param {Given} given @param {string} body @param {Parameters<Hosts['page']>[1]} [more]
 */
export async function open({ window, hosts }, body, more = {}) {
  const head = `<script>(${watch})();</script>${more.head ?? ''}`;
  await window.go(hosts.page(body, { ...more, head }));
}

/** Runs in the page, before everything else. */
function watch() {
  /** @type {unknown[]} */
  const told = [];
  /** @type {string[]} */
  const said = [];
  Object.assign(globalThis, { told, said });
  for (const kind of /** @type {const} */ (['error', 'warn']))
    console[kind] = (...words) => void said.push(words.join(' '));
  addEventListener('error', (event) => said.push(`uncaught: ${event.message}`));
  addEventListener('unhandledrejection', (event) => said.push(`unhandled: ${event.reason}`));
  const types = ['ready', 'step', 'epoch', 'change', 'state', 'error'];
  const note = (/** @type {Event} */ event) => {
    const { type, target } = event;
    told.push({
      type,
      id: /** @type {Element} */ (target).id,
      detail: /** @type {CustomEvent} */ (event).detail,
    });
  };
  const listen = (/** @type {Element} */ element) =>
    types.forEach((type) => element.addEventListener(type, note));
  const seen = new WeakSet();
  new MutationObserver(() => {
    for (const element of document.querySelectorAll('glass-net')) {
      if (!seen.has(element)) listen(element);
      seen.add(element);
    }
  }).observe(document, { childList: true, subtree: true });
}

/** @typedef {{ type: string, id: string, detail: any }} Told */

/** The events so far. @param {Window} window @param {string} type @returns {Promise<Told[]>} */
export const told = (window, type) =>
  window.evaluate(
    (of) => /** @type {any} */ (globalThis).told.filter((/** @type {any} */ each) => each.type === of),
    type,
  );

/** What has been said in the console. @param {Window} window @returns {Promise<string[]>} */
export const said = (window) => window.evaluate(() => /** @type {any} */ (globalThis).said);

/**
 * Properties of an element; null for each while there is none.
 * @param {Window} window @param {string} selector @param {...string} names @returns {Promise<any[]>}
 */
export const properties = (window, selector, ...names) =>
  window.evaluate(
    ([of, list]) => {
      const element = /** @type {any} */ (document.querySelector(/** @type {string} */ (of)));
      return /** @type {string[]} */ (list).map((name) => element?.[name] ?? null);
    },
    [selector, names],
  );

/** Waits for the state of an element. @param {Window} window @param {string} selector @param {string} state */
export const until_state = (window, selector, state) =>
  until_equal(`${selector} is ${state}`, () => properties(window, selector, 'state'), [state]);

/**
 * Waits until an element has taken no step for a second.
 * @param {Window} window @param {string} selector @returns {Promise<number>} the step at which it stands
 */
export const until_at_rest = (window, selector) =>
  until(`${selector} rests`, async () => {
    const [first] = await properties(window, selector, 'steps');
    await sleep(1000);
    const [second] = await properties(window, selector, 'steps');
    return first === second && first;
  });

/**
 * Calls a method of an element and waits for what it promises; an error becomes its text.
 * @param {Window} window @param {string} selector @param {string} method @param {...unknown} given
 * @returns {Promise<any>}
 */
export const call = (window, selector, method, ...given) =>
  window.evaluate(
    async ([of, name, list]) => {
      const element = /** @type {any} */ (document.querySelector(/** @type {string} */ (of)));
      try {
        return (await element[/** @type {string} */ (name)](.../** @type {unknown[]} */ (list))) ?? null;
      } catch (error) {
        return `${error}`;
      }
    },
    [selector, method, given],
  );

/** The text of what is inside of an element. @param {Window} window @param {string} host @param {string} selector @returns {Promise<string>} */
export const text = (window, host, selector) =>
  window.evaluate(
    ([of, inner]) => document.querySelector(of)?.shadowRoot?.querySelector(inner)?.textContent ?? '',
    [host, selector],
  );

/** Presses a button inside of an element. @param {Window} window @param {string} host @param {string} selector */
export const press = (window, host, selector) =>
  window.evaluate(
    ([of, inner]) => {
      const button = document.querySelector(of)?.shadowRoot?.querySelector(inner);
      /** @type {HTMLElement} */ (button).click();
    },
    [host, selector],
  );
