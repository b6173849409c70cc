/** Widths, themes, and the contact sheet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, image_of, is_training, same_in_node, set_width, text } from './reading.js';
import { site } from './site.js';

test(
  'from 1 to 512 hidden units, and from 320 to 1920 pixels, nothing is wider than the page',
  BOUND,
  async () => {
    const page = await site.open('#speed=1');
    for (const hidden of [1, 37, 512]) {
      await page.evaluate((units) => (location.hash = `speed=1&hidden=${units}`), hidden);
      await until_equal('its tiles', () => page.locator('.unit').count(), hidden);
      for (const width of [320, 768, 1280, 1920]) {
        await set_width(page, width);
        const excess = () =>
          page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return Math.max(0, scrollWidth - clientWidth);
          });
        await until_equal(`${hidden} units at ${width}: pixels too many`, excess, 0);
      }
    }
    await finish(page);
  },
);

test('with reduced motion nothing eases, and both themes have colours of their own', BOUND, async () => {
  const background = () => getComputedStyle(document.documentElement).backgroundColor;
  const light = await site.open('', { reducedMotion: 'reduce', colorScheme: 'light' });
  const dark = await site.open('', { colorScheme: 'dark' });
  await until('bars', async () => (await light.locator('.bar').count()) > 0);
  const easing = await light.evaluate(
    () => getComputedStyle(/** @type {any} */ (document.querySelector('.bar'))).transitionDuration,
  );
  assert.equal(easing, '0s');
  await until_equal('light', () => light.evaluate(background), 'rgb(250, 248, 244)');
  await until_equal('dark', () => dark.evaluate(background), 'rgb(17, 18, 21)');
  await is_training(dark); // so the button does something
  await dark.click('#theme'); // from auto to light
  await until_equal('light by the button', () => dark.evaluate(background), 'rgb(250, 248, 244)');
  await finish(light);
  await finish(dark);
});

test('a digit of the contact sheet can be followed from template to strokes to pixels', BOUND, async () => {
  const page = await site.open('#seed=4');
  await page.evaluate(() => document.getElementById('sheet')?.scrollIntoView());
  await until('the sheet', async () => (await page.locator('.sheet button').count()) === 100);
  await page.locator('.sheet button').nth(42).click();
  const { network, train } = await same_in_node({ seed: 4 });
  const label = train.labels()[42];
  await until('its story', async () =>
    (await text(page, 'followed')).startsWith(`How this ${label} was written`),
  );
  const image = /** @type {Uint8Array} */ (train.images()).slice(42 * 784, 43 * 784);
  await until_equal('its image', () => image_of(page, '.stations canvas'), image);
  assert.ok((await page.locator('.template path').count()) > 0);
  assert.ok((await page.locator('.written polyline').count()) > 0);
  network.free();
  await finish(page);
});
