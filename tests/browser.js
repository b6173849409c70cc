/** A real Chromium for the tests of the page: it opens the built site and keeps account of what must not happen. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { chromium } from 'playwright-core';
import { serve } from '../web/tools/serve.mjs';
import { collect_coverage } from './coverage/collect.js';

const FIND_CHROMIUM = fileURLToPath(new URL('../.setup/find-chromium', import.meta.url));
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** How long a test waits for what has to come, in ms: no measure of the page, which may share a busy machine. */
export const PATIENCE = 60_000;

/** @typedef {import('playwright-core').Page & { problems: string[] }} Page */

/** How Chromium is started; an empty path: there is none. */
export function chromium_options() {
  const executablePath = spawnSync(FIND_CHROMIUM, { encoding: 'utf8' }).stdout.trim();
  return { executablePath, headless: true, args: ARGUMENTS };
}

/**
 * Serves a folder and opens a browser.
 * @param {string} [root] by default the built site
 */
export async function open_site(root) {
  const launch = chromium_options();
  assert.ok(launch.executablePath, 'No Chromium here: `make test` installs it, or name one in CHROMIUM');
  const site = await serve({ root, port: 0 });
  const browser = await chromium.launch(launch);
  return {
    url: site.url,
    browser,
    /**
     * A page in a fresh profile.
     * @param {string} [hash]
     * @param {import('playwright-core').BrowserContextOptions} [options]
     * @returns {Promise<Page>}
     */
    async open(hash = '', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        serviceWorkers: 'block', // the page without a network has tests of its own
        ...options,
      });
      const page = /** @type {Page} */ (await context.newPage());
      page.setDefaultTimeout(PATIENCE);
      page.problems = [];
      page.on('console', (message) => {
        const is_ours = !message.text().startsWith('Service Worker registration blocked');
        if (is_ours && ['error', 'warning'].includes(message.type()))
          page.problems.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.message}`));
      page.on('dialog', (dialog) => page.problems.push(`dialog: ${dialog.message()}`));
      page.on('request', (request) => {
        const is_own = request.url().startsWith(site.url) || /^(data|blob):/.test(request.url());
        if (!is_own) page.problems.push(`request to ${request.url()}`);
      });
      await collect_coverage(page);
      await page.goto(site.url + hash);
      return page;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/**
 * Asks again and again until the answer is right. (Playwright's waitForFunction needs eval, which the page forbids.)
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} is_right
 * @returns {Promise<T>} the last answer: the right one, unless patience was over before
 */
async function ask_until(ask, is_right) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (is_right(answer) || Date.now() > end) return answer;
    await sleep(30);
  }
}

/**
 * Waits until the answer is true.
 * @template T
 * @param {string} what for the message
 * @param {() => Promise<T>} ask
 * @returns {Promise<Exclude<T, false>>} the answer
 */
export async function until(what, ask) {
  const answer = await ask_until(ask, Boolean);
  assert.ok(answer, `${what}: not within ${PATIENCE} ms`);
  return /** @type {Exclude<T, false>} */ (answer);
}

/**
 * Waits until the answer is the expected one; where it does not come, the error shows the last one.
 * @template T
 * @param {string} what for the message
 * @param {() => Promise<T>} ask
 * @param {T} expected
 */
export async function until_equal(what, ask, expected) {
  const answer = await ask_until(ask, (last) => isDeepStrictEqual(last, expected));
  assert.deepEqual(answer, expected, `${what}: not within ${PATIENCE} ms`);
}

/** Closes the page, after checking that nothing went wrong in it. @param {Page} page */
export async function finish(page) {
  const { problems } = page;
  await page.context().close();
  assert.deepEqual(problems, []);
}
