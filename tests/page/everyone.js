/** For everyone: by keyboard alone, and without a finding of axe-core. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { NO_AXE, findings } from './axe.js';
import { BOUND, has_stopped, number, standing_at, text } from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

test('axe-core finds nothing, in both themes, training and paused', { ...BOUND, skip: NO_AXE }, async () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const page = await site.open('#learning-rate=1', { colorScheme });
    await until('a warning', async () => /have died/.test(await text(page, 'status-text')));
    assert.deepEqual(await findings(page), []);
    await page.click('#play');
    await has_stopped(page);
    assert.deepEqual(await findings(page), []);
    await finish(page);
  }
});

test(
  'the page is used by keyboard alone: pause, step, rate, drawing, a mistake, the list of shortcuts',
  BOUND,
  async () => {
    const page = await site.open('#speed=100');
    await until('training', async () => (await number(page, 'steps')) > 150);
    await page.keyboard.press('Space');
    const { steps } = await has_stopped(page);
    await until_equal('the button', () => text(page, 'play'), 'Play');
    await page.keyboard.press('s');
    await standing_at(page, steps + 1);
    await tab_to(page, 'learning-rate');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('0.2');
    await page.keyboard.press('Tab');
    await until('the rate in the address', async () => /learning-rate=0\.2&/.test(page.url()));
    await page.keyboard.press('d');
    await until_equal('the pad', () => focus(page), 'pad');
    await page.keyboard.press('Delete');
    await until_equal('an empty pad', () => text(page, 'reading'), 'Draw a digit');
    for (const key of ['Space', ...Array(20).fill('ArrowDown'), 'Space']) await page.keyboard.press(key);
    await until('an answer', async () => /reads|Not sure/.test(await text(page, 'reading')));
    await page.evaluate(() => document.querySelector('#confusion')?.scrollIntoView());
    await page.locator('.confusion button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await until('a cell', async () => (await text(page, 'mistakes-title')) === '0 read as 1');
    await page.keyboard.press('?');
    await until('the list', () => page.locator('#shortcuts').isVisible());
    await page.keyboard.press('Escape');
    await until('its end', async () => !(await page.locator('#shortcuts').isVisible()));
    await finish(page);
  },
);

/** The id of what has the focus. @param {Page} page */
const focus = (page) => page.evaluate(() => document.activeElement?.id);

/** Presses Tab until an element has the focus. @param {Page} page @param {string} id */
async function tab_to(page, id) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if ((await focus(page)) === id) return;
  }
  assert.fail(`Tab does not come to #${id}`);
}

test('a summary for those who listen follows the training', BOUND, async () => {
  const page = await site.open();
  await until('a summary', async () =>
    /^Training, step [\d,]+: test accuracy/.test(await text(page, 'summary')),
  );
  await page.click('#play');
  await until('the end of it', async () => /^Paused, step/.test(await text(page, 'summary')));
  await finish(page);
});
