/** The line above the figure: what there is to try, and the image that was opened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIGITS } from '../../web/figures/classes.js';
import { finish, until, until_equal } from '../browser.js';
import {
  BOUND,
  DRAWN,
  draw,
  has_stopped,
  is_training,
  next_frames,
  number,
  seen_image,
  set_width,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

/** Where the main parts of the page stand. @param {Page} page */
const places = async (page) => {
  await next_frames(page);
  return page.evaluate(() =>
    [
      'figure',
      'pad',
      'units',
      'transport',
      'status',
      'live-numbers',
      'curves',
      'misread',
      'contact-sheet',
      'mathematics',
    ].map(
      (id) =>
        Math.round(2 * (document.getElementById(id)?.getBoundingClientRect().top ?? NaN) + 2 * scrollY) / 2,
    ),
  );
};

/** @param {number[]} before @param {number[]} now @param {string} what */
function assert_still(before, now, what) {
  const moves = now.map((top, i) => Math.abs(top - before[i]));
  assert.ok(
    moves.every((move) => move <= 1),
    `${what}: ${before} became ${now}`,
  );
}

/** Whether nothing of the line is cut off. @param {Page} page */
const is_whole = (page) =>
  page
    .locator('.lead-text')
    .evaluate(
      ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
        scrollWidth <= clientWidth && scrollHeight <= clientHeight,
    );

test(
  'the line leads from one thing to try to the next, by its link and by hand, and nothing moves',
  BOUND,
  async () => {
    for (const width of [360, 390, 1280]) {
      const page = await site.open('#stop-steps=40&speed=2000');
      await set_width(page, width);
      await standing_at(page, 40);
      await until_equal('the first', () => text(page, 'lead-link'), 'Draw a 3. Right? Now a sloppy one.');
      await page.click('#lead-link');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'pad');
      await draw(page, DRAWN.seven);
      await until('what to look at', async () => /sloppier/.test(await text(page, 'lead-text')));
      assert.ok(await is_whole(page), `${await text(page, 'lead-text')}, at ${width} px`);
      const before = await places(page);
      await page.click('#lead-next');
      await until_equal('the second', () => text(page, 'lead-link'), 'Reset, and watch unit 7.');
      assert_still(before, await places(page), 'with another line');
      await page.click('#reset');
      await until('what to look at', async () => /Unit 7 begins/.test(await text(page, 'lead-text')));
      assert.ok(await is_whole(page), `${await text(page, 'lead-text')}, at ${width} px`);
      await page.click('#lead-next');
      await page.click('#lead-link');
      await until_equal('rate 5', () => page.inputValue('#learning-rate'), '5');
      await until('what to look at', async () => /has died/.test(await text(page, 'lead-text')));
      assert.ok(await is_whole(page), `${await text(page, 'lead-text')}, at ${width} px`);
      await page.click('#lead-next');
      const href = (await page.getAttribute('#lead-link', 'href')) ?? '';
      assert.match(href, /hidden=1&learning-rate=0\.1&/);
      await page.click('#lead-link');
      await until_equal('one tile', () => page.locator('.unit').count(), 1);
      await until('what to look at', async () => /ten digits apart/.test(await text(page, 'lead-text')));
      assert.ok(await is_whole(page), `${await text(page, 'lead-text')}, at ${width} px`);
      await page.click('#lead-next');
      await until_equal(
        'the last',
        () => text(page, 'lead-link'),
        'Full speed for a minute: which curve turns round?',
      );
      assert.ok(!(await page.isVisible('#lead-next')));
      await standing_at(page, 40);
      const still = await places(page);
      await page.focus('#lead-dismiss');
      await page.keyboard.press('Enter');
      await until_equal('nothing', () => page.locator('#lead *').count(), 0);
      assert_still(still, await places(page), 'without a line');
      assert.notEqual(
        await page.evaluate(() => document.activeElement?.tagName),
        'BODY',
        'the focus is not lost',
      );
      await page.evaluate(() => (location.hash = '#hidden=10&stop-steps=40&speed=2000'));
      await until_equal('ten tiles', () => page.locator('.unit').count(), 10);
      await page.reload();
      await standing_at(page, 40);
      assert.equal(await page.locator('#lead *').count(), 0, 'it stays dismissed');
      await finish(page);
    }
  },
);

