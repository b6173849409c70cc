/** The section on the mathematics in the page: how tests come to it, and what they check in every figure. */
import assert from 'node:assert/strict';
import { until } from '../browser.js';
import { assert_adds_up, assert_shown } from './check_shown.js';
import { image_of, standing_at } from './reading.js';
import { numbers_of, pointed_at, worked_out } from './shown_numbers.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */
/** @typedef {import('./expected_step.js').ExpectedStep} ExpectedStep */

export const LONG = { timeout: 360_000 };
export const STEPS = 20;
export const PAUSED = `#stop-steps=${STEPS}&speed=full`;
export const RATE = 0.1;
export const M = 32;

/** Opens the page and goes to the section. @param {string} hash @param {import('playwright-core').BrowserContextOptions} [options] */
export async function open(hash, options) {
  const page = await site.open(hash, { reducedMotion: 'reduce', ...options });
  if (hash === PAUSED) await standing_at(page, STEPS);
  await to_section(page);
  return page;
}

/** @param {Page} page */
export async function to_section(page) {
  await until('a step on show', async () => {
    await page.evaluate(() => document.querySelector('#mathematics')?.scrollIntoView());
    return has_step(page);
  });
}

/** @param {Page} page */
const has_step = (page) =>
  page.evaluate(() => {
    const place = document.querySelector('#stepper .step-place');
    return place instanceof HTMLElement && Boolean(place.dataset.steps);
  });

/** @param {Page} page */
export const place = async (page) => (await page.locator('#stepper .step-place').textContent()) ?? '';

/** @param {Page} page @param {string} name */
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** @param {Page} page @param {ExpectedStep} step @param {string} phase */
export async function check_figure(page, step, phase) {
  await unfold(page, phase);
  const shown = await numbers_of(page, phase);
  assert.ok(shown.length >= 2, `${phase} shows ${shown.length} numbers`);
  for (const each of shown) assert_shown(step, each);
  const { entry, lines } = await worked_out(page, phase);
  assert_shown(step, { entry, text: lines[lines.length - 1].value, digits: 4 });
  for (const line of lines) assert_adds_up(line);
}

/** Shows all terms of a long sum. @param {Page} page @param {string} phase */
async function unfold(page, phase) {
  const fold = page.locator(`[data-figure="${phase}"] .fold`);
  if ((await fold.count()) > 0 && (await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
}

/** Every entry of the results of a phase. @param {Page} page @param {ExpectedStep} step @param {string} phase */
export async function check_entries(page, step, phase) {
  const results = page.locator(`[data-figure="${phase}"] .screen[tabindex="0"]`);
  for (let i = 0; i < (await results.count()); i++) {
    const shown = await pointed_at(results.nth(i), 13);
    for (const each of shown) assert_shown(step, each);
  }
}

/** @param {Page} page @param {string} selector */
export const text_of = async (page, selector) => (await page.locator(selector).first().textContent()) ?? '';

/** Until the figure of a phase has been drawn. @param {Page} page @param {string} phase */
export async function figure_on_show(page, phase) {
  await page.locator(`[data-figure="${phase}"]`).scrollIntoViewIfNeeded();
  await until(
    `the figure of ${phase}`,
    async () => (await page.locator(`[data-figure="${phase}"] .result`).count()) > 0,
  );
}

/** The image that X shows. @param {Page} page */
export const x_image = (page) => image_of(page, '[data-figure="X"] canvas');
