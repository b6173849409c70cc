/** What the tests read from the page, and what they do to it. */
import assert from 'node:assert/strict';
import { percent } from '../../web/figures/format.js';
import { create_network } from '../../web/network/network.js';
import { standard_config } from '../../web/training/settings.js';
import { until, until_equal } from '../browser.js';

/** @typedef {import('../browser.js').Page} Page */

export const BOUND = { timeout: 180_000 };
export const { seed: SEED } = standard_config();
export const TRAIN_DIGITS = 10_000; // as web/training/run.js says
const TEST_DIGITS = 2_000;

/** The exact number behind an output. @param {Page} page @param {string} id @param {string} [name] */
export const number = (page, id, name = 'value') =>
  page.evaluate(([of, key]) => Number(document.getElementById(of)?.dataset[key] ?? NaN), [id, name]);

/** @param {Page} page @param {string} id */
export const text = async (page, id) => (await page.locator(`#${id}`).textContent()) ?? '';

/**
 * Hears what the status line says from now on, also what something else replaces at once.
 * @param {Page} page
 * @returns {Promise<(pattern: RegExp) => Promise<{ text: string, steps: number }>>} waits until it has said something
 * like this; steps: those on show at that moment
 */
export async function hear(page) {
  const heard = await page.evaluateHandle(() => {
    /** @type {{ text: string, steps: number }[]} */
    const said = [];
    const note = (/** @type {MutationRecord} */ { type, target, addedNodes }) => {
      for (const { textContent } of type === 'characterData' ? [target] : addedNodes)
        said.push({
          text: textContent ?? '',
          steps: Number(document.getElementById('steps')?.dataset.value),
        });
    };
    const everything = { childList: true, characterData: true, subtree: true };
    const line = /** @type {Node} */ (document.getElementById('status-text'));
    new MutationObserver((records) => records.forEach(note)).observe(line, everything);
    return said;
  });
  return (pattern) =>
    until(`the status line says ${pattern}`, async () => {
      const said = await heard.jsonValue();
      return said.find(({ text: words }) => pattern.test(words)) ?? false;
    });
}

/** @param {Page} page */
export async function state(page) {
  const shown = await page.evaluate(() => {
    const of = (/** @type {string} */ id) => document.getElementById(id);
    const { training } = document.documentElement.dataset;
    return [
      of('fingerprint')?.textContent,
      of('steps')?.dataset.value,
      of('test-loss')?.dataset.step,
      training,
    ];
  });
  const [fingerprint, steps, measured_at, training] = shown.map((each) => each?.replaceAll(' ', '') ?? '');
  return { fingerprint, steps: Number(steps), measured_at: Number(measured_at), training };
}

/** Waits until training stands still and everything on show belongs to the same step. @param {Page} page @param {number} steps */
export function standing_at(page, steps) {
  return until(`all numbers of step ${steps}`, async () => {
    const now = await state(page);
    return now.steps === steps && now.measured_at === steps && now;
  });
}

/** @param {Page} page */
export const is_training = (page) =>
  until('training', async () => (await state(page)).training === 'playing');

/** Waits until training has paused and all numbers on show are those of its last step. @param {Page} page */
export const has_stopped = (page) =>
  until('a pause', async () => {
    const now = await state(page);
    return now.training === 'paused' && now.measured_at === now.steps && now;
  });

/** Hides the page as another tab does, or shows it again. @param {Page} page @param {boolean} value */
export const hide = (page, value) =>
  page.evaluate((is_hidden) => {
    Object.defineProperty(document, 'hidden', { value: is_hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, value);

/** Lets the page draw what waits for a frame, and what that makes it draw in the next. @param {Page} page */
export const next_frames = (page) =>
  page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(undefined)))),
  );

/** Makes the page so wide, and lets it settle. @param {Page} page @param {number} width @param {number} [height] */
export async function set_width(page, width, height = 800) {
  await page.setViewportSize({ width, height });
  await until_equal('the width', () => page.evaluate(() => innerWidth), width);
  await next_frames(page);
}

/** The image that the network sees, from the canvas that shows it. @param {Page} page @returns {Promise<Uint8Array>} */
export async function seen_image(page) {
  return image_of(page, '#seen');
}

/** The greys of a canvas of 28 × 28. @param {Page} page @param {string} selector */
export async function image_of(page, selector) {
  const greys = await page.evaluate((canvas) => {
    const copy = /** @type {any} */ (
      new OffscreenCanvas(28, 28).getContext('2d', { willReadFrequently: true })
    );
    copy.drawImage(document.querySelector(canvas), 0, 0);
    const { data } = copy.getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => data[4 * i]);
  }, selector);
  return Uint8Array.from(greys);
}

/** @param {Page} page @returns {Promise<string[]>} of the ten classes */
export const probabilities = (page) => page.locator('.class-row output').allTextContents();

/** @param {ArrayLike<number>} values 0 … 1 */
export const as_shown = (values) => Array.from(values, (value) => percent(value));

/** Draws strokes of points 0 … 1 with the mouse. @param {Page} page @param {number[][][]} strokes */
export async function draw(page, strokes) {
  const box = await page.locator('#pad').boundingBox();
  assert.ok(box);
  for (const stroke of strokes) {
    const places = stroke.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
    await page.mouse.move(places[0][0], places[0][1]);
    await page.mouse.down();
    for (const [x, y] of places.slice(1)) await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
  }
}

const around = Array.from({ length: 17 }, (_, i) => (i / 16) * 2 * Math.PI);
/** @type {Record<string, number[][][]>} */
export const DRAWN = {
  zero: [around.map((angle) => [0.5 - 0.2 * Math.sin(angle), 0.5 - 0.3 * Math.cos(angle)])],
  one: [[[0.5, 0.15], [0.5, 0.5], [0.5, 0.85]]], // prettier-ignore
  seven: [[[0.28, 0.2], [0.72, 0.2], [0.6, 0.5], [0.45, 0.85]]], // prettier-ignore
};

/** The network that the page must have after so many steps on the built-in handwriting. */
export async function same_in_node({
  hidden = 10,
  seed = SEED,
  batch_size = 32,
  learning_rate = 0.1,
  steps = 0,
}) {
  const network = await create_network({ hidden, seed });
  const train = network.digits(seed, TRAIN_DIGITS, 'train');
  network.train(train, { batch_size, learning_rate, steps });
  return { network, train, test: network.digits(seed, TEST_DIGITS, 'test') };
}

/** @param {Page} page @param {string} selector @returns {Promise<[number, number]>} */
export async function middle_of(page, selector) {
  const box = await page.locator(selector).boundingBox();
  assert.ok(box);
  return [box.x + box.width / 2, box.y + box.height / 2];
}