test(
  'lines of a teacher stand in the address: text only, bounded, and the address keeps them',
  BOUND,
  async () => {
    const tries = [
      '<img src=x onerror=alert(1)> <b>bold</b> & “so”',
      `${'long '.repeat(100)}`,
      '\u202eturned\u0007 round',
    ];
    const hash = tries.map((each) => `&try=${encodeURIComponent(each)}`).join('');
    const page = await site.open(`#stop-steps=30&speed=full${hash}`);
    await standing_at(page, 30);
    assert.equal((await text(page, 'lead-text')).trim(), tries[0]);
    assert.equal(await page.locator('#lead :is(img, b, a)').count(), 0);
    assert.doesNotMatch(await text(page, 'status-text'), /try/);
    await page.click('#lead-next');
    const long = (await text(page, 'lead-text')).trim();
    assert.ok([...long].length <= 120 && long.endsWith('…'), long);
    const line = await page.locator('#lead').boundingBox();
    assert.ok(line && line.height < 40, 'one line');
    await page.click('#lead-next');
    await until_equal(
      'without what is not seen',
      async () => (await text(page, 'lead-text')).trim(),
      'turned round',
    );
    assert.ok(!(await page.isVisible('#lead-next')));
    const shared = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).getAll('try'));
    await until('the address', async () => (await shared())[2] === 'turned round');
    assert.deepEqual([(await shared()).length, (await shared())[0]], [3, tries[0]]);
    await page.click('#lead-dismiss');
    await until_equal('nothing', () => page.locator('#lead *').count(), 0);
    await page.evaluate(() => (location.hash = '#try=Another%20line'));
    await until_equal('the other', async () => (await text(page, 'lead-text')).trim(), 'Another line');
    assert.equal(await number(page, 'steps'), 30, 'a line alone begins no run');
    await finish(page);
  },
);

test('a mistake opens on the pad, is stepped through, taught, and there is a way back', BOUND, async () => {
  const page = await site.open('#stop-steps=300&speed=full');
  await standing_at(page, 300);
  const first = await seen_image(page);
  await page.locator('#misread').scrollIntoViewIfNeeded();
  await until('the mistakes of this step', async () =>
    /at step 300$/.test(await text(page, 'mistakes-count')),
  );
  const tile = await page.locator('#mistakes button').nth(2).elementHandle(); // the order may change
  assert.ok(tile);
  const words = (await tile.textContent()) ?? '';
  const [, truth, answer, share] = /(\d) read as (\d)([\d.]+ %)/.exec(words) ?? [];
  const before = await places(page);
  await tile.click();
  await until_equal(
    'what it is',
    () => text(page, 'opened-text'),
    `${DIGITS.brief(Number(truth))}, read as ${answer} (${share})`,
  );
  assert.notDeepEqual(await seen_image(page), first);
  assert_still(before, await places(page), 'with an image opened');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'opened-step');
  await page.click('#opened-teach');
  await until_equal('the example', () => page.locator('#taught li').count(), 1);
  assert.match(await page.locator('#taught li').innerText(), new RegExp(truth));
  await page.click('#opened-back');
  await until('the line', async () => (await page.locator('#opened-text').count()) === 0);
  await until('what was there', async () => String(await seen_image(page)) === String(first));
  assert.ok(await tile.evaluate((node) => node === document.activeElement), 'back where it was pressed');
  await tile.click();
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await until_equal('the focus, which scrolls there', focused, 'opened-step');
  await page.click('#opened-step');
  await until('the section', async () => (await page.locator('#chooser').count()) === 1);
  const pressed = page.locator('#chooser').getByRole('button', { name: 'The drawing on the pad' });
  await until_equal('a step on it', () => pressed.getAttribute('aria-pressed'), 'true');
  assert.equal(
    await page.locator('#chooser select').evaluate((node) => /** @type {HTMLSelectElement} */ (node).value),
    truth,
  );
  await finish(page);
});

