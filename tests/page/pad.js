/** The drawing pad. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { finish, until, until_equal } from '../browser.js';
import {
  BOUND,
  DRAWN,
  as_shown,
  draw,
  middle_of,
  number,
  probabilities,
  same_in_node,
  seen_image,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

test('an empty pad asks for a digit and answers nothing', BOUND, async () => {
  const page = await site.open();
  await until('training', async () => (await number(page, 'steps')) > 3);
  await page.click('#pad-clear');
  await until_equal('an empty pad', () => text(page, 'reading'), 'Draw a digit');
  assert.ok(await page.getByText('Draw a digit', { exact: false }).first().isVisible());
  await until_equal('no answer', () => probabilities(page), Array(10).fill('–'));
  await until_equal('nothing seen', () => seen_image(page), new Uint8Array(784));
  await finish(page);
});

test('digits drawn with the pointer are classified, by the network on show', BOUND, async () => {
  const page = await site.open('#hidden=32&speed=full&stop-steps=2500');
  await standing_at(page, 2500);
  const { network } = await same_in_node({ hidden: 32, steps: 2500 });
  for (const [name, strokes] of Object.entries(DRAWN)) {
    await page.click('#pad-clear');
    await draw(page, strokes);
    // the answer to the last stroke may still be on its way, after those to the strokes before it
    const image = await until(`reading the ${name}`, async () => {
      const seen = await seen_image(page);
      const is_read = (await text(page, 'reading')) === `It reads a ${name}`;
      return is_read && isDeepStrictEqual(await probabilities(page), as_shown(network.predict(seen))) && seen;
    });
    const ink = [...image.keys()].filter((i) => image[i] > 0);
    const rows = ink.map((i) => Math.floor(i / 28));
    assert.ok(Math.max(...rows) - Math.min(...rows) + 1 <= 20, 'scaled to 20 rows');
  }
  await page.click('#pad-undo');
  await until('nothing left after undo', async () => (await text(page, 'reading')) === 'Draw a digit');
  await finish(page);
});

test('the pad works by keyboard and by touch', BOUND, async () => {
  const page = await site.open('#hidden=32&speed=full&stop-steps=2500', { hasTouch: true });
  await standing_at(page, 2500);
  await page.focus('#pad');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Space');
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await until('a one by keyboard', async () => (await text(page, 'reading')) === 'It reads a one');
  await page.keyboard.press('Backspace');
  await until('an empty pad', async () => (await text(page, 'reading')) === 'Draw a digit');
  await page.touchscreen.tap(...(await middle_of(page, '#pad')));
  await until('a dot by touch', async () => (await seen_image(page)).some((grey) => grey > 0));
  await finish(page);
});
