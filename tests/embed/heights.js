/** The natural heights of the figures, as the table has them, and that each figure keeps within its width. */
import assert from 'node:assert/strict';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { HEIGHTS } from '../../web/element/heights.js';
import { until } from '../browser.js';
import { open, properties, said, test_in } from './in_pages.js';

const WIDTHS = /** @type {const} */ ([320, 700, 1100]);
const NEAR = 2; // px

/** Opens a page with all figures on one network, and waits until it has taken its steps. @param {import('./in_pages.js').Given} given */
async function open_all(given) {
  const views = FIGURE_NAMES.map((name) => `<glass-net for="net" show="${name}"></glass-net>`).join('');
  const net = '<glass-net id="net" show="controls" stop-steps="20" speed="full" autoplay></glass-net>';
  await open(given, `<div id="column">${net}${views}</div>`);
  await until('20 steps', async () => (await properties(given.window, '#net', 'steps'))[0] === 20);
}

/**
 * The heights of all figures at one width, and those that are wider than their place.
 * @param {import('./in_pages.js').Given} given @param {number} width
 * @returns {Promise<{ heights: Record<string, number>, wide: string[] }>}
 */
async function measure({ window }, width) {
  const look = () =>
    window.evaluate((pixels) => {
      const column = /** @type {HTMLElement} */ (document.getElementById('column'));
      column.style.width = `${pixels}px`;
      const all = /** @type {any[]} */ ([...document.querySelectorAll('glass-net[for]')]);
      const missing = all.find((each) => each.shadowRoot.querySelector('.place > *') === null);
      missing?.scrollIntoView();
      const wide = all.filter(
        (each) => each.shadowRoot.querySelector('.frame').scrollWidth > each.clientWidth,
      );
      return {
        heights: Object.fromEntries(all.map((each) => [each.getAttribute('show'), each.offsetHeight])),
        wide: wide.map((each) => each.getAttribute('show')),
        is_complete: !missing,
      };
    }, width);
  let before = '';
  await until('the heights stand', async () => {
    const now = await look();
    const stands = now.is_complete && JSON.stringify(now) === before;
    before = JSON.stringify(now);
    await new Promise((go_on) => setTimeout(go_on, 300));
    return stands;
  });
  return JSON.parse(before);
}

test_in(
  'each figure has the height that the table has, at three widths, and none is wider than its place, from 240 px on',
  async (given) => {
    /** @type {Record<string, Record<number, number>>} */
    const measured = Object.fromEntries(FIGURE_NAMES.map((name) => [name, {}]));
    await open_all(given);
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

/** Pairs of parts of the pad that lie on each other, and those that stick out. Runs in the page. */
function faults_of_pad() {
  const root = /** @type {ShadowRoot} */ (document.getElementById('net')?.shadowRoot);
  const place = /** @type {Element} */ (root.querySelector('.place')).getBoundingClientRect();
  const parts = ['.pad', '.seen canvas', '.buttons', '.hint'].flatMap((name) => {
    const box = /** @type {Element} */ (root.querySelector(name)).getBoundingClientRect();
    return box.width > 0 ? [{ name, box }] : [];
  });
  const out = parts.filter(({ box }) => box.left < place.left || box.right > place.right);
  const pairs = parts.flatMap((a, i) => parts.slice(i + 1).map((b) => ({ a, b })));
  const met = pairs.filter(
    ({ a, b }) =>
      Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 0.5 &&
      Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 0.5,
  );
  return [
    ...out.map(({ name }) => `${name} sticks out`),
    ...met.map(({ a, b }) => `${a.name} on ${b.name}`),
    ...(parts[0].box.width < 150 ? [`a pad of ${parts[0].box.width} px`] : []),
  ];
}

test_in(
  'from 240 px on the pad is large enough to draw on, and its tools stand beside or below it',
  async (given) => {
    await open(given, '<div id="column"><glass-net id="net" show="pad"></glass-net></div>');
    const { window } = given;
    await until('the pad', () =>
      window.evaluate(() => document.getElementById('net')?.shadowRoot?.querySelector('.pad') !== null),
    );
    for (const width of [240, 260, 290, 320, 400, 700]) {
      await window.evaluate((pixels) => {
        /** @type {HTMLElement} */ (document.getElementById('column')).style.width = `${pixels}px`;
      }, width);
      assert.deepEqual(await window.evaluate(faults_of_pad), [], `at ${width} px`);
    }
  },
);
