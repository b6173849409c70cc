/**
 * The same few actions in three real engines, for tests that must hold in each of them:
 *
 *   const window = await open_window('firefox', { dark: true });   // or chromium, webkit
 *   await window.go(url);
 *   await window.evaluate((id) => document.getElementById(id)?.textContent, 'steps');   // promises are awaited
 *   await window.click('#play');  await window.press('s');  await window.viewport(360, 740);
 *   await window.screenshot('some.png');  await window.close();
 *
 * `missing(engine)` says why one is left out. Chromium and Firefox are driven by Playwright, WebKitGTK by WebDriver
 * (webkit.js); what differs between them stays in these two files.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, firefox } from 'playwright-core';
import { chromium_options, PATIENCE, until } from './browser.js';
import { collect_coverage } from './coverage/collect.js';
import { open_webkit } from './webkit.js';

/**
 * @typedef {'chromium' | 'firefox' | 'webkit'} Engine
 * @typedef {{ dark?: boolean, forced?: boolean, width?: number, height?: number }} Look forced: the colours of the system take
 * the place of the page's, which WebKitGTK cannot do
 *
 * @typedef {object} Window
 * @property {string} version name and version of the browser
 * @property {(url: string) => Promise<unknown>} go
 * @property {<T, A>(action: (argument: A) => T, argument?: A) => Promise<Awaited<T>>} evaluate runs a function in the page;
 * argument and result go through JSON
 * @property {<T, A>(action: (argument: A) => T, argument?: A) => Promise<Awaited<T>>} in_frame runs it in the first frame of
 * the page, whatever its origin
 * @property {(selector: string) => Promise<unknown>} click
 * @property {(key: string) => Promise<unknown>} press a character, or the name of a key as KeyboardEvent.key has it
 * @property {(places: [number, number][]) => Promise<unknown>} drag presses the mouse at the first place in CSS pixels of the
 * window, moves it over the others and lets go; one place is a click
 * @property {(place: [number, number], pixels: number) => Promise<unknown>} wheel turns the wheel with the mouse at a place
 * @property {(file: string) => Promise<unknown>} screenshot a PNG of what is in view
 * @property {(width: number, height: number) => Promise<unknown>} viewport in CSS pixels;
 * WebKitGTK's window does not become narrower than 447
 * @property {(seconds: number) => Promise<number>} [longest_task] ms that the longest task of the page's thread computes from now
 * on for so many seconds, without the time in which others have the processor; in Chromium only
 * @property {() => Promise<void>} close
 */

/** @type {Engine[]} */
const ALL = ['chromium', 'firefox', 'webkit'];

/** Those that are tested: all, or what the variable ENGINES names, with a comma between two. @returns {Engine[]} */
function wanted_engines() {
  const names = process.env.ENGINES?.split(',') ?? ALL;
  const other = names.find((name) => !ALL.some((engine) => engine === name));
  if (other !== undefined) throw new RangeError(`ENGINES names “${other}”, but can name ${ALL.join(', ')}.`);
  return ALL.filter((engine) => names.includes(engine));
}

export const ENGINES = wanted_engines();

/**
 * Tests in each engine, beside those in the other engines: they wait more than they compute.
 * @param {(engine: Engine) => void} define adds the tests of one engine, which follow each other
 */
export function in_each_engine(define) {
  describe('in each engine', { concurrency: ENGINES.length }, () => {
    for (const engine of ENGINES) describe(engine, { concurrency: 1 }, () => define(engine));
  });
}

/** Where a command is, or ''. @param {...string} names the first that is there counts */
const find = (...names) =>
  names.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find(Boolean) ?? '';

/** Why an engine cannot be tested, in words; '' if it can. @param {Engine} engine */
export function missing(engine) {
  if (!ENGINES.includes(engine)) return 'ENGINES leaves it out';
  if (engine === 'chromium') return chromium_options().executablePath ? '' : 'Chromium is not installed';
  if (engine === 'firefox')
    return find('firefox-esr', 'firefox') ? '' : 'Firefox is not installed (firefox-esr)';
  const absent = ['WebKitWebDriver', 'Xvfb'].filter((command) => !find(command));
  return absent.length === 0
    ? ''
    : `WebKitGTK is not installed: no ${absent.join(', no ')} (webkit2gtk-driver, libwebkit2gtk-4.1-0, xvfb)`;
}

/**
 * Opens a window with a profile of its own. Starting Firefox takes as long as many a test, so the windows of Chromium and
 * Firefox that look the same are of one browser, which ends with the last test of the file.
 * @param {Engine} engine
 * @param {Look} [look]
 * @returns {Promise<Window>}
 */
