/** The machine room: four machines race on the page, and two of them come to the same bits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create_network } from '../../web/network/network.js';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, has_stopped, hide, is_training, next_frames, number, text } from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

const DIGITS = 2000;

/** @param {string} hash */
async function open(hash) {
  const page = await site.open(hash, { reducedMotion: 'reduce' });
  await page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());
  await page.locator('#machine-room .room').scrollIntoViewIfNeeded();
  await is_training(page);
  return page;
}

/** @param {Page} page */
const rows = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.room-row')].map((row) => ({
      rate: Number(/** @type {HTMLElement} */ (row).dataset.rate),
      shown: row.querySelector('.rate')?.textContent ?? '',
      ratio: parseFloat(row.querySelector('.ratio')?.textContent ?? ''),
      share: (row.querySelector('.bar')?.clientWidth ?? 0) / (row.querySelector('.track')?.clientWidth ?? 1),
    })),
  );

/** @param {Page} page */
const race = (page) =>
  until('the proof', async () => {
    const bits = await page.evaluate(() => ({
      .../** @type {HTMLElement} */ (document.querySelector('.room-proof')).dataset,
    }));
    return bits.steps !== undefined && (await rows(page)).every(({ rate }) => rate > 0) && bits;
  });

/** @param {Page} page */
const button = (page) => page.locator('#machine-room button');

test(
  'the machines race while training is paused; bars, ratios and fingerprints are theirs',
  BOUND,
  async () => {
    const page = await open('#speed=50&hidden=12&seed=4&batch-size=50');
    await button(page).focus();
    await page.keyboard.press('Enter');
    const { steps, simd, scalar } = await race(page);
    await has_stopped(page);
    const settings = /12 hidden units, batches of 50, 2,000 built-in digits/;
    await until('its settings', async () => settings.test(await text(page, 'machine-room')));
    const network = await create_network({ hidden: 12, seed: 4 });
    network.train(network.digits(4, DIGITS), { batch_size: 50, learning_rate: 0.1, steps: Number(steps) });
    assert.deepEqual([simd, scalar], [network.fingerprint(), network.fingerprint()]);
    assert.match(await text(page, 'machine-room'), /steps both modules have the fingerprint/);
    await page.keyboard.press('Enter');
    await until_equal('the end of the race', () => button(page).textContent(), 'Start');
    const shown = await rows(page);
    const largest = Math.max(...shown.map(({ rate }) => rate));
    for (const { rate, shown: written, ratio, share } of shown) {
      assert.match(written, /^[\d.]+ [kM]\/s$/);
      assert.ok(Math.abs(share - rate / largest) < 0.01, `a bar of ${share} for ${rate} of ${largest}`);
      const exact = rate / shown[3].rate;
      assert.ok(Math.abs(ratio - exact) <= (exact < 10 ? 0.051 : 0.51), `${ratio} for ${exact}`);
    }
    await is_training(page);
    await until_equal('the button', () => text(page, 'play'), 'Pause');
    await finish(page);
  },
);

test('the race ends where nobody sees it, and when training is wanted again', BOUND, async () => {
  const page = await open('#speed=50');
  await button(page).click();
  await race(page);
  await has_stopped(page);
  await page.evaluate(() => scrollTo(0, 0));
  await until_equal('the end of the race', () => button(page).textContent(), 'Start');
  await is_training(page);
  await button(page).click();
  await has_stopped(page);
  await page.evaluate(() => document.getElementById('play')?.click()); // without scrolling there, which ends the race too
  await until_equal('the end of the race', () => button(page).textContent(), 'Start');
  await is_training(page);
  await until_equal('the button', () => text(page, 'play'), 'Pause');
  await finish(page);
});

test(
  'the race ends while the page is hidden, and training goes on when it is seen again',
  BOUND,
  async () => {
    const page = await open('#speed=50');
    await button(page).click();
    await race(page);
    const { steps } = await has_stopped(page);
    await hide(page, true);
    await until_equal('the end of the race', () => button(page).textContent(), 'Start');
    for (let i = 0; i < 10; i++) await next_frames(page);
    assert.equal(await number(page, 'steps'), steps, 'nothing is trained where nobody sees it');
    await hide(page, false);
    await is_training(page);
    await until_equal('the button', () => text(page, 'play'), 'Pause');
    await finish(page);
  },
);