test('cells of the matrix and digits of the sheet open on the pad as well', BOUND, async () => {
  const page = await site.open('#stop-steps=300&speed=full');
  await standing_at(page, 300);
  const wrong = page.locator('.confusion button.wrong:not(.none)').first();
  const [, truth, answer] =
    /digit (\d) read as (\d)/.exec((await wrong.getAttribute('aria-label')) ?? '') ?? [];
  await wrong.click();
  await until(
    'its surest image',
    async () =>
      (await page.locator('#opened-text').count()) === 1 &&
      (await text(page, 'opened-text')).startsWith(`${DIGITS.brief(Number(truth))}, read as ${answer} (`),
  );
  await page.locator('#contact-sheet').scrollIntoViewIfNeeded();
  await until('the sheet', async () => (await page.locator('.sheet button').count()) === 100);
  const digit = page.locator('.sheet button').nth(30);
  const label = /an? \d$/.exec((await digit.getAttribute('aria-label')) ?? '')?.[0];
  await digit.click();
  await until('it is open', async () => (await text(page, 'opened-text')).startsWith(`${label}, read as`));
  await until('what it is', async () => /^A training image: /.test(await text(page, 'seen-text')));
  await page.click('#opened-back');
  assert.ok(await digit.evaluate((node) => node === document.activeElement));
  await until_equal('the pad as before', () => page.locator('#opened-text').count(), 0);
  await finish(page);
});

test('a mistake keeps the focus while the network trains and the list is found again', BOUND, async () => {
  const page = await site.open('#speed=60');
  await is_training(page);
  await page.locator('#misread').scrollIntoViewIfNeeded();
  await until('mistakes', async () => (await page.locator('#mistakes button').count()) > 3);
  await page.locator('#mistakes button').first().focus();
  const count = await text(page, 'mistakes-count');
  await until('another look', async () => (await text(page, 'mistakes-count')) !== count);
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
  await page.click('#play');
  await has_stopped(page);
  await finish(page);
});

test(
  'undo takes back a stroke, a cleared pad and a drawing over a test image; what is of no use is disabled',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=20&speed=full');
    await standing_at(page, 20);
    const sample = await seen_image(page);
    const can = async (/** @type {string} */ id) => !(await page.locator(`#${id}`).isDisabled());
    assert.deepEqual(
      [await can('pad-undo'), await can('pad-clear')],
      [false, true],
      'a test image that nobody put there',
    );
    await draw(page, DRAWN.seven);
    await page.click('#step'); // it comes after all of the drawing, of which the page shows parts on the way
    await standing_at(page, 21);
    const drawn = await seen_image(page);
    await page.click('#pad-clear');
    await until_equal('an empty pad', () => text(page, 'reading'), 'Draw a digit');
    assert.deepEqual([await can('pad-undo'), await can('pad-clear')], [true, false]);
    await page.click('#pad-undo');
    await until('the drawing again', async () => String(await seen_image(page)) === String(drawn));
    await page.click('#pad-undo');
    await until('the test image again', async () => String(await seen_image(page)) === String(sample));
    await until('what it is', async () => /^A test image: /.test(await text(page, 'seen-text')));
    assert.deepEqual([await can('pad-undo'), await can('pad-clear')], [false, true]);
    await page.keyboard.press('d');
    await page.keyboard.press('Backspace');
    assert.deepEqual(await seen_image(page), sample, 'nothing is left to be taken back');
    await finish(page);
  },
);
