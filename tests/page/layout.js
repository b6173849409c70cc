/** Widths, themes, and the contact sheet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until } from '../browser.js';
import { BOUND, image_of, same_in_node, text } from './reading.js';
import { site } from './site.js';

test(
  'from 1 to 512 hidden units, and from 320 to 1920 pixels, nothing is wider than the page',
  BOUND,
  async () => {
    const page = await site.open('#speed=1');
    for (const hidden of [1, 37, 512]) {
      await page.evaluate((units) => (location.hash = `speed=1&hidden=${units}`), hidden);
      await until('its tiles', async () => (await page.locator('.unit').count()) === hidden);
      for (const width of [320, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        const [content, frame] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(content <= frame, `${hidden} units at ${width}: ${content} pixels`);
      }
    }
    await finish(page);
  },
);

test('with reduced motion nothing eases, and both themes have colours of their own', BOUND, async () => {
  const background = () => getComputedStyle(document.documentElement).backgroundColor;
  const light = await site.open('', { reducedMotion: 'reduce', colorScheme: 'light' });
  const dark = await site.open('', { colorScheme: 'dark' });
  const easing = await light.evaluate(
    () => getComputedStyle(/** @type {any} */ (document.querySelector('.bar'))).transitionDuration,
  );
  assert.equal(easing, '0s');
  assert.equal(await light.evaluate(background), 'rgb(250, 248, 244)');
  assert.equal(await dark.evaluate(background), 'rgb(17, 18, 21)');
  await dark.click('#theme'); // from auto to light
  assert.equal(await dark.evaluate(background), 'rgb(250, 248, 244)');
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
  assert.ok((await page.locator('.template path').count()) > 0);
  assert.ok((await page.locator('.written polyline').count()) > 0);
  assert.deepEqual(await image_of(page, '.stations canvas'), train.images().slice(42 * 784, 43 * 784));
  network.free();
  await finish(page);
});
