/** Where authors put it: in Markdown's paragraphs, lists of slides, dark pages, under styles that mean no good. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '../browser.js';
import { open, properties, said, test_in, until_state } from './in_pages.js';

const PICTURES = fileURLToPath(new URL('../../build/embed-pictures/', import.meta.url));
const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const NET = (/** @type {string} */ more = '') =>
  `<glass-net id="net" show="weights loss controls" autoplay ${more}></glass-net>`;

/** @type {Record<string, { body: string, head?: string }>} */
const PLACES = {
  paragraph: { body: `<p>As Markdown puts it: ${NET()} and on.</p>` },
  'table cell': { body: `<table width="100%"><tr><td>One</td><td>${NET()}</td></tr></table>` },
  'flex and grid': {
    body: `<div style="display: flex"><p>One</p><div style="flex: 1; display: grid">${NET()}</div></div>`,
  },
  'hostile styles': {
    head: '<style>:root, body { --ink: red; --rule: red; --card: red; --size: 40px; --sans: fantasy } * { all: revert; font-size: 40px !important } * { --ink: red; --paper: red }</style>',
    body: NET(),
  },
  'dark page': {
    head: '<style>:root { color-scheme: dark; background: #111; color: #eee }</style>',
    body: NET(),
  },
  'light within dark': {
    head: '<style>:root { color-scheme: dark; background: #111 }</style>',
    body: `<div style="color-scheme: light; background: #fff">${NET()}</div>`,
  },
  'right to left': { body: `<div dir="rtl" lang="ar"><p>نص عربي</p>${NET()}<p>نص عربي</p></div>` },
  '240 px': { body: `<div style="width: 240px">${NET()}</div>` },
};

/** What is wrong with how it looks: what is wider than its place, what is cut, texts on top of others. Runs in the page. */
function faults_of_look() {
  const root = /** @type {ShadowRoot} */ (document.getElementById('net')?.shadowRoot);
  const frame = /** @type {HTMLElement} */ (root.querySelector('.frame'));
  const box = frame.getBoundingClientRect();
  const faults = [];
  const shown = [...root.querySelectorAll('button, h2, output, label, input, .unit, canvas')].filter(
    (node) => node.getClientRects().length > 0 && !node.closest('.visually-hidden'),
  );
  for (const node of shown) {
    const { left, right, width } = node.getBoundingClientRect();
    if (left < box.left - 1 || right > box.right + 1)
      faults.push(`${node.localName}.${node.className} sticks out`);
    if (width === 0) faults.push(`${node.localName}.${node.className} has no width`);
  }
  const controls = [...root.querySelectorAll('.transport button, .transport .control')].map((node) =>
    node.getBoundingClientRect(),
  );
  controls.forEach((a, i) =>
    controls.slice(i + 1).forEach((b) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) faults.push('controls overlap');
    }),
  );
  return faults;
}

for (const [name, { body, head }] of Object.entries(PLACES))
  test_in(`in its place: ${name}`, async (given) => {
    const { window, engine } = given;
    await open(given, body, { head });
    await until_state(window, '#net', 'playing');
    await until('steps', async () => (await properties(window, '#net', 'steps'))[0] > 60);
    mkdirSync(PICTURES, { recursive: true });
    await window.screenshot(`${PICTURES}${name.replaceAll(' ', '-')}-${engine}.png`);
    assert.deepEqual(await window.evaluate(faults_of_look), []);
    const look = await window.evaluate(() => {
      const frame = /** @type {Element} */ (
        document.getElementById('net')?.shadowRoot?.querySelector('.frame')
      );
      const { color, fontSize } = getComputedStyle(frame);
      return { color, fontSize };
    });
    const is_dark = name === 'dark page';
    assert.deepEqual(look, { color: is_dark ? 'rgb(236, 235, 231)' : 'rgb(27, 27, 29)', fontSize: '13px' });
    assert.deepEqual(await said(window), []);
  });

test_in(
  'axe finds nothing in any figure, light or dark',
  async (given) => {
    const { window } = given;
    const show =
      'network probabilities loss accuracy confusion mistakes images numbers controls settings teach files';
    for (const theme of ['light', 'dark']) {
      await open(
        given,
        `<main><h1>A host</h1><glass-net id="net" show="${show}" theme="${theme}" autoplay stop-steps="50" speed="full"></glass-net></main>`,
      );
      await until_state(window, '#net', 'paused');
      await until('steps', async () => (await properties(window, '#net', 'steps'))[0] === 50);
      const found = await window.evaluate(async (source) => {
        new Function(source)();
        const { violations } = await /** @type {any} */ (globalThis).axe.run({ resultTypes: ['violations'] });
        return violations.map(
          (/** @type {any} */ { id, nodes }) =>
            `${id}: ${nodes.map((/** @type {any} */ node) => node.html.slice(0, 120)).slice(0, 3)}`,
        );
      }, AXE);
      assert.deepEqual(found, []);
    }
  },
  ['chromium'],
);

test_in(
  'the pictures of all places stand on one sheet, build/embed-pictures/sheet.png',
  async ({ window, hosts }) => {
    const names = readdirSync(PICTURES).filter((name) => name !== 'sheet.png');
    const pictures = names.map((name) => {
      const data = readFileSync(`${PICTURES}${name}`).toString('base64');
      return `<figure style="margin: 0">${name}<img style="width: 100%" alt="" src="data:image/png;base64,${data}"></figure>`;
    });
    const columns = 'display: grid; grid-template-columns: repeat(6, 1fr); gap: 6px; font: 11px sans-serif';
    await window.viewport(1800, 340 * Math.ceil(names.length / 6));
    await window.go(
      hosts.whole_page(`<!doctype html><title>Places</title><body style="${columns}">${pictures.join('')}`),
    );
    await window.screenshot(`${PICTURES}sheet.png`);
    await window.viewport(900, 800);
  },
  ['chromium'],
);
