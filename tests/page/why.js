/** Why an image is read as it is: what the figure says is the network's own, and it is found, chosen and kept live. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pixel_sentence } from '../../web/figures/why_words.js';
import { argmax } from '../../web/network/numbers.js';
import { finish, until, until_equal } from '../browser.js';
import { attributed, expected_texts, shown_texts } from '../why_shown.js';
import { NO_AXE, findings } from './axe.js';
import {
  BOUND,
  DRAWN,
  draw,
  image_of,
  is_training,
  same_in_node,
  seen_image,
  standing_at,
  text,
} from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

const SIDE = 28;

/** Asks why, by the button beside the answer. @param {Page} page */
async function ask(page) {
  await page.click('#ask-why');
  await until('the reasons', async () => /^Why it reads/.test(await text(page, 'why-question')));
}

/** @param {Page} page */
const shown = (page) => page.evaluate(shown_texts);

test(
  'sum, addends and pixels are those of the network, and choosing classes compares them',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=60');
    await standing_at(page, 60);
    await ask(page);
    const { network } = await same_in_node({ steps: 60 });
    const image = await seen_image(page);
    assert.deepEqual(await image_of(page, '#why-image'), image);
    const answer = argmax(network.predict(image));
    const reasons = (/** @type {[number, number?]} */ ...classes) =>
      expected_texts(attributed(network, image, ...classes));
    await until_equal('why it answers so', () => shown(page), reasons(answer));
    const digit = (answer + 3) % 10;
    await page.click(`.class-row[data-digit="${digit}"]`);
    await until_equal('another class', () => shown(page), reasons(digit));
    assert.match(await text(page, 'why-question'), /^What speaks for an? /);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const rival = (digit + 1) % 10 || 0;
    if (digit < 9) await until_equal('both compared', () => shown(page), reasons(digit, rival));
    assert.match(await text(page, 'why-question'), /^Why (not )?an? /);
    await page.click(`#why [data-digit="${digit}"]`);
    await page.click('#why [aria-pressed="true"]');
    await until_equal('none chosen', () => shown(page), reasons(answer));
    const of_answer = attributed(network, image, answer);
    const pixel = argmax(of_answer.contributions);
    await point_at(page, '#why-template', pixel);
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    const values = [image[pixel] / 255, of_answer.template[pixel], of_answer.contributions[pixel]];
    const expected = pixel_sentence({ row, column }, values[0], values[1], values[2]);
    await until_equal('its product', () => text(page, 'why-pixel'), expected);
    await finish(page);
  },
);

/** @param {Page} page @param {string} selector of an image @param {number} pixel */
async function point_at(page, selector, pixel) {
  const box = await page.locator(selector).boundingBox();
  assert.ok(box);
  const place = (/** @type {number} */ from, /** @type {number} */ size, /** @type {number} */ at) =>
    from + (size * (at + 0.5)) / SIDE;
  await page.mouse.move(
    place(box.x, box.width, pixel % SIDE),
    place(box.y, box.height, Math.floor(pixel / SIDE)),
  );
}

test('the reasons follow training and drawing; an empty pad says what to do', BOUND, async () => {
  const page = await site.open('#speed=50', { viewport: { width: 1280, height: 1400 } });
  await until('the figure, unasked, where it is in view', async () =>
    /^Why it reads/.test(await text(page, 'why-question')),
  );
  const before = await shown(page);
  await until('other numbers', async () => (await shown(page)).sum.join() !== before.sum.join());
  await page.click('#pad-clear');
  await until_equal(
    'what to do',
    () => text(page, 'why-note'),
    'Draw a digit on the pad, and this says why it is read as it is.',
  );
  await draw(page, DRAWN.seven);
  await until('the drawing', async () => /^Why it reads/.test(await text(page, 'why-question')));
  await until('its image', async () => {
    const both = await Promise.all([image_of(page, '#why-image'), seen_image(page)]);
    return String(both[0]) === String(both[1]);
  });
  await finish(page);
});

