/** The status line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish } from '../browser.js';
import { BOUND, called, site } from './bare_page.js';

/** @typedef {import('../browser.js').Page} Page */

/** Shows notices one after another; each choice tells its text and the place of its notice. @param {Page} page @param {any[]} notices */
const notify = (page, ...notices) =>
  page.evaluate((all) => {
    const scope = /** @type {any} */ (globalThis);
    scope.panel ??= new scope.Status(document.getElementById('one'));
    all.forEach((notice, i) =>
      scope.panel.show(
        notice && {
          ...notice,
          choices: notice.choices?.map((/** @type {string} */ text) => ({
            text,
            action: (/** @type {any[]} */ ...given) => scope.called.push([text, i, ...given]),
          })),
        },
      ),
    );
  }, notices);

const download = { kind: 'progress', text: 'Loading MNIST', total: 11e6 };

test('the status line says what each kind of notice holds, and nothing for none', BOUND, async () => {
  const page = await site.open();
  for (const [notice, text, is_trouble, value] of /** @type {[any, string, boolean, number?][]} */ ([
    [{ kind: 'message', text: 'All is well.' }, 'All is well.', false],
    [{ kind: 'trouble', text: 'Units have died.' }, 'Units have died.', true],
    [{ kind: 'failure', text: 'There is no file.' }, 'There is no file.', true],
    [{ ...download, done: 2.5e6, images: 1200 }, 'Loading MNIST: 2.5 of 11.0 MB, 1,200 images', false, 2.5e6],
    [{ ...download, done: 3e6, total: undefined }, 'Loading MNIST: 3.0 MB', false, -1],
    [
      { kind: 'progress', text: 'Again', unit: 'steps', done: 1500, total: 2000 },
      'Again: 1,500 of 2,000 steps',
      false,
      1500,
    ],
    [undefined, '', false],
  ])) {
    await notify(page, notice);
    assert.equal(await page.textContent('#status-text'), text);
    assert.equal(await page.locator('p.trouble').count(), is_trouble ? 1 : 0, text);
    assert.equal(await page.locator('progress').isVisible(), value !== undefined, text);
    const shown = await page.evaluate(() => [
      document.querySelector('progress')?.position,
      document.querySelector('progress')?.value,
    ]);
    if (value !== undefined) assert.equal(value < 0 ? shown[0] : shown[1], value, text);
    assert.equal(
      await page.getAttribute('#status-text', 'aria-live'),
      value === undefined ? 'polite' : 'off',
    );
  }
  assert.equal(await page.locator('button').count(), 0);
  await finish(page);
});

test(
  'a button under a text that changes 20 times a second can be pressed, and keeps the focus',
  BOUND,
  async () => {
    const page = await site.open();
    await notify(page, { ...download, done: 0, choices: ['Cancel'] });
    await page.focus('button');
    await page.hover('button');
    await page.mouse.down();
    const more = (/** @type {number} */ k) => ({ ...download, done: k * 1e5, choices: ['Cancel'] });
    await notify(page, ...Array.from({ length: 20 }, (_, k) => more(k)));
    await page.mouse.up();
    assert.deepEqual(await called(page), [['Cancel', 19]], 'the newest action, once, with nothing given');
    await notify(page, { ...download, done: 9e6, choices: ['Begin with these', 'Cancel'] });
    await page.keyboard.press('Enter');
    assert.deepEqual((await called(page)).at(-1), ['Cancel', 0]);
    assert.deepEqual(await page.locator('button').allTextContents(), ['Begin with these', 'Cancel']);
    await finish(page);
  },
);

test('the text takes the focus over from a button that goes', BOUND, async () => {
  const page = await site.open();
  await notify(page, { ...download, done: 0, choices: ['Cancel'] });
  await page.focus('button');
  await notify(page, { kind: 'message', text: 'All is well.' });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'All is well.');
  await finish(page);
});
