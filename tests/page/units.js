/** The hidden units: what their tiles, lines and sentences show, few or many, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent } from '../../web/figures/format.js';
import { learnt } from '../../web/figures/learnt.js';
import { unit_order } from '../../web/figures/unit_order.js';
import { create_network } from '../../web/network/network.js';
import { finish, until, until_equal } from '../browser.js';
import { BOUND, same_in_node, SEED, seen_image, standing_at, text } from './reading.js';
import { site } from './site.js';

/** @typedef {import('../browser.js').Page} Page */

const [NEGATIVE, ZERO, POSITIVE] = [[43, 98, 184], [247, 245, 240], [212, 96, 15]]; // prettier-ignore

/** The colour of the light theme for a value. @param {number} value @param {number} range */
function colour(value, range) {
  const place = Math.max(0, Math.min(510, Math.round((value / range) * 255) + 255));
  const [from, to, t] = place < 255 ? [NEGATIVE, ZERO, place / 255] : [ZERO, POSITIVE, place / 255 - 1];
  return from.map((channel, i) => Math.round(channel + (to[i] - channel) * t));
}

/**
 * The colours of the tiles: the middles of the 28 × 28 pixels of each image, and the middle of the stripe beside it.
 * @param {Page} page @returns {Promise<{ image: number[][], bias: number[] }[]>} tile by tile
 */
const tile_colours = (page) =>
  page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.units > canvas'));
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = /** @type {any} */ (copy.getContext('2d', { willReadFrequently: true }));
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    /** The cells of a part of a tile, row by row. @param {Element | null} part @param {number} columns @param {number} rows */
    const cells = (part, columns, rows) => {
      const { left, top, width, height } = /** @type {Element} */ (part).getBoundingClientRect();
      return Array.from({ length: columns * rows }, (_, i) => {
        const x = left - box.left + (((i % columns) + 0.5) * width) / columns;
        const y = top - box.top + ((Math.floor(i / columns) + 0.5) * height) / rows;
        const at = 4 * (Math.floor(y * scale) * canvas.width + Math.floor(x * scale));
        return [...data.slice(at, at + 3)];
      });
    };
    return [...document.querySelectorAll('.unit')].map((unit) => ({
      image: cells(unit.querySelector('.image'), 28, 28),
      bias: cells(unit.querySelector('.bias'), 1, 1)[0],
    }));
  });

/**
 * Until images and biases have these values' colours, in the scale of the legend.
 * @param {Page} page @param {{ Wh: Float32Array, bh: Float32Array }} values
 */
async function shows(page, { Wh, bh }) {
  const range = async () => Number((await text(page, 'legend-high')).replace('+', ''));
  /** @param {number[][]} shown @param {Float32Array} values @param {number} high */
  const share = (shown, values, high) => {
    assert.equal(shown.length, values.length);
    return shown.filter((each, i) => String(each) === String(colour(values[i], high))).length / shown.length;
  };
  await until('the tiles show these values', async () => {
    const [tiles, high] = [await tile_colours(page), await range()];
    const images = tiles.flatMap(({ image }) => image);
    const biases = tiles.map(({ bias }) => bias);
    // a canvas pixel on the border of two cells may show its neighbour
    return share(images, Wh, high) > 0.97 && share(biases, bh, high) === 1;
  });
}

/** What the figure says of its units. @param {Page} page */
const caption = (page) => text(page, 'hidden-subtitle');

test(
  'the tiles show what was learnt, the weights or the gradients of the last batch, as it is paused',
  BOUND,
  async () => {
    const page = await site.open('#speed=full&stop-steps=60');
    await standing_at(page, 60);
    const { network } = await same_in_node({ steps: 59 });
    const start = (await create_network({ hidden: 10, seed: SEED })).parameters();
    const { network: last, train } = await same_in_node({ steps: 60 });
    const { images, labels } = train.drawn(32);
    const gradients = network.gradients(images, labels);
    assert.equal(await caption(page), 'how the weights have changed since the start');
    await shows(page, learnt(last.parameters(), start));
    await page.click('#show-gradients');
    await shows(page, gradients);
    assert.equal(await caption(page), 'the gradient of the last batch');
    const weights = page.locator('.output-weights canvas');
    assert.match((await weights.getAttribute('aria-label')) ?? '', /^Gradients of the output weights/);
    await page.focus('.unit[data-unit="4"]');
    const along = Array.from({ length: 10 }, (_, k) => ({ k, gradient: gradients.Wo[k * 10 + 4] }));
    const most = along.sort((a, b) => a.gradient - b.gradient).slice(0, 3).map(({ k }) => k); // prettier-ignore
    await until('the sentence is about the step', async () =>
      (await text(page, 'unit-text')).includes(`the step turns it towards ${most.join(', ')}; away from`),
    );
    await page.click('#show-weights');
    await shows(page, last.parameters());
    assert.equal(await caption(page), 'what each one looks for');
    await finish(page);
  },
);

test('before the first step there is no gradient, and the figure says so', BOUND, async () => {
  const page = await site.open('#speed=full&stop-steps=20');
  await standing_at(page, 20);
  await page.click('#show-gradients');
  await page.click('#reset');
  await standing_at(page, 0);
  await until_equal('the caption', () => caption(page), 'no gradient before a step');
  await shows(page, { Wh: new Float32Array(7840), bh: new Float32Array(10) });
  await until_equal(
    'the sentence',
    () => text(page, 'unit-text'),
    'There is no gradient before the first step.',
  );
  await page.click('#step');
  await until_equal('the caption', () => caption(page), 'the gradient of the last batch');
  await finish(page);
});

