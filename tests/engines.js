/**
 * The same few actions in three real engines, for tests that must hold in each of them:
 *
 *   const window = await open_window('firefox', { dark: true });   // or chromium, webkit
 *   await window.go(url);
 *   await window.evaluate((id) => document.getElementById(id)?.textContent, 'steps');   // promises are awaited
 *   await window.click('#play');  await window.press('s');  await window.viewport(360, 740);
 *   await window.screenshot('some.png');  await window.close();
 *
 * `missing(engine)` says what is not installed. Chromium and Firefox are driven by Playwright, WebKitGTK by WebDriver
 * under a display of its own; what differs between them stays in here.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, firefox } from 'playwright-core';
import { chromium_options, PATIENCE, until } from './browser.js';
import { collect_coverage } from './coverage/collect.js';

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

/** What an engine lacks on this machine, in words; '' if it can be opened. @param {Engine} engine */
export function missing(engine) {
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

/* ---- WebKitGTK ---- */

const FRAME = 38; // px that the window is higher than what it shows

/** @param {Required<Look>} look @returns {Promise<Window>} */
async function open_webkit({ dark, width, height }) {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-webkit-'));
  await mkdir(join(folder, 'gtk-3.0'));
  const theme = `[Settings]\ngtk-application-prefer-dark-theme=${dark ? 1 : 0}\n`;
  await writeFile(join(folder, 'gtk-3.0/settings.ini'), theme);
  const screen = await start_display();
  const port = await free_port();
  const driver = start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: screen.display,
      XDG_RUNTIME_DIR: folder,
      XDG_CONFIG_HOME: folder,
      LANG: 'en_US.UTF-8', // without one it says that the visitor reads “C”, which is no language
      LANGUAGE: 'en_US',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1', // its compositor's thread crashes now and then in Mesa's software driver
      GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
    },
  });
  const ask = asker(`http://127.0.0.1:${port}`);
  await until('WebKitWebDriver', () => ask('GET', '/status').then(() => true, () => false)); // prettier-ignore
  const { sessionId, capabilities } = await ask('POST', '/session', {
    capabilities: { alwaysMatch: { timeouts: { implicit: PATIENCE } } }, // a click waits for what it clicks, as Playwright's does
  });
  const window = webkit_window((method, path, body) => ask(method, `/session/${sessionId}${path}`, body));
  await window.viewport(width, height);
  return {
    ...window,
    version: `webkit ${capabilities.browserVersion}`,
    async close() {
      try {
        await ask('DELETE', `/session/${sessionId}`);
      } finally {
        await stop(driver);
        await stop(screen.process);
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** @typedef {(method: string, path: string, body?: object) => Promise<any>} Ask */

const REPAINTED_AFTER = 1000; // ms without a picture

/** A picture comes with what is painted next, which on a page where nothing moves may be nothing. Runs in the page. */
function repaint() {
  const { style } = document.documentElement;
  style.outline = '1px solid transparent';
  requestAnimationFrame(() => (style.outline = ''));
}

/** A client of the WebDriver protocol. @param {string} address @returns {Ask} */
const asker = (address) => async (method, path, body) => {
  const sent = method === 'POST' ? JSON.stringify(body ?? {}) : undefined;
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address + path, { method, body: sent, signal }).catch((error) => {
    throw new Error(`WebDriver, ${method} ${path}: ${error.message}`); // the runner shows a DOMException as {}
  });
  const { value } = /** @type {any} */ (await answer.json());
  if (!answer.ok) throw new Error(`WebDriver, ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
};

// what WebDriver calls the keys that write nothing
/** @type {Record<string, string>} */
const KEYS = {
  Backspace: '\ue003',
  Tab: '\ue004',
  Enter: '\ue006',
  Escape: '\ue00c',
  Space: ' ',
  PageUp: '\ue00e',
  PageDown: '\ue00f',
  End: '\ue010',
  Home: '\ue011',
  ArrowLeft: '\ue012',
  ArrowUp: '\ue013',
  ArrowRight: '\ue014',
  ArrowDown: '\ue015',
  Delete: '\ue017',
};

/** @param {Ask} ask in its session @returns {Omit<Window, 'version' | 'close'>} */
function webkit_window(ask) {
  /** @type {(action: Function, argument?: unknown) => Promise<any>} */
  const evaluate = async (action, argument) => {
    const script = `const [argument, done] = arguments;
        Promise.resolve(argument).then(${action}).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await ask('POST', '/execute/async', { script, args: [argument ?? null] });
    if (error) throw new Error(error);
    return value;
  };
  return {
    go: (url) => ask('POST', '/url', { url }),
    evaluate,
    async in_frame(action, argument) {
      await ask('POST', '/frame', { id: 0 });
      try {
        return await evaluate(action, argument);
      } finally {
        await ask('POST', '/frame', { id: null });
      }
    },
    wheel: ([x, y], pixels) =>
      ask('POST', '/actions', {
        actions: [
          {
            type: 'wheel',
            id: 'wheel',
            actions: [{ type: 'scroll', x: Math.round(x), y: Math.round(y), deltaX: 0, deltaY: pixels }],
          },
        ],
      }),
    async click(selector) {
      const element = await ask('POST', '/element', { using: 'css selector', value: selector });
      return ask('POST', `/element/${Object.values(element)[0]}/click`);
    },
    press: (key) =>
      ask('POST', '/actions', {
        actions: [
          {
            type: 'key',
            id: 'keyboard',
            actions: ['keyDown', 'keyUp'].map((type) => ({ type, value: KEYS[key] ?? key })),
          },
        ],
      }),
    drag: ([first, ...places]) => {
      const move = (/** @type {[number, number]} */ [x, y]) => ({
        type: 'pointerMove',
        duration: 0,
        x: Math.round(x),
        y: Math.round(y),
      });
      const down = { type: 'pointerDown', button: 0 };
      const up = { type: 'pointerUp', button: 0 };
      const actions = [move(first), down, ...places.map(move), up];
      const parameters = { pointerType: 'mouse' };
      return ask('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters, actions }] });
    },
    async screenshot(file) {
      const picture = ask('GET', '/screenshot');
      while ((await Promise.race([picture, sleep(REPAINTED_AFTER)])) === undefined) await evaluate(repaint);
      await writeFile(file, await picture, 'base64');
    },
    viewport: (width, height) => ask('POST', '/window/rect', { width, height: height + FRAME }),
  };
}

/** A display that only we see; it chooses its number itself. */
async function start_display() {
  const child = start('Xvfb', ['-displayfd', '3', '-screen', '0', '2048x1400x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    const pipe = /** @type {import('node:net').Socket} */ (child.stdio[3]);
    pipe.once('data', (line) => {
      pipe.unref(); // closed, it would end the display, which has a line feed still to write
      resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { process: child, display: `:${String(number).trim()}` };
}

/** @returns {Promise<number>} */
function free_port() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a process that does not outlive the tests.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} options
 */
function start(command, args, options) {
  const child = spawn(command, args, options);
  child.unref(); // a test that fails before it can end it does not keep this process waiting
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode) return resolve(undefined);
    child.ref(); // what is waited for keeps this process
    child.once('exit', resolve);
    return child.kill('SIGTERM');
  });
}
