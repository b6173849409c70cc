// The first screen in Chromium, Firefox and WebKit: at each size every part lies whole in the window, in both themes, with
// few and with many units, and nothing moves while the visitor draws, teaches and pauses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until, until_equal } from './browser.js';
import { in_each_engine, missing, open_window } from './engines.js';
import { serve_watched } from './watched_site.js';

/** @typedef {import('./engines.js').Window} Window */

const BOUND = { timeout: 360_000 };
const PHONE_PAGE = fileURLToPath(new URL('page/phone.html', import.meta.url));
const NARROWEST = 450; // px of WebKitGTK's window: a narrower page is shown in a frame
const HIDDEN = [10, 128];

const TABLE = 'table'; // on sizes with room for the curves
const ALL = 'all';
const PHONE = 'phone';

/** @type {[width: number, height: number, kind: string][]} */
const SIZES = [
  [1280, 800, TABLE],
  [1440, 900, TABLE],
  [1920, 1080, TABLE],
  [768, 1024, TABLE],
  [390, 844, PHONE],
];

/** @type {[selector: string, sizes: string, least?: number][]} what has to be there, where, and its least height in px */
const PARTS = [
  ['#pad', ALL, 160],
  ['#units', ALL, 120],
  ['.units[data-size=large] .unit', ALL],
  ['#reading', ALL],
  ['#reading-share', PHONE],
  ['.class-row', TABLE],
  ['#play', ALL],
  ['#step', ALL],
  ['#epoch', TABLE],
  ['#reset', ALL],
  ['#speed', ALL],
  ['#learning-rate', TABLE],
  ['#hidden', TABLE],
  ['#data', TABLE],
  ['#more summary', TABLE],
  ['#open-settings', PHONE],
  ['#steps', TABLE],
  ['#test-accuracy', TABLE],
  ['#test-loss', TABLE],
  ['#samples-per-second', TABLE],
  ['#fingerprint', TABLE],
  ['#loss-title', TABLE],
  ['#accuracy-title', TABLE],
  ['#loss-curve .plot', TABLE, 160],
  ['#accuracy-curve .plot', TABLE, 160],
  ['#spark-line', PHONE, 20],
  ['#spark-accuracy', PHONE],
];

/** @type {Awaited<ReturnType<typeof serve_watched>>} */
let site;
before(async () => (site = await serve_watched({ 'phone.html': PHONE_PAGE })));
after(() => site.close());

/**
 * Shows the page at a size, and waits for a network that has been trained.
 * @param {Window} window @param {{ width: number, height: number, is_framed: boolean, hidden?: number }} of
 */
async function show(window, { width, height, is_framed, hidden = 10 }) {
  const hash = `#stop-steps=60&hidden=${hidden}`;
  if (!is_framed) await window.viewport(width, height);
  await window.go('about:blank'); // with another hash only, the page would not be loaded again
  await window.go(site.url + (is_framed ? 'phone.html' : hash));
  if (is_framed)
    await window.evaluate((to) => {
      const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
      frame.src = `index.html${to}`;
    }, hash);
  await until(`${hidden} units, drawn and trained, at ${width} × ${height}`, () =>
    window.evaluate(
      ([units, ...size]) => {
        const { document, innerWidth, innerHeight } = globalThis.frames[0] ?? globalThis;
        const tiles = document.querySelectorAll('.units[data-drawn] .unit').length;
        const steps = document.getElementById('steps')?.dataset.value;
        return tiles === units && steps === '60' && innerWidth === size[0] && innerHeight === size[1];
      },
      [hidden, width, height],
    ),
  );
}

/** The parts that do not lie whole in the window. @param {Window} window @param {string} kind @returns {Promise<string[]>} */
const misplaced = (window, kind) =>
  window.evaluate(([parts, wanted]) => {
    const { document, innerWidth, innerHeight } = globalThis.frames[0] ?? globalThis;
    return parts.flatMap(([selector, sizes, least = 1]) => {
      if (sizes !== 'all' && sizes !== wanted) return [];
      const nodes = [...document.querySelectorAll(selector)];
      const is_small = selector.includes('large') && nodes.length === 0; // many units have small tiles
      if (nodes.length === 0 && !is_small) return [`${selector} is missing`];
      return nodes.flatMap((node) => {
        const { left, top, right, bottom, height, width } = node.getBoundingClientRect();
        const is_inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        if (is_inside && height >= least && width > 0) return [];
        return [`${selector} at ${[left, top, right, bottom].map(Math.round)}`];
      });
    });
  }, /** @type {const} */ ([PARTS, kind]));

