/** The section on the mathematics in use: choices, the gradient check, keys, a narrow page, training beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { format_number } from '../../web/mathematics/format.js';
import { finish, until, until_equal } from '../browser.js';
import { NO_AXE, findings, set_theme } from './axe.js';
import { assert_shown } from './check_shown.js';
import { batch_of, expected_entry, expected_step, test_image } from './expected_step.js';
import { BOUND, has_stopped, is_training, next_frames, number, standing_at, text } from './reading.js';
import {
  LONG,
  M,
  PAUSED,
  RATE,
  STEPS,
  check_figure,
  figure_on_show,
  open,
  place,
  press,
  text_of,
  to_section,
  x_image,
} from './section.js';
import { sheet, worked_out } from './shown_numbers.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */
/** @typedef {import('./expected_step.js').ExpectedStep} ExpectedStep */

test('choices that follow each other at once: the last one counts', BOUND, async () => {
  const page = await open(PAUSED);
  await press(page, 'A test image');
  await until('the first phase', async () => (await place(page)) === '1 of 12');
  await page.getByLabel('number', { exact: true }).evaluate((/** @type {HTMLInputElement} */ field) => {
    for (let index = 1; index <= 9; index++) {
      field.value = String(index);
      field.dispatchEvent(new Event('change'));
    }
  });
  const { images } = await test_image(9);
  await until_equal('the last image', () => x_image(page), images);
  await until_equal('the first phase', () => place(page), '1 of 12');
  await finish(page);
});

/**
 * Presses a pixel of an image of tiles.
 * @param {import('playwright-core').Locator} screen @param {number} x in pixels of the image @param {number} y
 */
async function press_pixel(screen, x, y) {
  const page = screen.page();
  const [width, height] = await screen
    .locator('canvas')
    .evaluate((/** @type {HTMLCanvasElement} */ canvas) => [canvas.width, canvas.height]);
  const box = await screen.boundingBox();
  assert.ok(box);
  const whole = (/** @type {number} */ from, /** @type {number} */ more) => Math.ceil(from + more); // as clicks have it
  await page.mouse.click(whole(box.x, (x * box.width) / width), whole(box.y, (y * box.height) / height));
}

test(
  'the weight for the gradient check is chosen by its unit, a press or an arrow key, and checked alone',
  BOUND,
  async () => {
    const page = await open(PAUSED);
    const step = await expected_step(STEPS, await batch_of(STEPS, M), RATE);
    const picker = page.locator('#gradient-check .picker');
    const offered = () => picker.getByRole('button').textContent();
    await picker.scrollIntoViewIfNeeded();
    await picker.getByLabel('hidden unit').fill('3');
    await page.keyboard.press('Enter');
    await until_equal('the unit of the field', offered, `Check W_h[3, ${14 * 28 + 14}]`);
    await press_pixel(picker.locator('.screen'), 12, 10);
    await until_equal('the pixel that was pressed', offered, `Check W_h[3, ${10 * 28 + 12}]`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const [row, column] = [3, 11 * 28 + 13];
    await until_equal('one down and one to the right', offered, `Check W_h[${row}, ${column}]`);
    await picker.getByRole('button').click();
    await until('its verdict', async () => /The formulas hold/.test(await text_of(page, '.verdict')));
    const shown = page.locator('#gradient-check tbody tr');
    assert.deepEqual(await shown.locator('th').allTextContents(), [`W_h[${row}, ${column}]`]);
    const gradient = await shown.locator('td').first().getAttribute('data-value');
    assert.equal(Number(gradient), expected_entry(step, 'dWh', row, column).own);
    await picker.getByLabel('hidden unit').fill('99');
    await page.keyboard.press('Enter');
    await until_equal('the last unit, as there is no such one', offered, `Check W_h[9, ${column}]`);
    await finish(page);
  },
);

test(
  'a press on the image of a symbol’s sheet chooses the entry that the section follows',
  BOUND,
  async () => {
    const page = await open(PAUSED);
    const step = await expected_step(STEPS, await batch_of(STEPS, M), RATE);
    await page.locator('#mathematics p .quantity[data-quantity="X"]').first().click();
    await until('the sheet', async () => (await sheet(page)).is_open);
    const image = page.locator('#inspector .matrix');
    const pitch = 30; // a tile of 28 pixels, and 2 up to the next one
    await press_pixel(image.locator('.screen'), 2 * pitch + 14, pitch + 10);
    const shown = async () => (await text_of(page, '#inspector .readout')).split(' = ');
    const entry = async () => (await shown())[0];
    await until_equal('the entry that was pressed', entry, `X[${10 * 28 + 14}, 10]`);
    await page.keyboard.press('ArrowUp');
    await until_equal('the pixel above', entry, `X[${9 * 28 + 14}, 10]`);
    const [above, value] = await shown();
    assert_shown(step, { entry: above, text: value });
    await figure_on_show(page, 'Zh');
    const followed = async () => (await worked_out(page, 'Zh')).entry;
    await until('the sample in another figure', async () => /^Z_h\[\d, 10\]$/.test(await followed()));
    await finish(page);
  },
);

/** A check of many samples and units, which takes a second or two. */
const LONG_CHECK = `#hidden=100&batch-size=100&stop-steps=${STEPS}&speed=full`;

/** Opens the page and begins a gradient check that takes a while. */
async function open_checking() {
  const page = await site.open(LONG_CHECK, { reducedMotion: 'reduce' });
  await standing_at(page, STEPS);
  await to_section(page);
  await press(page, 'Check 200 parameters');
  await until('the beginning of the check', async () => /Measuring/.test(await text_of(page, '.verdict')));
  return page;
}

test(
  'after a reset during a gradient check, the answer is not shown for the new network',
  BOUND,
  async () => {
    const page = await open_checking();
    await page.evaluate(() => {
      const verdict = /** @type {HTMLElement} */ (document.querySelector('.verdict'));
      const texts = /** @type {string[]} */ ([]);
      const note = () => texts.push(verdict.textContent ?? '');
      new MutationObserver(note).observe(verdict, { childList: true, characterData: true, subtree: true });
      Object.assign(globalThis, { texts });
      document.getElementById('reset')?.click();
    });
    await until('the new network', async () => (await text_of(page, '.verdict')) === '');
    await page.waitForTimeout(2000); // the answer would have come meanwhile
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).texts), ['']);
    await press(page, 'Check 200 parameters');
    await until('the answer of its own', async () =>
      /The formulas hold/.test(await text_of(page, '.verdict')),
    );
    await finish(page);
  },
);

