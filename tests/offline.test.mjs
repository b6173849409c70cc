/** The page without a network: a second visit needs none, and no visit sees files of two builds. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { serve } from '../web/tools/serve.mjs';
import { chromium } from 'playwright-core';
import { chromium_options, until } from './browser.js';

/** @typedef {import('playwright-core').Page} Page */

const BOUND = { timeout: 120_000 };
const SITE = fileURLToPath(new URL('../build/site', import.meta.url));
const BUILD_WORKER = fileURLToPath(new URL('../web/tools/service_worker.mjs', import.meta.url));

/** @type {import('playwright-core').Browser} */
let browser;
let root = '';
before(async () => {
  browser = await chromium.launch(chromium_options());
  root = await mkdtemp(join(tmpdir(), 'offline-'));
});
after(async () => {
  await browser.close();
  await rm(root, { recursive: true });
});

/** Puts a build into a sub-folder of the server's root; its page and its later scripts say its name. @param {string} name */
async function put_build(name) {
  const folder = join(root, 'some', 'folder');
  await rm(folder, { recursive: true, force: true });
  await cp(SITE, folder, { recursive: true, filter: (from) => !from.endsWith('.gz') });
  await writeFile(join(folder, 'data/mnist/files.txt'), '');
  for (const script of ['page.js', 'why.js', 'mathematics/section.js']) {
    const path = join(folder, script);
    await writeFile(
      path,
      `${await readFile(path, 'utf8')}\n(globalThis.builds ??= []).push('${script} of ${name}');`,
    );
  }
  const { status, stderr } = spawnSync(process.execPath, [BUILD_WORKER, folder], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return folder;
}

/** @param {Page} page */
const builds = (page) => page.evaluate(() => /** @type {any} */ (globalThis).builds ?? []);

/** Whether the browser keeps a build, and none is on its way. @param {Page} page */
const is_kept = (page) =>
  page.evaluate(async () => {
    const at = await navigator.serviceWorker.getRegistration();
    return Boolean(at?.active?.state === 'activated' && navigator.serviceWorker.controller && !at.installing);
  });

/** @param {Page} page */
const steps = (page) => page.evaluate(() => Number(document.getElementById('steps')?.dataset.value ?? 0));

/** Goes to all that is fetched late. @param {Page} page */
async function read_all(page) {
  await until('training', async () => (await steps(page)) > 10);
  for (const id of ['why', 'mathematics'])
    await page.evaluate((of) => document.getElementById(of)?.scrollIntoView(), id);
  await until('the section', () =>
    page.evaluate(() => document.querySelector('#stepper .step-place') !== null),
  );
}

test('a second visit needs no network, from a sub-folder and with any address', BOUND, async (t) => {
  await put_build('A');
  const server = await serve({ root, port: 0 });
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const home = `${server.url}some/folder/`;
  await page.goto(home);
  await until('a kept build', () => is_kept(page));
  await server.close();
  for (const address of [home, `${home}index.html?from=a-lesson#hidden=5&seed=3`]) {
    const visit = await context.newPage();
    /** @type {string[]} */
    const problems = [];
    visit.on('pageerror', ({ message }) => problems.push(message));
    await visit.goto(address);
    await read_all(visit);
    assert.deepEqual((await builds(visit)).sort(), [
      'mathematics/section.js of A',
      'page.js of A',
      'why.js of A',
    ]);
    assert.deepEqual(problems, []);
    await visit.close();
  }
});

test('after a rebuild a visit sees the old files or the new ones, never both', BOUND, async (t) => {
  await put_build('A');
  const server = await serve({ root, port: 0 });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), server.close()]));
  const home = `${server.url}some/folder/`;
  const first = await context.newPage();
  await first.goto(home);
  await until('a kept build', () => is_kept(first));
  await first.close();
  await put_build('B');
  /** @param {Page} page */
  const seen = async (page) => {
    await page.goto(home);
    await read_all(page);
    return [...new Set((await builds(page)).map((/** @type {string} */ each) => each.slice(-1)))];
  };
  const old = await context.newPage();
  assert.deepEqual(await seen(old), ['A']);
  await until('the new build beside it', () =>
    old.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)),
  );
  assert.deepEqual(await seen(old), ['A'], 'while the old one is open');
  await old.close();
  const next = await context.newPage();
  await next.goto(`${server.url}elsewhere`); // not a page of the site, so it keeps no build alive
  await until('the new build in place', () =>
    next.evaluate(async (of) => {
      const at = await navigator.serviceWorker.getRegistration(of);
      return at?.waiting === null && at.active?.state === 'activated';
    }, home),
  );
  assert.deepEqual(await seen(next), ['B']);
});

test('a build that is not whole is not taken', BOUND, async (t) => {
  await put_build('A');
  const server = await serve({ root, port: 0 });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), server.close()]));
  const home = `${server.url}some/folder/`;
  const page = await context.newPage();
  await page.goto(home);
  await until('a kept build', () => is_kept(page));
  const folder = await put_build('B');
  await writeFile(join(folder, 'why.js'), 'half a fi');
  const is_refused = await page.evaluate(async () => {
    const at = await navigator.serviceWorker.getRegistration();
    await at?.update().catch(() => {});
    const coming = at?.installing;
    if (!coming) return !at?.waiting;
    await new Promise((done) => coming.addEventListener('statechange', done, { once: true }));
    return coming.state === 'redundant';
  });
  assert.ok(is_refused);
  await page.reload();
  await read_all(page);
  const found = await builds(page);
  assert.deepEqual(found.sort(), ['mathematics/section.js of A', 'page.js of A', 'why.js of A']);
});

test('in a frame nothing is kept', BOUND, async (t) => {
  const folder = await put_build('A');
  await writeFile(
    join(folder, 'host.html'),
    '<!doctype html><title>Host</title><iframe src="index.html"></iframe>',
  );
  const server = await serve({ root, port: 0 });
  const context = await browser.newContext();
  t.after(() => Promise.all([context.close(), server.close()]));
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${server.url}some/folder/host.html`);
  const [, frame] = page.frames();
  await until('training', () =>
    frame.evaluate(
      () =>
        Number(document.getElementById('steps')?.dataset.value ?? 0) > 0 ||
        document.readyState === 'complete',
    ),
  );
  await page.clock.fastForward(60_000);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
});
