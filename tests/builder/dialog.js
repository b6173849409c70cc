/** The dialog: by keyboard, at 360 px, for people who hear it, and that it shows what it writes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HEIGHTS } from '../../web/element/heights.js';
import { finish, until, until_equal } from '../browser.js';
import { findings, NO_AXE, set_theme } from '../page/axe.js';
import { BOUND, open_builder, place, preview, snippet } from './place.js';

/** Presses Tab until the focus is on what is named. @param {import('../browser.js').Page} page @param {string} selector */
async function tab_to(page, selector) {
  for (let left = 100; left > 0; left--) {
    if (await page.evaluate((of) => document.activeElement?.matches(of), selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not come to ${selector}`);
}

test(
  'the builder is opened, used and left by keyboard, and writes and shows what is chosen',
  BOUND,
  async () => {
    const page = await place.site.open('#hidden=7&learning-rate=0.1&seed=8');
    await tab_to(page, '#embed-this');
    await page.keyboard.press('Enter');
    await page.locator('#builder[open]').waitFor();
    assert.match(await snippet(page), /hidden-units="7"/);
    await tab_to(page, '#builder input[value=pad]');
    await page.keyboard.press('Space');
    await tab_to(page, '#builder input[value=confusion]');
    await page.keyboard.press('Space');
    const show = 'learnt probabilities loss confusion controls';
    assert.match(await snippet(page), new RegExp(`show="${show}"`));
    const expected = { show, hidden: 7, trains: true, width: 700 };
    await until_equal('the preview trains', () => preview(page), expected);
    await tab_to(page, '#builder input[name=kind]');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('value')), 'markdown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp'); // round to the last but one
    assert.match(await snippet(page), /create_network\({ hidden: 7, seed: 8 }\)/);
    assert.equal(await preview(page), null);
    await page.keyboard.press('Escape');
    await until('it is closed', async () => (await page.locator('#builder[open]').count()) === 0);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'embed-this');
    await finish(page);
  },
);

/** What has more in it than its width shows: the page, the dialog, or what scrolls there. @param {import('../browser.js').Page} page */
const cut_off = (page) =>
  page.evaluate(() => {
    const parts = [...document.querySelectorAll('#builder, #builder *')];
    const clipping = parts.filter((part) => getComputedStyle(part).overflowX !== 'visible');
    return [document.documentElement, ...clipping]
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.localName}.${part.className}`);
  });

/** The theme of the preview. @param {import('../browser.js').Page} page */
const theme = (page) =>
  page.evaluate(() => {
    const frame = document.querySelector('#builder glass-net')?.shadowRoot?.querySelector('.frame');
    return frame && getComputedStyle(frame).colorScheme;
  });

test(
  'at 360 px and 1280, in light and dark, nothing is cut off and axe-core finds nothing',
  { ...BOUND, skip: NO_AXE },
  async () => {
    const page = await open_builder('');
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      for (const scheme of /** @type {const} */ (['light', 'dark'])) {
        await set_theme(page, scheme);
        await page.locator('#builder .preview').scrollIntoViewIfNeeded(); // out of sight it follows later
        await until_equal(`the preview at ${width} px`, () => theme(page), scheme);
        await until_equal(`cut off at ${width} px`, () => cut_off(page), []);
        const what = { parts: ['#builder'], is_second_theme: scheme === 'dark' };
        assert.deepEqual(await findings(page, what), [], `${width} px, ${scheme}`);
      }
    }
    await finish(page);
  },
);

test('a still picture is saved, and the snippet has it', BOUND, async () => {
  const page = await open_builder('');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save a still picture' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'glassnet.png');
  const png = readFileSync(await download.path());
  assert.equal(png.readUInt32BE(16), 1400); // twice 700
  const figures = ['pad', 'learnt', 'probabilities', 'loss', 'controls'];
  const height = figures.reduce((sum, name) => sum + HEIGHTS[name][700], 0) + 12 * (figures.length - 1);
  const line = `<img src="glassnet.png" width="700" height="${height}"`;
  await until('the snippet has it in its size', async () => (await snippet(page)).includes(line));
  await page.locator('#builder input[value=numbers]').check();
  assert.doesNotMatch(await snippet(page), /<img/, 'the picture shows other figures');
  if (process.env.SHOTS) await download.saveAs(`${process.env.SHOTS}/still.png`);
  await finish(page);
});
