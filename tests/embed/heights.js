/** The natural heights of the figures, as the table has them, and that each figure keeps within its width. */
import assert from 'node:assert/strict';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { HEIGHTS } from '../../web/element/heights.js';
import { until } from '../browser.js';
import { open, said, test_in } from './in_pages.js';

const WIDTHS = /** @type {const} */ ([320, 700, 1100]);
const NEAR = 2; // px

/**
 * The heights of all figures at one width, and those that are wider than their place.
 * @param {import('./in_pages.js').Given} given @param {number} width
 * @returns {Promise<{ heights: Record<string, number>, wide: string[] }>}
 */
async function measure(given, width) {
  const { window } = given;
  const views = FIGURE_NAMES.map((name) => `<glass-net for="net" show="${name}"></glass-net>`).join('');
  await open(
    given,
    `<div style="width: ${width}px"><glass-net id="net" show="controls" stop-steps="20" speed="full" autoplay></glass-net>${views}</div>`,
  );
  const look = () =>
    window.evaluate(() => {
      const all = /** @type {any[]} */ ([...document.querySelectorAll('glass-net[for]')]);
      for (const each of all) if (each.shadowRoot.querySelector('.place') === null) each.scrollIntoView();
      const heights = Object.fromEntries(all.map((each) => [each.getAttribute('show'), each.offsetHeight]));
      const wide = all.filter(
        (each) => each.shadowRoot.querySelector('.frame').scrollWidth > each.clientWidth,
      );
      return { heights, wide: wide.map((each) => each.getAttribute('show')) };
    });
  let before = '';
  await until('the heights stand', async () => {
    const now = JSON.stringify(await look());
    const stands =
      now === before && Object.values(JSON.parse(now).heights).every((height) => Number(height) > 0);
    before = now;
    await new Promise((go_on) => setTimeout(go_on, 700));
    return stands;
  });
  return JSON.parse(before);
}

test_in(
  'each figure has the height that the table has, at three widths, and none is wider than its place, from 240 px on',
  async (given) => {
    /** @type {Record<string, Record<number, number>>} */
    const measured = Object.fromEntries(FIGURE_NAMES.map((name) => [name, {}]));
    for (const width of [...WIDTHS, 240]) {
      const { heights, wide } = await measure(given, width);
      assert.deepEqual(wide, [], `at ${width} px`);
      if (width > 240) for (const [name, height] of Object.entries(heights)) measured[name][width] = height;
    }
    if (process.env.SHOW_HEIGHTS) console.log(JSON.stringify(measured));
    for (const [name, heights] of Object.entries(measured))
      for (const width of WIDTHS) {
        const [now, table] = [heights[width], HEIGHTS[name][width]];
        assert.ok(Math.abs(now - table) <= NEAR, `${name} at ${width} px: ${now} px, the table has ${table}`);
      }
    assert.deepEqual(await said(given.window), []);
  },
  ['chromium'],
);