test('a failure elsewhere neither ends a gradient check nor is shown as its result', BOUND, async () => {
  const page = await open_checking();
  await page
    .locator('#own-images + input')
    .setInputFiles({ name: 'none', mimeType: '', buffer: Buffer.from('no images') });
  await until('the failure', async () => /none/.test(await text(page, 'status-text')));
  assert.match(await text_of(page, '.verdict'), /Measuring|The formulas hold/);
  await until('the answer', async () => /The formulas hold/.test(await text_of(page, '.verdict')));
  await finish(page);
});

test(
  'the number of a test image is a whole one; what is none is refused, and the step stays',
  BOUND,
  async () => {
    const page = await open(PAUSED);
    await press(page, 'A test image');
    const field = page.getByLabel('number', { exact: true });
    const take = async (/** @type {string} */ written) => {
      await field.fill(written);
      await page.keyboard.press('Enter');
    };
    await take('7');
    const { images } = await test_image(7);
    await until('image 7', async () => isDeepStrictEqual(await x_image(page), images));
    for (const [written, said] of [
      ['3.5', '“3.5” is not'],
      ['-1', '“−1” is not'],
      ['', 'the field holds none'],
    ]) {
      await take(written);
      await until(said, async () => (await text_of(page, '#chooser .problem')).includes(said));
      assert.match(
        await text_of(page, '#chooser .problem'),
        /^The number of the image must be a whole number of 0 or more; .*, so it stays 7\.$/,
      );
      assert.equal(await field.inputValue(), '7');
      assert.deepEqual(await x_image(page), images);
    }
    for (const [written, index] of [
      ['10003', 3],
      ['1e9', 0],
    ]) {
      await take(String(written));
      const counted_round = await test_image(Number(index));
      await until(`image ${index}`, async () => isDeepStrictEqual(await x_image(page), counted_round.images));
      assert.equal(await field.inputValue(), String(index));
      assert.ok(!(await page.locator('#chooser .problem').isVisible()));
    }
    await finish(page);
  },
);

test('an empty pad says so, and the section goes on', BOUND, async () => {
  const page = await site.open(PAUSED);
  await standing_at(page, STEPS);
  await page.click('#pad-clear');
  await to_section(page);
  await press(page, 'The drawing on the pad');
  await until('a message', async () => /nothing on the pad/.test(await text_of(page, '#chooser .problem')));
  await press(page, 'The next batch');
  await until('a step', async () => (await place(page)) === '1 of 12');
  await finish(page);
});

