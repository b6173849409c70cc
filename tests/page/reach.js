/** What is in reach: ways to the derivation, targets that a finger hits, and bars that leave the page in view. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, standing_at } from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

const LEAST = 24; // px, as WCAG 2.2 asks of a target
const PHONE = { viewport: { width: 390, height: 844 } };

/** @param {Page} page */
const open_section = (page) =>
  until('the section', async () => {
    await page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());
    return (await page.locator('#stepper .primary').count()) > 0;
  });

test(
  'masthead and skip links lead to how it works, and the settings stay in the address',
  BOUND,
  async () => {
    const page = await site.open('#seed=3&stop-steps=10');
    await standing_at(page, 10);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    assert.equal(await focused(), 'Skip to how it works');
    await page.keyboard.press('Enter');
    const top = () =>
      page.evaluate(() => document.querySelector('#mathematics')?.getBoundingClientRect().top ?? NaN);
    await until('the derivation in view', async () => (await top()) < 900);
    await until('the settings in the address', async () => /seed=3/.test(page.url()));
    await page.evaluate(() => scrollTo(0, 0));
    await page.click('.masthead a');
    await until('the derivation in view again', async () => (await top()) < 900);
    await finish(page);
  },
);

test(
  'no target is smaller than 24 px, with few and with many units, on a desk and on a phone',
  BOUND,
  async () => {
    for (const options of [PHONE, { viewport: { width: 768, height: 1024 } }, {}]) {
      for (const hidden of [10, 200]) {
        const page = await site.open(`#stop-steps=20&hidden=${hidden}`, options);
        await standing_at(page, 20);
        await open_section(page);
        const small = () =>
          page.evaluate((least) => {
            const all = document.querySelectorAll('a, button, summary, select, input, [role=button]');
            return [...all].flatMap((node) => {
              const style = getComputedStyle(node);
              const { width, height } = node.getBoundingClientRect();
              const is_hidden =
                width * height === 0 || style.visibility === 'hidden' || style.clipPath !== 'none';
              const is_text = style.display === 'inline'; // a link within a sentence
              if (is_hidden || is_text || (width >= least - 0.5 && height >= least - 0.5)) return [];
              return [`${node.id || node.className || node.tagName}: ${width} × ${height}`];
            });
          }, LEAST);
        await until_equal(`targets that are too small, ${hidden} units`, small, []);
        await finish(page);
      }
    }
  },
);

test(
  'bars that stay in view leave four fifths of a phone, and all of a window at 400 % zoom',
  BOUND,
  async () => {
    for (const [width, height, most] of [
      [390, 844, 844 / 5],
      [320, 256, 0],
    ]) {
      const page = await site.open('#stop-steps=20', { viewport: { width, height } });
      await standing_at(page, 20);
      await open_section(page);
      await page.evaluate(() => document.querySelector('#phase-Zo')?.scrollIntoView());
      const covered = () =>
        page.evaluate(() => {
          const bars = [...document.querySelectorAll('#stepper, .foot-bar')].map((bar) => {
            const { top, bottom } = bar.getBoundingClientRect();
            return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
          });
          return bars.reduce((a, b) => a + b, 0);
        });
      await until(`${width} × ${height}: at most ${most} px covered`, async () => (await covered()) <= most);
      await finish(page);
    }
  },
);

test('on a phone the bar shows the loss line and the accuracy as they are measured', BOUND, async () => {
  const page = await site.open('#stop-steps=100', PHONE);
  await standing_at(page, 100);
  const accuracy = () => page.textContent('#test-accuracy');
  await until('the accuracy', async () => {
    const shown = await page.textContent('#spark-accuracy');
    return shown !== '–' && shown === (await accuracy());
  });
  const inked = await page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#spark-line'));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, i) => i % 4 === 3 && value > 0);
  });
  assert.ok(inked);
  await finish(page);
});
