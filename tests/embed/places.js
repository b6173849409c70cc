/** Where authors put it: in Markdown's paragraphs, tables, dark pages, under styles that mean no good. */
import assert from 'node:assert/strict';
import { until } from '../browser.js';
import { open_window } from '../engines.js';
import { findings, look_at } from './look.js';
import { open, properties, said, test_in, until_state } from './in_pages.js';

const SHOW = 'weights loss controls';
const NET = `<glass-net id="net" show="${SHOW}" autoplay></glass-net>`;
const VIEW = (/** @type {string} */ id) => `<glass-net id="${id}" for="net" show="${SHOW}"></glass-net>`;

const DARK_INK = 'rgb(27, 27, 29)';
const LIGHT_INK = 'rgb(236, 235, 231)';

/** Places of one page, all on one network. */
const PLACES = `
  <p>As Markdown puts it: ${NET} and on.</p>
  <table width="100%"><tr><td>One</td><td>${VIEW('table cell')}</td></tr></table>
  <div style="display: flex"><p>One</p><div style="flex: 1; display: grid">${VIEW('flex and grid')}</div></div>
  <div dir="rtl" lang="ar"><p>نص عربي</p>${VIEW('right to left')}<p>نص عربي</p></div>
  <div style="width: 240px">${VIEW('240 px')}</div>
  <div id="root"></div>
  <script type="module">
    document.getElementById('root').attachShadow({ mode: 'open' }).innerHTML = '${VIEW('shadow root')}';
  </script>
  <details><summary>More</summary>${VIEW('opened later')}</details>
  <div id="later" style="display: none">${VIEW('shown later')}</div>
  <div style="color-scheme: dark; background: #111; color: #eee">${VIEW('dark within light')}</div>`;

/** The ink and the size of the type of each network. Runs in the page. */
const looks = () =>
  /** @type {any} */ (globalThis).networks().map((/** @type {Element} */ net) => {
    const { color, fontSize } = getComputedStyle(
      /** @type {Element} */ (net.shadowRoot?.querySelector('.frame')),
    );
    return { color, fontSize };
  });

test_in(
  'in their places nothing is cut, nothing overlaps, and the page around changes nothing',
  async (given) => {
    const { window } = given;
    await open(given, `<main><h1>An article</h1>${PLACES}</main>`);
    await until_state(window, '#net', 'playing');
    await window.evaluate(() => {
      document.querySelector('details')?.toggleAttribute('open', true);
      document.getElementById('later')?.removeAttribute('style');
    });
    await look_at(given, 'paragraph');
    const found = await window.evaluate(looks);
    assert.equal(found.length, 9);
    const light = { color: DARK_INK, fontSize: '13px' };
    assert.deepEqual(found, [...Array(8).fill(light), { color: LIGHT_INK, fontSize: '13px' }]);
    assert.deepEqual(await said(window), []);
  },
);

/** Pages with styles of their own. @type {Record<string, { head: string, body?: string, ink?: string }>} */
const PAGES = {
  'hostile styles': {
    head: '<style>:root, body { --ink: red; --rule: red; --card: red; --size: 40px; --sans: fantasy } * { all: revert; font-size: 40px !important } * { --ink: red; --paper: red }</style>',
  },
  'dark page': {
    head: '<style>:root { color-scheme: dark; background: #111; color: #eee }</style>',
    ink: LIGHT_INK,
  },
  'light within dark': {
    head: '<style>:root { color-scheme: dark; background: #111 }</style>',
    body: `<div style="color-scheme: light; background: #fff">${NET}</div>`,
  },
};

for (const [name, { head, body = NET, ink = DARK_INK }] of Object.entries(PAGES))
  test_in(`in its place: ${name}`, async (given) => {
    const { window } = given;
    await open(given, body, { head });
    await look_at(given, name);
    assert.deepEqual(await window.evaluate(looks), [{ color: ink, fontSize: '13px' }]);
    assert.deepEqual(await said(window), []);
  });

test_in(
  'in a dark system a page that knows no themes stays light, and so does the network in it',
  async (given) => {
    const window = await open_window(given.engine, { dark: true, width: 900, height: 800 });
    try {
      const dark = { ...given, window };
      await open(dark, NET);
      assert.ok(await window.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches));
      await look_at(dark, 'light page in a dark system');
      assert.equal((await window.evaluate(looks))[0].color, DARK_INK);
    } finally {
      await window.close();
    }
  },
);

test_in(
  'a frame far below with loading="lazy" is asked for once it is near, and trains then',
  async (given) => {
    const { window, hosts } = given;
    hosts.site.asked.length = 0;
    await window.go(
      hosts.whole_page(`<!doctype html><html lang="en"><title>An article</title><link rel="icon" href="data:,">
      <script>addEventListener('message', ({ data }) => (globalThis.steps = data.steps ?? 0));</script>
      <div style="height: 12000px"></div>
      <iframe src="SITE/embed.html?show=loss&amp;autoplay" loading="lazy" width="700" height="300" title="A network"></iframe>`),
    );
    assert.deepEqual(hosts.site.asked, []);
    await window.evaluate(() => document.querySelector('iframe')?.scrollIntoView());
    await until('it trains', () => window.evaluate(() => /** @type {any} */ (globalThis).steps > 10));
  },
);

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
      assert.deepEqual(await findings(window), []);
    }
  },
  ['chromium'],
);
