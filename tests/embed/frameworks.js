/**
 * What authors use: slides of reveal.js, MDX rendered by React, Vue, the resets of Bootstrap and Tailwind. They are in
 * tests/package, with a lock of its own; `make test` installs them, and where they are missing these tests are left out.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { until, until_equal } from '../browser.js';
import { files, open, properties, said, test_in, told, until_state, until_at_rest } from './in_pages.js';
import { look_at, make_sheet } from './look.js';

/** @typedef {import('./in_pages.js').Given} Given */
/** @typedef {import('./in_pages.js').Window} Window */

const tools = fileURLToPath(new URL('../package/', import.meta.url));
const built = fileURLToPath(new URL('../../build/embed-hosts/', import.meta.url));
const need = createRequire(new URL('../package/package.json', import.meta.url));
const packages = ['@mdx-js/mdx', 'bootstrap', 'react-dom', 'reveal.js', 'tailwindcss', 'vue'];
const missing = packages.filter((name) => !existsSync(`${tools}node_modules/${name}`));
const skip =
  missing.length > 0 && `${missing.join(', ')} of tests/package: not installed, \`make test\` does it`;

/** @type {Promise<void> | undefined} */
let prepared = undefined;

/** A test in each engine, with what is in tests/package. @param {string} what @param {(given: Given) => Promise<void>} action */
const test_with = (what, action) =>
  test_in(what, async (given) => (await (prepared ??= prepare()), action(given)), undefined, skip);

async function prepare() {
  mkdirSync(built, { recursive: true });
  await Promise.all([write_mdx(), write_tailwind()]);
  Object.assign(files, {
    'reveal.js': `${tools}node_modules/reveal.js/dist/reveal.js`,
    'reveal.css': `${tools}node_modules/reveal.js/dist/reveal.css`,
    'bootstrap.css': `${tools}node_modules/bootstrap/dist/css/bootstrap.css`,
    'vue.js': `${tools}node_modules/vue/dist/vue.global.prod.js`,
    'mdx.js': `${built}mdx.js`,
    'tailwind.css': `${built}tailwind.css`,
  });
}

/* ---- slides ---- */

const SLIDES = `<div class="reveal"><div class="slides">
    <section id="first"><h2>Before</h2><p style="height: 300px">Text</p></section>
    <section><glass-net id="net" show="pad controls" autoplay></glass-net></section>
    <section><h2>After</h2></section>
  </div></div>
  <script src="SITE/reveal.js"></script>
  <script>Reveal.initialize({ width: 860, height: 700 });</script>`;

/** @param {Window} window @param {number} slide */
const until_slide = (window, slide) =>
  until_equal(
    `slide ${slide}`,
    () => window.evaluate(() => /** @type {any} */ (globalThis).Reveal.getIndices().h),
    slide,
  );

/** A finger that goes to the left, in the page. @param {string} selector of what it begins on; .pad: in the network */
function swipe(selector) {
  const root = selector === '.pad' ? document.getElementById('net')?.shadowRoot : document;
  const node = /** @type {Element} */ (root?.querySelector(selector));
  const { left, top, width, height } = node.getBoundingClientRect();
  const places = [0, 20, 60, 120].map((way) => left + width * 0.8 - way);
  places.forEach((clientX, i) => {
    const type = i === 0 ? 'pointerdown' : 'pointermove';
    const at = { clientX, clientY: top + height / 2, pointerId: 7, pointerType: 'touch', isPrimary: true };
    node.dispatchEvent(new PointerEvent(type, { ...at, bubbles: true, composed: true, cancelable: true }));
  });
  node.dispatchEvent(
    new PointerEvent('pointerup', { pointerId: 7, pointerType: 'touch', bubbles: true, composed: true }),
  );
}

test_with(
  'in reveal.js it rests on other slides, and keys and swipes outside of it turn them',
  async (given) => {
    const { window } = given;
    const steps = async () => (await properties(window, '#net', 'steps'))[0];
    await open(given, SLIDES, { head: '<link rel="stylesheet" href="SITE/reveal.css">' });
    await until_slide(window, 0);
    await sleep(500); // long enough for a network that does not know that it is out of sight
    assert.equal(await steps(), 0);
    await window.evaluate(swipe, '#first');
    await until_slide(window, 1);
    await until('it trains', async () => (await steps()) > 60);
    await window.press('Space');
    await until_slide(window, 2);
    await until_state(window, '#net', 'resting');
    const reached = await until_at_rest(window, '#net');
    await window.press('ArrowLeft');
    await until_slide(window, 1);
    await until('it goes on', async () => (await steps()) > reached);
    await window.evaluate(swipe, '.pad');
    await until('it is drawn', async () =>
      (await told(window, 'change')).some(({ detail }) => detail.name === 'drawing'),
    );
    await until_slide(window, 1);
    const focus = (/** @type {string} */ selector) =>
      window.evaluate((of) => {
        const control = document.getElementById('net')?.shadowRoot?.querySelector(of);
        /** @type {HTMLElement} */ (control).focus();
      }, selector);
    await focus('#play');
    await window.press('Space'); // presses the button
    await until_state(window, '#net', 'paused');
    await until_slide(window, 1);
    await until('the slide stands', () => window.evaluate(() => document.getAnimations().length === 0));
    await look_at(given, 'reveal.js');
    await window.press('ArrowRight'); // a button has no use for it
    await until_slide(window, 2);
    assert.deepEqual(await said(window), []);
  },
);

