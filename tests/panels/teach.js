/** Teaching: labels, examples, earlier drawings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish } from '../browser.js';
import { BOUND, called, site } from './bare_page.js';

/** @typedef {import('../browser.js').Page} Page */

/** @param {Page} page @param {object} state @param {number[]} ids of the examples; the label of each is its last figure */
const show_taught = (page, state, ids) =>
  page.evaluate(([rest, numbers]) => {
    const scope = /** @type {any} */ (globalThis);
    const events = Object.fromEntries(
      ['teach', 'forget', 'teach_again', 'drop_examples'].map((name) => [
        name,
        (/** @type {any[]} */ ...given) => scope.called.push([name, ...given]),
      ]),
    );
    scope.panel ??= new scope.Teach(document.getElementById('one'), events);
    const taught = numbers.map((id) => ({ id, label: id % 10, image: new Uint8Array(784).fill(id) }));
    scope.panel.set({ can_teach: true, earlier: 0, ...rest, taught });
  }, /** @type {const} */ ([state, ids]));

test(
  'two quick clicks on one × name one example only, and a third after it has gone the next',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, {}, [11, 12, 13]);
    const first = page.locator('.taught button').first();
    await first.dblclick();
    assert.deepEqual(await called(page), [['forget', 11], ['forget', 11]]); // prettier-ignore
    await show_taught(page, {}, [12, 13]);
    await first.click();
    assert.deepEqual((await called(page)).at(-1), ['forget', 12]);
    await finish(page);
  },
);

test(
  'examples keep their elements while others go; the focus goes to the one in place of the one that went',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, {}, [1, 2, 3, 4]);
    const label_of = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.locator('.taught button').nth(2).focus();
    await show_taught(page, {}, [2, 3, 4]);
    assert.equal(await label_of(), 'Remove your three');
    await show_taught(page, {}, [2, 4]);
    assert.equal(await label_of(), 'Remove your four');
    await show_taught(page, {}, [2]);
    assert.equal(await label_of(), 'Remove your two');
    const sources = await page
      .locator('.taught img')
      .evaluateAll((all) => all.map((img) => img.getAttribute('src')));
    assert.match(sources[0] ?? '', /^data:image\/bmp;base64,/);
    await finish(page);
  },
);

test(
  'labels are there for a drawing only; arrow keys move among them; each tells its digit',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, { can_teach: false }, []);
    const labels = page.locator('#teach-labels button');
    assert.equal(await labels.count(), 10);
    assert.ok(await labels.nth(3).isDisabled());
    await show_taught(page, {}, []);
    await labels.nth(0).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await show_taught(page, {}, [5]); // the tab order stays where the arrows have put it
    assert.equal(await labels.nth(3).getAttribute('tabindex'), '0');
    await page.keyboard.press('Enter');
    assert.deepEqual(await called(page), [['teach', 3]]);
    await finish(page);
  },
);

test(
  'drawings of earlier runs are offered by their number, to be taught again or forgotten',
  BOUND,
  async () => {
    const page = await site.open();
    await show_taught(page, { earlier: 0 }, []);
    assert.ok(!(await page.locator('#teach-again').isVisible()));
    for (const [earlier, text] of /** @type {const} */ ([
      [1, 'Teach your earlier drawing again'],
      [3, 'Teach your 3 earlier drawings again'],
    ])) {
      await show_taught(page, { earlier }, []);
      assert.equal(await page.textContent('#teach-again'), text);
    }
    await page.click('#teach-again');
    await page.click('#drop-examples');
    assert.deepEqual(await called(page), [['teach_again'], ['drop_examples']]);
    await finish(page);
  },
);

test('a control that goes or is switched off leaves the focus in the panel', BOUND, async () => {
  const page = await site.open();
  const focus = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  await show_taught(page, { earlier: 2 }, [7]);
  await page.locator('#teach-labels button').first().focus();
  await page.keyboard.press('ArrowRight');
  await show_taught(page, { can_teach: false }, [7]);
  assert.equal(await focus(), '1');
  await page.keyboard.press('Enter');
  assert.deepEqual(await called(page), [], 'without a drawing a label tells nothing');
  await page.locator('.taught button').focus();
  await show_taught(page, {}, []);
  assert.equal(await focus(), '1', 'the last example has gone');
  await show_taught(page, { earlier: 2 }, []);
  await page.focus('#drop-examples');
  await show_taught(page, { earlier: 0 }, []);
  assert.equal(await focus(), '1', 'no earlier drawing is left');
  await finish(page);
});
