/** The focus stays with the reader: a control that goes away or is switched off passes it on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, DRAWN, draw, next_frames, number, standing_at, text } from './reading.js';
import { open, PAUSED, place, press, STEPS } from './section.js';
import { sheet } from './shown_numbers.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

/** What has the focus, in a word or two; the browser drops what cannot have it by the next frame. @param {Page} page */
async function focus(page) {
  await next_frames(page);
  return page.evaluate(() => {
    const { localName, id, className, textContent } = /** @type {Element} */ (document.activeElement);
    return id || className || `${localName} ${textContent?.trim()}`;
  });
}

test('back to the first phase, and back to training: the stepper keeps the focus', BOUND, async () => {
  const page = await open(PAUSED);
  await press(page, 'Step by hand');
  await until_equal('the first phase', () => place(page), '1 of 12');
  await press(page, 'Forward');
  await page.getByRole('button', { name: 'Back', exact: true }).focus();
  await page.keyboard.press('Enter');
  await until_equal('the first phase', () => place(page), '1 of 12');
  assert.equal(await focus(page), 'button Back');
  await page.keyboard.press('Enter');
  assert.equal(await place(page), '1 of 12', 'there is no phase before it');
  await page.getByRole('button', { name: 'Resume', exact: true }).focus();
  await page.keyboard.press('Enter');
  await until('training', async () => (await number(page, 'steps')) > STEPS);
  await until_equal('the focus', () => focus(page), 'primary');
  await finish(page);
});

test(
  'the sheet of a quantity gives the focus back to the symbol that it was opened from',
  BOUND,
  async () => {
    const page = await open(PAUSED);
    const closed = async () => !(await sheet(page)).is_open;
    const formula = page.locator('[data-formula="Zh"]');
    for (const [leave_from, key] of [
      ['#inspector .close', 'Enter'],
      ['#inspector .screen', 'Escape'],
    ]) {
      await formula.focus();
      await page.keyboard.press('Home');
      await until('the sheet', async () => (await sheet(page)).is_open);
      await page.press(leave_from, key);
      await until('its end', closed);
      assert.equal(await focus(page), 'formula', leave_from);
    }
    const symbol = page.locator('.mathematics-intro .quantity, .phase-text p .quantity').first();
    await symbol.click();
    await until('the sheet', async () => (await sheet(page)).is_open);
    await page.press('#inspector .close', 'Enter');
    await until('its end', closed);
    assert.ok(await symbol.evaluate((/** @type {Element} */ node) => node === document.activeElement));
    await finish(page);
  },
);

test('another quantity on the sheet, and numbers that go: the focus stays beside them', BOUND, async () => {
  const page = await open(PAUSED);
  const symbol = (/** @type {string} */ name) =>
    page.locator(`#mathematics p .quantity[data-quantity="${name}"]`).first();
  await symbol('X').click();
  await page.locator('#inspector .screen').focus();
  await symbol('Y').hover();
  await until('the other quantity', () => page.locator('#inspector [data-quantity="Y"] .screen').isVisible());
  assert.ok(await page.evaluate(() => document.activeElement?.matches('#inspector [data-quantity="Y"] *')));
  await press(page, 'Check 200 parameters');
  await page.locator('#gradient-check summary').focus();
  await page.evaluate(() => document.getElementById('reset')?.click());
  await until_equal('no numbers', () => page.locator('#gradient-check details').isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Check 200 parameters');
  await finish(page);
});

test('a sheet that was opened by a click and closed at once stays closed', BOUND, async () => {
  const page = await open(PAUSED);
  const symbol = page.locator('.mathematics-intro .quantity, .phase-text p .quantity').first();
  await symbol.evaluate((/** @type {Element} */ node) => {
    node.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }));
    node.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    /** @type {HTMLElement} */ (document.querySelector('#inspector .close')).click();
    return new Promise((done) => setTimeout(done, 200)); // longer than a pointer has to rest on it
  });
  assert.ok(!(await sheet(page)).is_open);
  await finish(page);
});

test(
  'a reset by its key leaves the focus in the entry that is worked out, and on the tile',
  BOUND,
  async () => {
    const page = await open(PAUSED);
    const figure = page.locator('[data-figure="Zh"]');
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.fold').focus();
    await page.keyboard.press('Enter');
    await until_equal('the unfolded sum', () => figure.locator('.fold').textContent(), 'fold');
    assert.equal(await focus(page), 'fold');
    await page.keyboard.press('r');
    await standing_at(page, STEPS);
    assert.match(await focus(page), /^(fold|worked)$/);
    await page.evaluate(() => document.getElementById('sheet')?.scrollIntoView());
    await until('the sheet', async () => (await page.locator('.sheet img').count()) === 100);
    await page.locator('.sheet button').first().focus();
    await page.keyboard.press('ArrowRight');
    const picture = await page.locator('.sheet img').nth(1).getAttribute('src');
    await page.evaluate(() => (location.hash = 'seed=5'));
    await until('other images', async () => {
      return (await page.locator('.sheet img').nth(1).getAttribute('src')) !== picture;
    });
    assert.ok(await page.evaluate(() => document.activeElement?.matches('.sheet button:nth-child(2)')));
    await finish(page);
  },
);

test(
  '“All mistakes”, the labels, the earlier drawings: each passes the focus on when it goes',
  BOUND,
  async () => {
    const page = await site.open(PAUSED);
    await standing_at(page, STEPS);
    await draw(page, DRAWN.one);
    const label = page.locator('#teach-labels button').first();
    await label.focus();
    await page.keyboard.press('Enter');
    await until_equal('the example', () => page.locator('#taught button').count(), 1);
    await page.keyboard.press('c');
    await until_equal('an empty pad', () => text(page, 'reading'), 'Draw a digit');
    await until_equal('the focus', () => focus(page), 'teach-title'); // the labels are out of sight
    await page.locator('#taught button').focus();
    await page.keyboard.press('Enter');
    await until_equal('no example', () => page.locator('#taught button').count(), 0);
    await until_equal('the focus', () => focus(page), 'teach-title');
    await page.locator('.confusion button').first().focus();
    await page.keyboard.press('Enter');
    await page.focus('#all-mistakes');
    await page.keyboard.press('Enter');
    await until_equal('the focus', () => focus(page), 'mistakes');
    await finish(page);
  },
);
