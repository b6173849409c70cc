/** Keys: what has the focus keeps its own, the rest are shortcuts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish, until } from '../browser.js';
import { BOUND, has_stopped, number, text } from './reading.js';
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