/* ---- MDX and React ---- */

const MDX = `# An article

<glass-net id="net" show="weights controls" autoplay hidden-units={props.units}>
  <img src="data:," width="700" height="525" alt="Ten images: what each hidden unit looks for" />
</glass-net>

While it learns, the loss falls: <glass-net id="MDX, inline" for="net" show="loss" />

And {props.units} hidden units learn.
`;

const REACT = `
  import { createElement, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import Content from './content.js';
  function Page() {
    const [units, set_units] = useState(8);
    globalThis.set_units = set_units;
    return createElement('main', {}, createElement(Content, { units }));
  }
  createRoot(document.getElementById('page')).render(createElement(Page));`;

async function write_mdx() {
  const { compile } = await import(pathToFileURL(need.resolve('@mdx-js/mdx')).href);
  writeFileSync(`${built}content.js`, String(await compile(MDX)));
  await build({
    stdin: { contents: REACT, resolveDir: built },
    bundle: true,
    outfile: `${built}mdx.js`,
    nodePaths: [`${tools}node_modules`],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
}

test_with(
  'in MDX that React renders, it keeps its place and follows what is rendered again',
  async (given) => {
    const { window } = given;
    await open(given, '<div id="page"></div><script src="SITE/mdx.js" defer></script>');
    await until('it trains', async () => (await properties(window, 'glass-net', 'steps'))[0] > 60);
    await look_at(given, 'MDX');
    assert.deepEqual(await properties(window, '#net', 'hiddenUnits', 'autoplay'), [8, true]);
    await window.evaluate(() => {
      const net = document.getElementById('net');
      Object.assign(globalThis, { net });
      /** @type {any} */ (globalThis).set_units(6);
    });
    await until('another run', async () =>
      (await told(window, 'ready')).some(
        ({ id, detail }) => id === 'net' && detail.settings.hiddenUnits === 6,
      ),
    );
    assert.ok(
      await window.evaluate(() => document.getElementById('net') === /** @type {any} */ (globalThis).net),
    );
    assert.deepEqual(await said(window), []);
  },
);

/* ---- Vue ---- */

const VUE = `<div id="page"></div><script src="SITE/vue.js"></script>
  <script>
    const app = Vue.createApp({
      data: () => ({ units: 8, is_shown: true, states: [] }),
      template: \`<main><h1>An article</h1><p>{{ units }} hidden units</p>
        <glass-net id="net" v-if="is_shown" show="weights loss controls" autoplay :hidden-units="units"
          @state="states.push($event.detail.state)"><b>Fallback</b></glass-net></main>\`,
    });
    app.config.compilerOptions.isCustomElement = (tag) => tag === 'glass-net';
    globalThis.article = app.mount('#page');
  </script>`;

test_with(
  'in Vue it follows what it is bound to, tells its events, and ends when it is taken out',
  async (given) => {
    const { window } = given;
    /** @param {object} data */
    const set = (data) =>
      window.evaluate(
        (given_data) => void Object.assign(/** @type {any} */ (globalThis).article, given_data),
        data,
      );
    await open(given, VUE);
    await look_at(given, 'Vue');
    await set({ units: 6 });
    await until('another run', async () =>
      (await told(window, 'ready')).some(({ detail }) => detail.settings.hiddenUnits === 6),
    );
    const states = await window.evaluate(() => [.../** @type {any} */ (globalThis).article.states]);
    assert.ok(states.includes('playing'), states.join());
    await set({ is_shown: false });
    await until_equal(
      'it is gone',
      () => window.evaluate(() => document.querySelectorAll('glass-net').length),
      0,
    );
    await set({ is_shown: true });
    await until('it trains again', async () => (await properties(window, '#net', 'steps'))[0] > 0);
    assert.deepEqual(await said(window), []);
  },
);

/* ---- resets ---- */

async function write_tailwind() {
  const { compile } = need('tailwindcss');
  const css = (/** @type {string} */ name) =>
    readFileSync(`${tools}node_modules/tailwindcss/${name}.css`, 'utf8');
  const { build: write } = await compile(
    `@layer theme, base; @layer theme { ${css('theme')} } @layer base { ${css('preflight')} }`,
  );
  writeFileSync(`${built}tailwind.css`, write([]));
}

const MANY = 'network loss confusion mistakes numbers controls settings teach files';

for (const [name, file, theme] of [
  ['Bootstrap', 'bootstrap.css', ''],
  ['Bootstrap, dark', 'bootstrap.css', 'dark'],
  ['Tailwind', 'tailwind.css', ''],
])
  test_with(`under the styles of ${name} nothing is cut and nothing overlaps`, async (given) => {
    const head = `<link rel="stylesheet" href="SITE/${file}">
      <script>document.documentElement.dataset.bsTheme = '${theme}'</script>`;
    const net = `<glass-net id="net" show="${MANY}" autoplay></glass-net>`;
    await open(given, `<main class="container"><h1>An article</h1>${net}</main>`, { head });
    await look_at(given, name);
    const ink = await given.window.evaluate(
      () =>
        getComputedStyle(
          /** @type {any} */ (document.getElementById('net')).shadowRoot.querySelector('.frame'),
        ).color,
    );
    assert.equal(ink, theme === 'dark' ? 'rgb(236, 235, 231)' : 'rgb(27, 27, 29)');
    assert.deepEqual(await said(given.window), []);
  });

test_in('the pictures of all places stand on one sheet, build/embed-pictures/sheet.png', make_sheet, [
  'chromium',
]);
