/** Keys: what has the focus keeps its own, the rest are shortcuts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, has_stopped, number, standing_at, text } from './reading.js';
import { site } from './site.js';

test('space on a folded part opens it, and training goes on', BOUND, async () => {
  const page = await site.open('#speed=100');
  await until('training', async () => (await number(page, 'steps')) > 0);
  const is_unfolded = () => page.evaluate(() => document.querySelector('#more')?.hasAttribute('open'));
  await page.focus('#more summary');
  await page.keyboard.press('Space');
  await until('the part unfolded', is_unfolded);
  assert.equal(await text(page, 'play'), 'Pause');
  await finish(page);
});

test(
  'space belongs to the link, the list or the editable text that has the focus, letters to the text',
  BOUND,
  async () => {
    const page = await site.open('#speed=100');
    await until('training', async () => (await number(page, 'steps')) > 0);
    await page.evaluate(() => {
      const main = document.querySelector('main');
      for (const [tag, name, value] of [
        ['div', 'contenteditable', 'true'],
        ['textarea', 'rows', '2'],
        ['div', 'role', 'textbox'],
        ['div', 'role', 'switch'],
      ]) {
        const node = document.createElement(tag);
        node.setAttribute(name, value);
        node.tabIndex = 0;
        node.className = 'typed-in';
        main?.append(node);
      }
    });
    const kept = ['#mathematics a', '#mistakes', '#data', '#learning-rate', '.typed-in:nth-last-child(1)'];
    const typed_in = [
      '.typed-in:nth-last-child(2)',
      '.typed-in:nth-last-child(3)',
      '.typed-in:nth-last-child(4)',
    ];
    for (const selector of [...kept, ...typed_in]) {
      await page.focus(selector);
      await page.keyboard.press('Space');
      assert.equal(await text(page, 'play'), 'Pause', `space on ${selector}`);
    }
    for (const selector of typed_in) {
      await page.focus(selector);
      await page.keyboard.press('s'); // one step, which pauses
      assert.equal(await text(page, 'play'), 'Pause', `s on ${selector}`);
    }
    await page.focus('#mistakes');
    await page.keyboard.press('s');
    await has_stopped(page);
    await finish(page);
  },
);

test('space held down plays or pauses once', BOUND, async () => {
  const page = await site.open('#speed=100');
  await until('training', async () => (await number(page, 'steps')) > 0);
  await page.evaluate(() => {
    const play = document.getElementById('play');
    if (!play) return;
    new MutationObserver(() => (play.title += `${play.textContent} `)).observe(play, { childList: true });
  });
  for (let i = 0; i < 4; i++) await page.keyboard.down('Space'); // the second and later ones repeat
  await page.keyboard.up('Space');
  await has_stopped(page);
  assert.equal(await page.getAttribute('#play', 'title'), 'Play ', 'the one change of the button');
  await finish(page);
});

/** Presses a key as a keyboard of another layout does. @param {import('../browser.js').Page} page @param {{ key: string, code: string, shiftKey?: boolean, ctrlKey?: boolean, repeat?: boolean }[]} keys */
const press = (page, keys) =>
  page.evaluate((all) => {
    for (const key of all) {
      const event = new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true, composed: true });
      document.body.dispatchEvent(event);
    }
  }, keys);

/** A page that stands still. */
async function standing_page() {
  const page = await site.open('#stop-steps=1&speed=100');
  await standing_at(page, 1);
  return page;
}

test('a letter key acts where it stands if the keyboard writes no Latin letters', BOUND, async () => {
  const page = await standing_page();
  let steps = 1;
  for (const key of ['ы', 'Ы', 'σ', 'ד', 'س', 'ㄴ', 'と', 'ｓ', 'Process', 'Unidentified', 's', 'S']) {
    await press(page, [{ key, code: 'KeyS' }]);
    await until_equal(`a step by ${key}`, () => number(page, 'steps'), ++steps);
  }
  await press(page, [{ key: 's', code: 'Semicolon' }]); // as Dvorak's keyboard has it
  await until_equal('a step by what is written', () => number(page, 'steps'), ++steps);
  for (const [key, code] of [
    ['o', 'KeyS'], // Dvorak
    ['é', 'KeyS'],
    ['ы', 'KeyA'],
    ['ы', ''],
    ['Dead', 'Quote'],
  ])
    await press(page, [{ key, code }]);
  await press(page, [{ key: 'ы', code: 'KeyS', ctrlKey: true }]);
  await press(page, [{ key: 'ч', code: 'KeyX' }]); // a test image, after which all that came before is done
  await until_equal('the pad', () => page.getAttribute('#pad', 'data-state'), 'sample');
  assert.equal(await number(page, 'steps'), steps);
  await press(page, [{ key: '؟', code: 'Slash', shiftKey: true }]);
  assert.ok(await page.isVisible('#shortcuts'), 'the list, by the Arabic question mark');
  await finish(page);
});

test('a key that is held down acts once, on the page and on a button', BOUND, async () => {
  const page = await standing_page();
  const held = (/** @type {string} */ key, /** @type {string} */ code) =>
    press(
      page,
      Array.from({ length: 30 }, (_, i) => ({ key, code, repeat: i > 0 })),
    );
  await held('s', 'KeyS');
  await until_equal('one step', () => number(page, 'steps'), 2);
  const run = () => page.evaluate(() => document.getElementById('status-text')?.textContent);
  await held('r', 'KeyR');
  await until_equal('one reset', run, 'A new network has begun, from the same seed.');
  await until_equal('its beginning', () => page.getAttribute('#fingerprint', 'data-step'), '0');
  await page.getByRole('button', { name: 'Back to the run before, step 2' }).click();
  await until_equal('the run before', () => number(page, 'steps'), 2);
  await page.focus('#step');
  for (let i = 0; i < 5; i++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await standing_at(page, 3);
  await finish(page);
});

test('letter keys can be switched off, and stay off', BOUND, async () => {
  const page = await standing_page();
  await press(page, [{ key: '?', code: 'Slash', shiftKey: true }]);
  await page.getByLabel('Letter keys').uncheck();
  await page.keyboard.press('Escape');
  for (const is_reloaded of [false, true]) {
    if (is_reloaded) await page.reload();
    await standing_at(page, 1);
    await press(page, [
      { key: 's', code: 'KeyS' },
      { key: 'r', code: 'KeyR' },
      { key: 'ы', code: 'KeyS' },
      { key: '?', code: 'Slash', shiftKey: true },
    ]);
    assert.ok(!(await page.isVisible('#shortcuts')), '? is off too');
    await page.focus('#pad');
    await page.keyboard.press('Delete');
    await until_equal('keys of the pad', () => page.getAttribute('#pad', 'data-state'), 'empty');
    assert.equal(await number(page, 'steps'), 1);
  }
  await page.click('#open-shortcuts');
  await page.getByLabel('Letter keys').check();
  await page.keyboard.press('Escape');
  await press(page, [{ key: 's', code: 'KeyS' }]);
  await until_equal('a step', () => number(page, 'steps'), 2);
  await finish(page);
});
