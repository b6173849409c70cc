/** The link to the page, where the browser lets it be copied and where it does not. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, number, text } from './reading.js';
import { site } from './site.js';

/** @typedef {import('playwright-core').Page | import('playwright-core').Frame} Place */

/** The link that the page shows, all of it selected. @param {Place} place */
const shown_link = (place) =>
  place.evaluate(() => {
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#link-dialog[open] input'));
    const is_selected = field?.selectionStart === 0 && field.selectionEnd === field.value.length;
    return is_selected && document.activeElement === field && field.value;
  });

test('in a frame of another site the link is shown as text that can be copied', BOUND, async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [snippet] = /<iframe[^]*?<\/iframe>/.exec(readme) ?? [''];
  assert.match(snippet, /allow="clipboard-write"/);
  const frame_of = (/** @type {string} */ html) => html.replace('glassnet/', site.url);
  const server = createServer((request, response) => {
    const html = request.url === '/allowed' ? snippet : snippet.replace('allow="clipboard-write"', '');
    response.setHeader('content-type', 'text/html').end(`<!doctype html><p>An article</p>${frame_of(html)}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const page = await site.open('#stop-steps=1', { permissions: ['clipboard-write', 'clipboard-read'] });
  try {
    page.problems.length = 0;
    await page.goto(`http://127.0.0.1:${port}/`);
    const frame = await until('the frame', async () => page.frames()[1] ?? false);
    await until('its address', async () => /data=/.test(await frame.evaluate(() => location.hash)));
    await frame.click('#copy-link');
    await until_equal('the link', () => shown_link(frame), await frame.evaluate(() => location.href));
    assert.doesNotMatch((await frame.locator('#status-text').textContent()) ?? '', /address above/);
    await frame.getByRole('button', { name: 'Close' }).click();
    assert.equal(await shown_link(frame), false);
  } finally {
    server.close();
    await page.context().close();
  }
});

test('without a clipboard the link is shown, with one it is copied', BOUND, async () => {
  const page = await site.open('#stop-steps=1', { permissions: ['clipboard-write', 'clipboard-read'] });
  await until('the address', async () => (await number(page, 'steps')) === 1 && /seed=/.test(page.url()));
  await page.click('#copy-link');
  await until('a word', async () => /^The link is copied/.test(await text(page, 'status-text')));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  for (const clipboard of ['missing', 'refusing']) {
    await page.evaluate((is_missing) => {
      const refusing = { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) };
      Object.defineProperty(navigator, 'clipboard', {
        value: is_missing ? undefined : refusing,
        configurable: true,
      });
    }, clipboard === 'missing');
    await page.click('#copy-link');
    await until_equal(clipboard, () => shown_link(page), page.url());
    await page.keyboard.press('Escape');
  }
  await finish(page);
});

test('the link has what has just been changed, before the address does', BOUND, async () => {
  const page = await site.open('#stop-steps=1', { permissions: ['clipboard-write', 'clipboard-read'] });
  await until('the address', async () => (await number(page, 'steps')) === 1 && /seed=/.test(page.url()));
  await page.evaluate(() => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById('batch-size'));
    for (const value of ['16', '8']) {
      field.value = value; // the address follows the first one at once, and the second one later
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    document.getElementById('copy-link')?.click();
  });
  await until('a word', async () => /^The link is copied/.test(await text(page, 'status-text')));
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /&batch-size=8&/);
  await finish(page);
});