test('by keyboard: symbols, entries and phases', BOUND, async () => {
  const page = await open(PAUSED);
  const step = await expected_step(STEPS, await batch_of(STEPS, M), RATE);
  await page.locator('[data-formula="Zh"]').focus();
  await page.keyboard.press('Home');
  await until('the sheet', async () => {
    const { is_open, facts } = await sheet(page);
    return is_open && /^H × m = 10 × 32, from /.test(facts);
  });
  await page.keyboard.press('ArrowRight');
  const { facts, entries } = await until('the weights', async () => {
    const shown = await sheet(page);
    return /^H × D = 10 × 784, from /.test(shown.facts) && shown;
  });
  assert.ok(entries.length > 0);
  for (const entry of entries) assert_shown(step, entry);
  await until_equal('their images in the network lit', () => page.locator('#units .is-lit').count(), 10);
  const range = /from (\S+) to (\S+)$/.exec(facts) ?? [];
  const values = Array.from(step.own.Wh);
  const extremes = [Math.min, Math.max].map((of) => format_number(values.reduce((a, b) => of(a, b))));
  assert.deepEqual(range.slice(1), extremes);
  await page.keyboard.press('Escape');
  await until('its end', async () => !(await sheet(page)).is_open);

  await figure_on_show(page, 'Zh');
  await page.locator('[data-figure="Zh"] .screen[tabindex="0"]').focus();
  const before = (await worked_out(page, 'Zh')).entry;
  await page.keyboard.press('ArrowRight');
  const [, unit] = /\[(\d+), 0\]/.exec(before) ?? [];
  const entry = async () => (await worked_out(page, 'Zh')).entry;
  await until_equal('the next sample', entry, `Z_h[${unit}, 1]`);
  await check_figure(page, step, 'Zh');

  await page.locator('.phase-button[tabindex="0"]').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await until_equal('the third phase', () => place(page), '3 of 12');
  await finish(page);
});

test('while training plays, the numbers follow it; off screen nothing is asked for', BOUND, async () => {
  const page = await site.open('#speed=50');
  await until('training', async () => (await number(page, 'steps')) > 5);
  const loaded = () =>
    page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => /mathematics/.test(name)),
    );
  assert.ok(!(await loaded()), 'the section is loaded before the reader comes near it');
  await to_section(page);
  const first = await step_on_show(page);
  for (let i = 0, last = first; i < 3; i++)
    last = await until('a later step', async () => after(last, await step_on_show(page)));
  await until_equal('where it is', () => place(page), 'live');
  await page.evaluate(() => scrollTo(0, 0));
  const seen = await until('rest', async () => {
    const last = await step_on_show(page);
    await more_steps(page, 50); // another step would have come on show after 25
    return (await step_on_show(page)) === last && last;
  });
  await more_steps(page, 75);
  assert.equal(await step_on_show(page), seen);
  await finish(page);
});

/** Waits until training has gone on by so many steps. @param {Page} page @param {number} count */
async function more_steps(page, count) {
  const steps = await number(page, 'steps');
  await until(`${count} steps more`, async () => (await number(page, 'steps')) >= steps + count);
}

/** @param {Page} page */
const step_on_show = (page) =>
  page.evaluate(() =>
    Number(/** @type {HTMLElement} */ (document.querySelector('#stepper .step-place')).dataset.steps),
  );

/** @param {number} last @param {number} now */
const after = (last, now) => now > last && now;

test(
  'slow motion goes through the phases by itself; training takes over when it is told to',
  BOUND,
  async () => {
    const page = await open('#speed=50');
    await press(page, 'Slow motion');
    await until_equal('the second phase', () => place(page), '2 of 12');
    await has_stopped(page);
    await until_equal('the button', () => text(page, 'play'), 'Play');
    await press(page, 'Stop');
    await press(page, 'Resume');
    await until_equal('training', () => place(page), 'live');
    await is_training(page);
    await until_equal('the button', () => text(page, 'play'), 'Pause');
    await finish(page);
  },
);

test('360 px: nothing is wider than the page, at any phase', BOUND, async () => {
  const page = await open(PAUSED, { viewport: { width: 360, height: 740 } });
  await press(page, 'one sample');
  await press(page, 'all samples');
  await page.locator('[data-formula="dWh"]').focus();
  await page.keyboard.press('Home');
  await until('the sheet', async () => (await sheet(page)).is_open);
  const wide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('#mathematics *')]
        .filter(
          (node) =>
            node.getBoundingClientRect().right > innerWidth + 1 &&
            !node.closest('pre, .visually-hidden, .all-terms'),
        )
        .map((node) => `${node.tagName}.${node.className} ${node.textContent?.slice(0, 30)}`),
    );
  await next_frames(page);
  await until_equal('what is too wide', wide, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await finish(page);
});

/** What changes from phase to phase; the text, the formulas and the code do not. */
const CHANGING = ['#chooser', '#stepper', '#inspector', '.phase-figure'];

test('axe-core finds nothing in the section, in both themes', { ...LONG, skip: NO_AXE }, async () => {
  const page = await open(PAUSED, { colorScheme: 'light' });
  assert.deepEqual(await findings(page), []);
  await set_theme(page, 'dark');
  assert.deepEqual(await findings(page, { parts: ['#mathematics'], is_second_theme: true }), []);
  await press(page, 'Step by hand');
  await until('the first phase', async () => (await place(page)) === '1 of 12');
  await page.locator('[data-formula="Zh"]').focus();
  await page.keyboard.press('Home');
  await until('the sheet', async () => (await sheet(page)).is_open);
  assert.deepEqual(await findings(page, { parts: CHANGING }), []);
  await set_theme(page, 'light');
  assert.deepEqual(await findings(page, { parts: CHANGING, is_second_theme: true }), []);
  await finish(page);
});