test('a module that cannot be loaded: the room says so, and training continues', BOUND, async () => {
  const page = await open('#speed=50');
  await page.route('**/network.scalar.wasm', (route) => route.fulfill({ status: 503, body: 'down' }));
  await button(page).click();
  await until('a word on it', async () => /503/.test(await text(page, 'machine-room')));
  await is_training(page);
  await until_equal('the button', () => text(page, 'play'), 'Pause');
  page.problems = page.problems.filter((problem) => !/503/.test(problem)); // the browser's own words
  await finish(page);
});

/** Keeps in `globalThis.workers` those that begin from now on. @param {Page} page */
const keep_workers = (page) =>
  page.evaluate(() => {
    /** @type {Worker[]} */
    const workers = [];
    const Own = Worker;
    Object.assign(globalThis, {
      workers,
      Worker: class extends Own {
        /** @param {ConstructorParameters<typeof Own>} of */
        constructor(...of) {
          super(...of);
          workers.push(this);
        }
      },
    });
  });

test('an error of a race that has ended does not end the next one', BOUND, async () => {
  const page = await open('#speed=50');
  await keep_workers(page);
  for (let clicks = 0; clicks < 3; clicks++) await button(page).click(); // start, stop, start
  await page.evaluate(() => {
    const [ended] = /** @type {any} */ (globalThis).workers;
    ended.dispatchEvent(new ErrorEvent('error', { message: 'too late' }));
    ended.dispatchEvent(new MessageEvent('message', { data: { type: 'failed', message: 'too late' } }));
  });
  await race(page);
  assert.equal(await button(page).textContent(), 'Stop');
  assert.doesNotMatch(await text(page, 'machine-room'), /too late|could not be loaded/);
  await button(page).click();
  await finish(page);
});

test(
  'modules that come to other bits than each other are told apart, as a bug to report',
  BOUND,
  async () => {
    const page = await open('#speed=50');
    await keep_workers(page);
    await button(page).click();
    await race(page);
    const said = await page.evaluate(() => {
      const [worker] = /** @type {any} */ (globalThis).workers;
      const bits = { steps: 1000, simd: '0123456789abcdef', scalar: 'fedcba9876543210' };
      worker.dispatchEvent(new MessageEvent('message', { data: { type: 'round', rates: {}, bits } }));
      return document.querySelector('.room-proof')?.textContent ?? ''; // before the next round says what is true
    });
    const differ =
      /^After 1,000 steps the fingerprints differ: SIMD 0123 4567 89ab cdef, scalar fedc ba98 7654 3210\. That is a bug/;
    assert.match(said, differ);
    await button(page).click();
    await finish(page);
  },
);

/** Runs in the page: the section comes with its end in `globalThis.section`. */
const KEPT = `import { start as begin } from './section.js?own';
export const start = (...given) => (globalThis.section = begin(...given));`;

test('a section that is ended leaves nothing behind, and the page trains on', BOUND, async () => {
  const page = await site.open('#speed=20', { reducedMotion: 'reduce' });
  const script = { contentType: 'text/javascript', body: KEPT };
  await page.route('**/mathematics/section.js', (route) => route.fulfill(script));
  await page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());
  await page.locator('#machine-room .room').scrollIntoViewIfNeeded();
  await is_training(page);
  const threads = page.workers().length;
  await button(page).click();
  await race(page);
  assert.ok(page.workers().length > threads);
  const left = await page.evaluate(() => {
    /** @type {any} */ (globalThis).section.dispose();
    const [section, ...places] = document.querySelectorAll(
      '#mathematics, [data-figure], #chooser, #stepper, #inspector, [data-gradient-check], [data-machine-room]',
    );
    const changes = new MutationObserver(() => Object.assign(globalThis, { has_changed: true }));
    changes.observe(section, { subtree: true, childList: true, attributes: true, characterData: true });
    return places.reduce((count, place) => count + place.childElementCount, 0);
  });
  assert.equal(left, 0);
  await until_equal('the race has ended', async () => page.workers().length, threads);
  const steps = await number(page, 'steps');
  await until('training goes on', async () => (await number(page, 'steps')) > steps + 20);
  assert.equal(await page.evaluate(() => 'has_changed' in globalThis), false);
  await finish(page);
});