export async function open_window(engine, { dark = false, forced = false, width = 1280, height = 900 } = {}) {
  assert.equal(missing(engine), '');
  const look = { dark, forced, width, height };
  return engine === 'webkit' ? open_webkit(look) : open_by_playwright(engine, look);
}

/** The text of an element. @param {Window} window @param {string} id */
export const text = (window, id) =>
  window.evaluate((of) => document.getElementById(of)?.textContent ?? '', id);

/** By keyboard, once it is there. @param {Window} window @param {string} selector of a button */
export async function press_button(window, selector) {
  const has_focus = () =>
    window.evaluate((of) => {
      const button = /** @type {HTMLElement | null} */ (document.querySelector(of));
      button?.focus();
      return button !== null && document.activeElement === button;
    }, selector);
  await until(`focus on ${selector}`, has_focus);
  await window.press('Enter');
}

/* ---- Chromium and Firefox ---- */

/** @type {Map<string, Promise<import('playwright-core').Browser>>} browsers that have been started, by engine and look */
const browsers = new Map();
after(async () => {
  for (const starting of browsers.values()) {
    const browser = await starting;
    for (const context of browser.contexts()) await context.close(); // which leaves its counts, where they are collected
    await browser.close();
  }
});

/** @param {'chromium' | 'firefox'} engine @param {Required<Look>} look */
function browser_for(engine, { dark, forced }) {
  const name = engine === 'chromium' ? engine : [engine, dark, forced].join();
  const running = browsers.get(name);
  if (running) return running;
  const starting = engine === 'chromium' ? chromium.launch(chromium_options()) : launch_firefox(dark, forced);
  browsers.set(name, starting);
  return starting;
}

/** @param {'chromium' | 'firefox'} engine @param {Required<Look>} look @returns {Promise<Window>} */
async function open_by_playwright(engine, { dark, forced, width, height }) {
  const browser = await browser_for(engine, { dark, forced, width, height });
  const viewport = { width, height };
  // Firefox takes its theme from its profile and refuses to be told again
  const as_set = { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null };
  const colorScheme = /** @type {'dark' | 'light'} */ (dark ? 'dark' : 'light');
  const forcedColors = /** @type {'active' | 'none'} */ (forced ? 'active' : 'none');
  const theme = engine === 'chromium' ? { colorScheme, forcedColors } : as_set;
  const page = await browser.newPage({ viewport, ...theme });
  page.setDefaultTimeout(PATIENCE);
  if (engine === 'chromium') await collect_coverage(page);
  return {
    version: `${engine} ${browser.version()}`,
    go: (url) => page.goto(url),
    evaluate: (action, argument) => page.evaluate(/** @type {any} */ (action), argument),
    in_frame: (action, argument) => /** @type {any} */ (page.frames()[1]).evaluate(action, argument),
    click: (selector) => page.click(selector),
    async wheel(place, pixels) {
      await page.mouse.move(...place);
      await page.mouse.wheel(0, pixels);
    },
    press: (key) => page.keyboard.press(key),
    async drag([first, ...places]) {
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const place of places) await page.mouse.move(...place);
      await page.mouse.up();
    },
    screenshot: (path) => page.screenshot({ path }),
    viewport: (w, h) => page.setViewportSize({ width: w, height: h }),
    longest_task: engine === 'chromium' ? (seconds) => longest_task(page, seconds) : undefined,
    close: () => page.context().close(),
  };
}

/** @param {import('playwright-core').Page} page of Chromium @param {number} seconds */
async function longest_task(page, seconds) {
  const browser = page.context().browser() ?? assert.fail('a browser of its own');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await sleep(1000 * seconds);
  /** @type {{ name: string, pid: number, tid: number, tdur?: number, args: { name?: string } }[]} tdur: µs of computing */
  const events = JSON.parse(String(await browser.stopTracing())).traceEvents;
  const place = (/** @type {{ pid: number, tid: number }} */ { pid, tid }) => `${pid} ${tid}`;
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const of_pages = new Set(threads.map(place));
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && of_pages.has(place(event)));
  const times = tasks.flatMap(({ tdur }) => tdur ?? []); // none of one that has not ended
  assert.ok(times.length > seconds, 'tasks are recorded');
  return times.reduce((a, b) => Math.max(a, b)) / 1000;
}

/** @param {boolean} dark @param {boolean} forced */
function launch_firefox(dark, forced) {
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: find('firefox-esr', 'firefox'),
    headless: true,
    firefoxUserPrefs: {
      'network.dns.disabled': true,
      'ui.systemUsesDarkTheme': dark ? 1 : 0,
      'browser.display.document_color_use': forced ? 2 : 0,
    },
  });
}
