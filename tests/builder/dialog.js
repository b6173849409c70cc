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

/** What the builder says below the lines. @param {import('../browser.js').Page} page */
const said = async (page) => (await page.locator('.builder-foot [role=status]').innerText()).trim();

test('the last figure stays, and one that trains only when it is told to says so', BOUND, async () => {
  const page = await open_builder('');
  const figures = page.locator('#builder input[name=figure]');
  for (const name of ['pad', 'learnt', 'probabilities', 'loss'])
    await page.locator(`#builder input[value=${name}]`).uncheck();
  await page.locator('#builder input[value=controls]').click();
  assert.match(await snippet(page), /show="controls"/);
  const chosen = () =>
    figures.evaluateAll((boxes) =>
      /** @type {HTMLInputElement[]} */ (boxes).flatMap(({ checked, value }) => (checked ? [value] : [])),
    );
  assert.deepEqual(await chosen(), ['controls']);
  assert.match(await snippet(page), / autoplay>/);
  await page.getByLabel('Trains as soon as it is seen').uncheck();
  assert.doesNotMatch(await snippet(page), /autoplay/);
  await finish(page);
});

test('the lines are copied; where the browser does not let it copy, they are selected', BOUND, async () => {
  const page = await open_builder('', { permissions: ['clipboard-write', 'clipboard-read'] });
  const copy = page.locator('#builder').getByRole('button', { name: 'Copy', exact: true });
  await copy.click();
  await until_equal('it is said', () => said(page), 'Copied.');
  const lines = (await snippet(page)).trim();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), lines);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await copy.click();
  await until('what to do', async () =>
    /does not let the page copy\. The text is selected/.test(await said(page)),
  );
  assert.equal((await page.evaluate(() => String(getSelection()))).trim(), lines);
  await finish(page);
});

test('a picture that the browser does not make is said, and the snippet goes without it', BOUND, async () => {
  const page = await open_builder('');
  await page.evaluate(() => {
    HTMLCanvasElement.prototype.toBlob = (take) => take(null);
  });
  await page.getByRole('button', { name: 'Save a still picture' }).click();
  await until('the reason', async () =>
    /^The picture could not be made: .*no pictures/.test(await said(page)),
  );
  assert.doesNotMatch(await snippet(page), /<img/);
  await finish(page);
});

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

/** Boxes in the preview, in pixels of its still picture. @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

/** Where the preview has what its picture must show. @param {import('../browser.js').Page} page */
const places = (page) =>
  page.evaluate(() => {
    const net = /** @type {HTMLElement} */ (document.querySelector('#builder glass-net'));
    const whole = net.getBoundingClientRect();
    const scale = (2 * net.offsetWidth) / whole.width;
    const all = (/** @type {string} */ selector) =>
      [...(net.shadowRoot?.querySelectorAll(selector) ?? [])].filter(
        (node) => node.getBoundingClientRect().width > 0,
      );
    const box = (/** @type {Element} */ node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return {
        left: scale * (left - whole.left),
        top: scale * (top - whole.top),
        right: scale * (right - whole.left),
        bottom: scale * (bottom - whole.top),
      };
    };
    const sliders = /** @type {HTMLInputElement[]} */ (all('input[type=range]'));
    const fields = /** @type {HTMLInputElement[]} */ (all('input[type=number], select'));
    return {
      sliders: sliders.map((slider) => ({
        ...box(slider),
        share: slider.valueAsNumber / Number(slider.max),
      })),
      fields: fields.filter(({ value }) => value !== '').map(box),
      lines: all('svg .line').map(box),
    };
  });

/**
 * Looks at parts of a picture: the colours in each, and the middle of what is not the colour of its upper left corner.
 * @param {import('../browser.js').Page} page @param {Buffer} png @param {Box[]} boxes
 */
const look = (page, png, boxes) =>
  page.evaluate(
    async ([base64, parts]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = /** @type {any} */ (
        new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })
      );
      context.drawImage(bitmap, 0, 0);
      return parts.map(({ left, top, right, bottom }) => {
        const width = Math.max(1, Math.floor(right - left));
        const { data } = context.getImageData(left, top, width, Math.max(1, Math.floor(bottom - top)));
        const pixels = new Uint32Array(data.buffer);
        const drawn = [...pixels.keys()].filter((at) => pixels[at] !== pixels[0]).map((at) => at % width);
        const middle = left + drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
        return { colours: new Set(pixels).size, middle };
      });
    },
    /** @type {[string, Box[]]} */ ([png.toString('base64'), boxes]),
  );

test(
  'a still picture has the knobs of the sliders, what is in the fields, and the lines',
  BOUND,
  async () => {
    const page = await open_builder('#hidden=12&batch-size=64');
    for (const name of ['network', 'settings']) await page.locator(`#builder input[value=${name}]`).check();
    await until('both are drawn', async () => {
      const { sliders, lines } = await places(page);
      return sliders.length > 3 && lines.length > 9;
    });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save a still picture' }).click(),
    ]);
    const png = readFileSync(await download.path());
    const { sliders, fields, lines } = await places(page);
    const above_bar = sliders.map(({ left, right, top, bottom }) => {
      const middle = (top + bottom) / 2;
      return { left, right, top: middle - 12, bottom: middle - 6 };
    });
    for (const [i, { middle }] of (await look(page, png, above_bar)).entries()) {
      const { left, right, share } = sliders[i];
      const knob = left + 16 + share * (right - left - 32);
      assert.ok(Math.abs(middle - knob) < 3, `a knob at ${middle} instead of ${knob}`);
    }
    const inside = fields.map(({ left, right, top, bottom }) => ({
      ...{ left: left + 6, right: right - 6 },
      ...{ top: top + 6, bottom: bottom - 6 },
    }));
    for (const { colours } of await look(page, png, inside)) assert.ok(colours > 5, 'the text of a field');
    for (const { colours } of await look(page, png, lines)) assert.ok(colours > 5, 'a line');
    if (process.env.SHOTS) await download.saveAs(`${process.env.SHOTS}/still_settings.png`);
    await finish(page);
  },
);
