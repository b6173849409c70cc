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

/** @typedef {[left: number, top: number, right: number, bottom: number]} Region in shares of the pad */

/** How many pixels of the pad are white, as strokes are, in each region. @param {import('../browser.js').Page} page @param {...Region} regions */
const white = (page, ...regions) =>
  page.evaluate((parts) => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#pad canvas'));
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = /** @type {any} */ (copy.getContext('2d', { willReadFrequently: true }));
    context.drawImage(canvas, 0, 0);
    return parts.map(([left, top, right, bottom]) => {
      const [x, y, width, height] = [left, top, right - left, bottom - top].map((share) =>
        Math.round(share * canvas.width),
      );
      const pixels = new Uint32Array(context.getImageData(x, y, width, height).data.buffer);
      return pixels.reduce((count, pixel) => count + Number(pixel === 0xffffffff), 0);
    });
  }, regions);

/** @type {Region} */
const ALL = [0, 0, 1, 1];
/** @type {Region} */
const MIDDLE = [0.4, 0, 0.6, 1];

/** A page that stands still, with an empty pad in the focus, and where on the screen a place of the pad is. */
async function empty_pad() {
  const page = await site.open('#stop-steps=1');
  await standing_at(page, 1);
  await page.focus('#pad');
  await page.keyboard.press('Delete');
  const box = await page.locator('#pad').boundingBox();
  assert.ok(box);
  /** @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  return { page, at };
}

/** @param {import('../browser.js').Page} page @param {string} key @param {number} times */
async function press(page, key, times) {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

test('a click leaves a dot of ink on the pad', BOUND, async () => {
  const { page, at } = await empty_pad();
  assert.deepEqual(await white(page, ALL), [0]);
  await page.mouse.click(...at(0.5, 0.5));
  const [count] = await white(page, [0.45, 0.45, 0.55, 0.55]);
  assert.ok(count > 200, `${count} pixels are white`);
  await finish(page);
});

test(
  "a mouse that moves without its button draws nothing, the keyboard's pen up or down",
  BOUND,
  async () => {
    const { page, at } = await empty_pad();
    await page.keyboard.press('Space');
    await press(page, 'ArrowDown', 5);
    const before = await white(page, ALL);
    await page.mouse.move(...at(0.1, 0.9));
    await page.mouse.move(...at(0.9, 0.9), { steps: 5 });
    assert.deepEqual(await white(page, ALL), before);
    await press(page, 'ArrowDown', 5); // and the keyboard's pen goes on where it stood
    const [column, beside] = await white(page, MIDDLE, [0.6, 0, 1, 1]);
    assert.ok(column > before[0]);
    assert.equal(beside, 0);
    await finish(page);
  },
);

test('a stroke follows the pointer that began it, and no other', BOUND, async () => {
  const { page, at } = await empty_pad();
  await page.mouse.move(...at(0.2, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.2, 0.8), { steps: 4 });
  const before = await white(page, ALL);
  await page.evaluate(
    ([clientX, clientY]) => {
      const other = { pointerId: 77, pointerType: 'pen', isPrimary: true, bubbles: true, clientX, clientY };
      const pad = document.getElementById('pad');
      for (const type of ['pointermove', 'pointerup']) pad?.dispatchEvent(new PointerEvent(type, other));
    },
    at(0.8, 0.8),
  );
  assert.deepEqual(await white(page, ALL), before);
  await page.mouse.move(...at(0.5, 0.8));
  const [after] = await white(page, ALL);
  assert.ok(after > before[0], 'the other pointer has not ended the stroke either');
  await page.mouse.up();
  await finish(page);
});

test('a key that is held down acts once, but arrows go on', BOUND, async () => {
  const { page } = await empty_pad();
  const hold = async (/** @type {string} */ key) => {
    for (let i = 0; i < 4; i++) await page.keyboard.down(key); // after the first they are repetitions
    await page.keyboard.up(key);
  };
  await hold('Space');
  const [dot] = await white(page, ALL);
  await hold('ArrowDown');
  const [line] = await white(page, ALL);
  assert.ok(line > dot + 3 * 8 * 15, `the pen is down and went four steps: ${dot}, then ${line} pixels`);
  await page.keyboard.press('Space');
  await hold('ArrowRight');
  const alone = await white(page, ALL); // without the pen's ring over it
  await hold('Space'); // a second stroke, of one point
  await hold('Backspace');
  assert.deepEqual(await white(page, ALL), alone, 'one stroke was taken back');
  await hold('Enter'); // the pen was still down: it is lifted
  await hold('ArrowRight');
  assert.deepEqual(await white(page, ALL), alone, 'Enter lifts the pen as Space does');
  await finish(page);
});

for (const [key, what] of [
  ['Backspace', 'undo'],
  ['Delete', 'clear'],
]) {
  test(`after ${what} with a pen down, its next movement begins a stroke of its own`, BOUND, async () => {
    const { page, at } = await empty_pad();
    /** @type {Region[]} */
    const [left, right] = [
      [0, 0, 0.3, 1],
      [0.7, 0, 1, 1],
    ];
    await page.mouse.move(...at(0.15, 0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.15, 0.8), { steps: 3 });
    await page.mouse.up();
    const [first] = await white(page, left);
    await page.mouse.move(...at(0.85, 0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.85, 0.8), { steps: 3 });
    await page.keyboard.press(key);
    assert.deepEqual(await white(page, left, right), [key === 'Delete' ? 0 : first, 0]);
    await page.mouse.move(...at(0.85, 0.9));
    await page.mouse.move(...at(0.9, 0.9));
    await page.mouse.up();
    const [, middle, ink] = await white(page, left, MIDDLE, right);
    assert.equal(middle, 0, 'nothing leads from the stroke before to the new one');
    assert.ok(ink > 0, 'the mouse, still down, draws');
    const [top] = await white(page, [0.7, 0, 1, 0.5]);
    assert.equal(top, 0, 'what was taken back stays away');
    await page.keyboard.press('Delete');

    await page.keyboard.press('Space');
    await press(page, 'ArrowDown', 10);
    await page.keyboard.press(key);
    assert.deepEqual(await white(page, ALL), [0]);
    await press(page, 'ArrowRight', 12);
    assert.deepEqual(await white(page, [0, 0, 1, 0.4]), [0], "nothing of the keyboard's stroke comes back");
    await finish(page);
  });
}