/** Where lines begin: x of the first point, and the units under which that is. @param {Page} page */
const beginnings = (page) =>
  page.evaluate(() => {
    const svg = /** @type {Element} */ (document.querySelector('.connections')).getBoundingClientRect();
    const boxes = [...document.querySelectorAll('.unit')].map((unit) => unit.getBoundingClientRect());
    return [...document.querySelectorAll('.connections .line')].map((line) => {
      const [, x, y] = /** @type {RegExpMatchArray} */ (
        (line.getAttribute('d') ?? '').match(/^M([\d.]+) ([\d.]+)/)
      );
      const [left, top] = [svg.left + Number(x), svg.top + Number(y)];
      return boxes.findIndex((box) => left > box.left && left < box.right && Math.abs(top - box.bottom) <= 8);
    });
  });

test(
  'a class that is pointed at has its sentence, its row in a frame, and lines from every unit',
  BOUND,
  async () => {
    const page = await site.open('#speed=full&stop-steps=60');
    await standing_at(page, 60);
    await page.hover('.unit[data-unit="3"]');
    await until('a unit’s sentence', async () => (await text(page, 'unit-text')).startsWith('Unit 3, bias'));
    await page.focus('.class-row[data-digit="6"]');
    await page.hover('.class-row[data-digit="6"]');
    const { network } = await same_in_node({ steps: 60 });
    const row = network.parameters().Wo.slice(60, 70);
    const order = [...row.keys()].sort((a, b) => row[b] - row[a]);
    const [pro, contra] = [order.slice(0, 3), order.reverse().slice(0, 3)].map((units) => units.join(', '));
    const expected = `Digit 6: units ${pro} for it; units ${contra} against it`;
    await until_equal('the class’s sentence', () => text(page, 'unit-text'), expected);
    assert.deepEqual(await beginnings(page), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [frame, canvas] = await Promise.all(
      ['.output-weights .row', '.output-weights canvas'].map((each) => page.locator(each).boundingBox()),
    );
    assert.ok(frame && canvas);
    assert.ok(Math.abs(frame.y - canvas.y - 0.6 * canvas.height) < 1, 'the frame is around its row');
    assert.ok(!(await page.isVisible('.output-weights .column')));
    await page.mouse.move(2, 2);
    await page.focus('#play');
    await until('its sentence is gone', async () => !(await text(page, 'unit-text')).startsWith('Digit'));
    assert.ok(!(await page.isVisible('.output-weights .row')));
    await finish(page);
  },
);

test(
  'a unit that answers few of the test images is marked with its share, as evaluate() counts it',
  BOUND,
  async () => {
    const page = await site.open('#seed=2&speed=full&stop-steps=300');
    await standing_at(page, 300);
    const { network, test: tests } = await same_in_node({ seed: 2, steps: 300 });
    const { active } = network.evaluate(tests);
    const expected = [...active].flatMap((count, unit) =>
      count < 0.02 * tests.size ? [`${unit}: ${percent(count / tests.size)}`] : [],
    );
    assert.ok(expected.length > 0);
    const marked = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.unit')].flatMap((unit) => {
          const mark = unit.querySelector('.mark');
          const { unit: number } = /** @type {HTMLElement} */ (unit).dataset;
          return mark?.checkVisibility() ? [`${number}: ${mark.lastElementChild?.textContent}`] : [];
        }),
      );
    await until_equal('the marks', marked, expected);
    assert.equal(await text(page, 'hidden-health'), `${expected.length} barely alive`);
    await finish(page);
  },
);

test('few units are larger, and the first of many stand in the order that is chosen', BOUND, async () => {
  const page = await site.open('#speed=full&stop-steps=20');
  /** @param {number} hidden */
  const begin = async (hidden) => {
    await page.evaluate((units) => (location.hash = `speed=full&stop-steps=20&hidden=${units}`), hidden);
    await until_equal('its tiles', () => page.locator('.unit').count(), hidden);
    await standing_at(page, 0);
    await page.click('#play');
    await standing_at(page, 20);
    return (await page.locator('.unit .image').first().boundingBox())?.width ?? 0;
  };
  await standing_at(page, 20);
  const usual = (await page.locator('.unit .image').first().boundingBox())?.width ?? 0;
  for (const hidden of [4, 3, 2, 1]) assert.ok((await begin(hidden)) > 1.15 * usual, `${hidden} units`);
  assert.ok(!(await page.isVisible('#sort-units')));
  await begin(150);
  assert.equal(await text(page, 'units-shown'), '128 of 150 shown');
  const before = await seen_image(page);
  await page.click('#pad-sample');
  await until('another image', async () => `${await seen_image(page)}` !== `${before}`);
  const { network } = await same_in_node({ hidden: 150, steps: 20 });
  const on_pad = network.activations(await seen_image(page));
  const shown = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.unit')]
        .filter((unit) => unit.checkVisibility())
        .map((unit) => Number(/** @type {HTMLElement} */ (unit).dataset.unit)),
    );
  for (const order of /** @type {const} */ (['activation', 'answer', 'number'])) {
    await page.selectOption('#sort-units', order);
    const expected = unit_order(order, 150, on_pad, network.parameters().Wo).slice(0, 128);
    await until_equal(order, shown, expected);
  }
  await page.click('#units-shown');
  await until_equal('all', async () => (await shown()).length, 150);
  assert.equal(await text(page, 'units-shown'), '150 of 150 shown');
  await finish(page);
});
