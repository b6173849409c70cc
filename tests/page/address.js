/** The address is the state. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, hear, number, text } from './reading.js';
import { site } from './site.js';

test('the address holds the state, and Back is not filled', BOUND, async () => {
  const page = await site.open('#seed=9&hidden=4');
  await until('training', async () => (await number(page, 'steps')) > 0);
  const entries = await page.evaluate(() => history.length);
  await page.fill('#learning-rate', '0.25');
  await page.press('#learning-rate', 'Enter');
  await page.fill('#batch-size', '64');
  await page.press('#batch-size', 'Enter');
  const wanted = '#data=digits&hidden=4&learning-rate=0.25&batch-size=64&seed=9';
  await until_equal('the address', async () => new URL(page.url()).hash, wanted);
  assert.equal(await page.evaluate(() => history.length), entries);
  await finish(page);
});

test(
  'a new address counts also if that of the run is written over it before the page is told',
  BOUND,
  async () => {
    const page = await site.open('#hidden=4&stop-steps=5');
    await until_equal('its tiles', () => page.locator('.unit').count(), 4);
    await page.evaluate(() => {
      const { hash } = location;
      location.hash = 'hidden=6&stop-steps=5';
      history.replaceState(null, '', hash);
    });
    await until_equal('the new tiles', () => page.locator('.unit').count(), 6);
    await until('its address', async () => new URL(page.url()).hash.includes('hidden=6'));
    await finish(page);
  },
);

test('a malformed value in the address takes its default, and the page says so', BOUND, async () => {
  const page = await site.open(
    '#data=cats&hidden=0&learning-rate=-1&batch-size=1e9&seed=x&speed=warp&nonsense=1',
  );
  await until('training', async () => (await number(page, 'steps')) > 0);
  for (const part of ['data=cats', 'hidden=0', 'learning-rate=-1', 'And 4 more.'])
    await until(`a message that names ${part}`, async () => (await text(page, 'status-text')).includes(part));
  const wanted = '#data=digits&hidden=10&learning-rate=0.1&batch-size=32&seed=8';
  await until_equal('the address', async () => new URL(page.url()).hash, wanted);
  await until_equal('the tiles', () => page.locator('.unit').count(), 10);
  await finish(page);
});

test('a value that a control cannot take is refused with a reason, and training goes on', BOUND, async () => {
  const page = await site.open();
  await until('training', async () => (await number(page, 'steps')) > 0);
  for (const [id, value, words] of [
    ['hidden', '513', 'number of hidden units'],
    ['batch-size', '4096', 'batch size'],
    ['learning-rate', '-0.5', 'learning rate'],
    ['seed', '1.5', 'seed'],
  ]) {
    const held = await page.inputValue(`#${id}`);
    const has_said = await hear(page);
    await page.fill(`#${id}`, value);
    await page.press(`#${id}`, 'Enter');
    await has_said(
      new RegExp(`^The ${words} must be a .*number from .*; “${value}” is not, so it stays ${held}\\.$`),
    );
    await until_equal('the value before', () => page.inputValue(`#${id}`), held);
  }
  const steps = await number(page, 'steps');
  await until('going on', async () => (await number(page, 'steps')) > steps);
  await finish(page);
});