test(
  'an image is made another digit on the pad, with the size of the change, and undo brings it back',
  BOUND,
  async () => {
    const page = await site.open('#stop-steps=300&speed=full');
    await standing_at(page, 300);
    await draw(page, DRAWN.seven);
    await until('its answer', async () => /^What it sees/.test(await text(page, 'seen-text')));
    await ask(page);
    const before = await seen_image(page);
    const [, digit] = /^Make it an? (\w+)$/.exec(await text(page, 'make-it')) ?? [];
    await page.click('#make-it');
    await until('the size of the change', async () =>
      /^[\d.]+ pixels of ink tip it over to/.test(await text(page, 'why-conclusion')),
    );
    await until('the other answer', async () => (await text(page, 'why-question')).endsWith(` ${digit}`));
    const [, reading] = /^(.*?)[,:]? ?\w*$/.exec(await text(page, 'reading')) ?? [];
    assert.ok(reading);
    const after_it = await seen_image(page);
    assert.notDeepEqual(after_it, before);
    assert.match(await text(page, 'seen-text'), /^Tipped over to an? .*\. Undo/);
    const tints = await page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.pad canvas'));
      const copy = new OffscreenCanvas(280, 280);
      const context = /** @type {any} */ (copy.getContext('2d', { willReadFrequently: true }));
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, 280, 280);
      let [more, less] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] > data[i + 2] + 20) more++;
        if (data[i + 2] > data[i] + 20) less++;
      }
      return { more, less };
    });
    assert.ok(tints.more > 0 && tints.less > 0, JSON.stringify(tints));
    await page.click('#pad-undo');
    await until_equal('the drawing again', async () => String(await seen_image(page)), String(before));
    assert.match(await text(page, 'seen-text'), /^What it sees/);
    await finish(page);
  },
);

for (const file of ['why.js', 'why.css'])
  test(`${file} cannot be loaded: its place says so, and training goes on`, BOUND, async () => {
    const page = await site.open('#speed=50', { viewport: { width: 390, height: 844 } });
    await page.route(`**/${file}`, (route) => route.fulfill({ status: 503, body: 'down' }));
    await is_training(page);
    await page.click('#ask-why');
    await until('a word on it', async () =>
      /Why it answers so could not be loaded \(.+\)\. Reload the page/.test(await text(page, 'why')),
    );
    await is_training(page);
    page.problems = page.problems.filter((problem) => !/503|module script/.test(problem)); // the browser's own words
    await finish(page);
  });

test('a change that cannot be found is said in the status line, and the drawing stays', BOUND, async () => {
  const page = await site.open('#stop-steps=60&speed=full');
  await standing_at(page, 60);
  await ask(page);
  const image = await seen_image(page);
  await page.route('**/on_demand.js', (route) => route.fulfill({ status: 503, body: 'down' }));
  await page.click('#make-it');
  await until('a word on it', async () => /could not be loaded \(.+\)/.test(await text(page, 'status-text')));
  assert.deepEqual(await seen_image(page), image);
  page.problems = page.problems.filter((problem) => !/503|module script/.test(problem)); // the browser's own words
  await finish(page);
});

test('explanations are sent only while the figure can be seen', BOUND, async () => {
  const page = await site.open('#speed=50', { viewport: { width: 390, height: 844 } });
  await is_training(page);
  const drawings = () => page.evaluate(() => document.getElementById('why-logit')?.textContent);
  await ask(page);
  await until('the figure is live', async () => {
    const first = await drawings();
    await page.waitForTimeout(100);
    return (await drawings()) !== first;
  });
  await page.evaluate(() => scrollTo(0, 0));
  await until('it rests', async () => {
    const first = await drawings();
    await page.waitForTimeout(300);
    return (await drawings()) === first;
  });
  await finish(page);
});

test(
  'axe-core finds nothing in the reasons, on a phone and on a desk, in both themes',
  { ...BOUND, skip: NO_AXE },
  async () => {
    for (const [width, colorScheme] of /** @type {const} */ ([
      [390, 'light'],
      [1280, 'dark'],
    ])) {
      // prettier-ignore
      const page = await site.open('#stop-steps=60', { viewport: { width, height: 844 }, colorScheme });
      await standing_at(page, 60);
      await ask(page);
      assert.deepEqual(await findings(page, { parts: ['#why', '.stage-output'] }), []);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(scrolls, false, 'the page is not wider than the window');
      await finish(page);
    }
  },
);
