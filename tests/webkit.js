/**
 * A window of WebKitGTK, driven by WebDriver under a display of its own; see engines.js, which opens the windows of all
 * engines.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE, until } from './browser.js';

/**
 * @typedef {import('./engines.js').Look} Look
 * @typedef {import('./engines.js').Window} Window
 */

const FRAME = 38; // px that the window is higher than what it shows

/** @param {Required<Look>} look @returns {Promise<Window>} */
export async function open_webkit({ dark, width, height }) {
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

/**
 * Makes WebKitGTK paint. It takes a picture when it paints next, and a page on which nothing moves may never paint again. Runs
 * in the page.
 */
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