/** Where the parts are: left and top of each. @param {Window} window @returns {Promise<Record<string, number[]>>} */
const places = (window) =>
  window.evaluate((parts) => {
    const { document } = globalThis.frames[0] ?? globalThis;
    const around = ['.masthead', '.card', '.legend-row', '.unit-text', '.class-row', '#wrong', 'footer'];
    const all = [...parts.map(([selector]) => selector), ...around];
    return Object.fromEntries(
      all.flatMap((selector) =>
        [...document.querySelectorAll(selector)].map((node, i) => {
          const { left, top, right, bottom } = node.getBoundingClientRect();
          // the words of a line follow each other; other texts change their width, not their place
          if (node.matches('#reading-share')) return [`${selector} ${i}`, [top]];
          const is_box = node.matches('.card, .unit');
          return [`${selector} ${i}`, is_box ? [left, top, right, bottom] : [left, top]];
        }),
      ),
    );
  }, PARTS);

/** Does something, and checks that nothing has moved by more than a pixel. @param {Window} window @param {string} what @param {() => Promise<unknown>} act */
async function assert_still(window, what, act) {
  const before_it = await places(window);
  await act();
  const after_it = await places(window);
  const moved = Object.entries(before_it).filter(([name, from]) =>
    from.some((value, i) => !(Math.abs(value - (after_it[name]?.[i] ?? NaN)) <= 1)),
  );
  assert.deepEqual(
    moved.map(([name, from]) => `${name}: ${from} → ${after_it[name]}`),
    [],
    `${what} moves something`,
  );
}

/** The text of an element. @param {Window} window @param {string} id */
const text = (window, id) =>
  window.evaluate((of) => {
    const { document } = globalThis.frames[0] ?? globalThis;
    return document.getElementById(of)?.textContent ?? '';
  }, id);

/** Presses a button. @param {Window} window @param {string} selector */
const press = (window, selector) =>
  window.evaluate((of) => {
    const { document } = globalThis.frames[0] ?? globalThis;
    /** @type {HTMLElement} */ (document.querySelector(of)).click();
  }, selector);

/** Presses “Pause” while it is there: the end of an epoch pauses too. @param {Window} window @returns {Promise<boolean>} whether it is paused */
const pause = (window) =>
  window.evaluate(() => {
    const { document } = globalThis.frames[0] ?? globalThis;
    const button = /** @type {HTMLElement} */ (document.getElementById('play'));
    if (button.textContent === 'Pause') button.click();
    return button.textContent === 'Play';
  });

/** Draws a stroke down the pad, as a finger does. @param {Window} window */
const draw = (window) =>
  window.evaluate(async () => {
    const { document } = globalThis.frames[0] ?? globalThis;
    const pad = /** @type {HTMLElement} */ (document.getElementById('pad'));
    pad.setPointerCapture = () => {};
    const { left, top, width } = pad.getBoundingClientRect();
    for (let i = 0; i <= 20; i++) {
      const type = i === 0 ? 'pointerdown' : i === 20 ? 'pointerup' : 'pointermove';
      const [clientX, clientY] = [left + width / 2, top + width * (0.1 + 0.04 * i)];
      pad.dispatchEvent(new PointerEvent(type, { isPrimary: true, pointerId: 1, clientX, clientY }));
      await new Promise((go_on) => setTimeout(go_on));
    }
  });

/** Draws, teaches, goes on and clears the pad. @param {Window} window @param {string} size for messages */
async function assert_nothing_moves(window, size) {
  await assert_still(window, `${size}: drawing`, async () => {
    await draw(window);
    await until('its answer', async () => /^What it sees/.test(await text(window, 'seen-text')));
  });
  await assert_still(window, `${size}: teaching`, async () => {
    await press(window, '#teach-labels button');
    await until('the example', async () => /0 ×/.test(await text(window, 'taught')));
  });
  await assert_still(window, `${size}: a step, an epoch, a pause`, async () => {
    const steps = await text(window, 'steps');
    await press(window, '#step');
    await until('a step', async () => (await text(window, 'steps')) !== steps);
    await press(window, '#epoch');
    await until('training', async () => Number((await text(window, 'steps')).replace(',', '')) > 61);
    await until('a pause', () => pause(window));
  });
  await assert_still(window, `${size}: clearing the pad`, async () => {
    await press(window, '#pad-clear');
    await until_equal('an empty pad', () => text(window, 'reading'), 'Draw a digit');
  });
}

in_each_engine((engine) => {
  for (const dark of [false, true]) {
    const options = { ...BOUND, skip: missing(engine) || false };
    const name = `${engine}, ${dark ? 'dark' : 'light'}`;

    test(
      `${name}: every part lies whole in the first screen, and nothing moves in use`,
      options,
      async (t) => {
        const window = await open_window(engine, { dark });
        t.after(() => window.close());
        for (const [width, height, kind] of SIZES) {
          const size = `${width} × ${height}`;
          const is_framed = engine === 'webkit' && width < NARROWEST;
          for (const hidden of HIDDEN) {
            await show(window, { width, height, is_framed, hidden });
            await until_equal(`${size}, ${hidden} units`, () => misplaced(window, kind), []);
          }
          await assert_nothing_moves(window, size); // with the most units
        }
      },
    );
  }
});
