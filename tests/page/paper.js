/** On paper: before the browser prints, everything is there and drawn; a step of the derivation is a hand-out of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until } from '../browser.js';
import { BOUND, standing_at } from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

const PAPER = { preferCSSPageSize: true, printBackground: true };

/** How many pages a PDF has. @param {Buffer} pdf */
const pages_of = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;

/** Keeps in `window.paper` what the page is when it is printed. @param {Page} page */
const watch_paper = (page) =>
  page.evaluate(() => {
    const is_blank = (/** @type {HTMLCanvasElement} */ canvas) => {
      const context = canvas.getContext('2d');
      if (!context || canvas.width * canvas.height === 0) return true;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return data.every((value, i) => i % 4 !== 3 || value === 0); // nothing but transparent
    };
    const is_shown = (/** @type {Element} */ node) => node.getClientRects().length > 0;
    addEventListener('beforeprint', () => {
      const all = (/** @type {string} */ selector) =>
        [...document.querySelectorAll(selector)].filter((node) => is_shown(node));
      const canvases = /** @type {HTMLCanvasElement[]} */ (all('canvas'));
      const images = /** @type {HTMLImageElement[]} */ (all('img'));
      const tile = /** @type {Element} */ (document.querySelector('.unit .image')).getBoundingClientRect();
      const units = /** @type {Element} */ (document.querySelector('.units')).getBoundingClientRect();
      const pad = /** @type {Element} */ (document.querySelector('#pad')).getBoundingClientRect();
      const paper = {
        blank: canvases.filter(is_blank).map((canvas) => canvas.closest('[id]')?.id ?? canvas.className),
        canvases: canvases.length,
        images: images.length,
        missing: images.filter((image) => !image.complete || image.naturalWidth === 0).length,
        theme: getComputedStyle(document.documentElement).colorScheme,
        width: Math.max(...all('main > *').map((node) => node.getBoundingClientRect().right)),
        phases: all('.phase math').length,
        in_order: pad.right < tile.left && tile.right <= units.right,
        buttons: all(
          'main button:not(.unit, .class-row, .term, td button, .sheet button, #mistakes button, .quantity)',
        ).map((button) => button.textContent?.trim()),
      };
      Object.assign(window, { paper });
    });
  });

/** @param {Page} page */
const paper_of = (page) => page.evaluate(() => /** @type {any} */ (window).paper);

test('on paper no figure is empty and the derivation is there, whatever was on screen', BOUND, async () => {
  const page = await site.open('#stop-steps=300&speed=full', {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
  });
  await standing_at(page, 300);
  await until('the contact sheet', async () => (await page.locator('#sheet img').count()) === 100);
  await until('mistakes', async () => (await page.locator('#mistakes img').count()) > 0);
  await watch_paper(page);
  const pdf = await page.pdf(PAPER);
  const paper = await paper_of(page);
  assert.deepEqual(paper.blank, []);
  assert.ok(paper.canvases >= 6, `${paper.canvases} canvases`);
  assert.ok(paper.images > 100);
  assert.equal(paper.missing, 0);
  assert.equal(paper.theme, 'light');
  assert.ok(paper.width <= 718, `${paper.width} px wide`);
  assert.ok(paper.phases > 50, 'the formulas of the derivation');
  assert.ok(paper.in_order, 'the tiles stand beside the pad, not under it');
  assert.deepEqual(paper.buttons, []);
  assert.ok((pages_of(pdf) ?? 0) >= 4);
  const after = await page.evaluate(() => [
    document.documentElement.hasAttribute('data-printing'),
    getComputedStyle(document.documentElement).colorScheme,
  ]);
  assert.deepEqual(after, [false, 'dark']);
  await finish(page);
});

test('on paper the page says what is missing if the site does not give the derivation', BOUND, async () => {
  const page = await site.open('#stop-steps=50&speed=full');
  await standing_at(page, 50);
  await page.route('**/mathematics.html', (route) => route.fulfill({ status: 503, body: 'down' }));
  await watch_paper(page);
  await page.pdf(PAPER);
  const paper = await paper_of(page);
  assert.deepEqual([paper.phases, paper.blank], [0, []], 'the rest is there');
  assert.match(
    (await page.locator('#mathematics').textContent()) ?? '',
    /could not be loaded \(.*mathematics\.html could not be loaded: 503.*\)\. Reload the page/,
  );
  page.problems = page.problems.filter((problem) => !/503/.test(problem)); // the browser's own words
  await finish(page);
});

test('a step on one image is printed as a hand-out of one or two pages', BOUND, async () => {
  const page = await site.open('#stop-steps=50&speed=full', { viewport: { width: 1280, height: 800 } });
  await standing_at(page, 50);
  await page.evaluate(() => Object.assign(window, { print: () => {} })); // the test prints itself
  await until('the section', async () => {
    await page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());
    return (await page.locator('#chooser button').count()) > 0;
  });
  await page.getByText('A test image', { exact: true }).click();
  await until('its step', () => page.locator('#handout button').isVisible());
  await page.click('#handout button');
  await watch_paper(page);
  const pdf = await page.pdf(PAPER);
  const paper = await paper_of(page);
  assert.deepEqual(paper.blank, []);
  assert.ok(paper.canvases > 20);
  assert.ok([1, 2].includes(pages_of(pdf) ?? 0), `${pages_of(pdf)} pages`);
  assert.ok(!(await page.evaluate(() => document.documentElement.hasAttribute('data-handout'))));
  await finish(page);
});
