/**
 * Each snippet that the builder shows, for each figure, pasted into a page of its kind on another site, trains with the
 * settings that were on screen. Those for Node and for bundlers are tried with the package, in tests/package.test.mjs.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KINDS } from '../../web/builder/snippets.js';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { finish, until, until_equal } from '../browser.js';
import { IN_FORCE, ON_SCREEN } from './choices.js';
import { BOUND, open_builder, place } from './place.js';

/** @typedef {import('playwright-core').Page} Page */

const tools = fileURLToPath(new URL('../package/', import.meta.url));
const need = createRequire(new URL('../package/package.json', import.meta.url));
const skip =
  !existsSync(`${tools}node_modules/@mdx-js/mdx`) &&
  'the packages of tests/package are not installed: `make test` does it';

/* ---- what the builder shows ---- */

/**
 * The snippets of all figures, each alone, by kinds.
 * @type {Promise<Record<string, string[]>> | undefined}
 */
let offered;

/** Chooses a figure and no other. @param {Page} page @param {string} name */
const choose = (page, name) =>
  page.evaluate((chosen) => {
    const boxes = /** @type {HTMLInputElement[]} */ ([
      ...document.querySelectorAll('#builder input[name=figure]'),
    ]);
    for (const box of boxes) if (box.value === chosen && !box.checked) box.click();
    for (const box of boxes) if (box.value !== chosen && box.checked) box.click();
  }, name);

/** What the preview shows and how high it is, and how high the builder says that it is. @param {Page} page */
const measured = (page) =>
  page.evaluate(() => {
    const net = /** @type {any} */ (document.querySelector('#builder glass-net'));
    const places = [...net.shadowRoot.querySelectorAll('.place')];
    const is_filled = places.every((each) => each.childElementCount > 0);
    const said = document.querySelector('#builder .preview')?.getAttribute('aria-label');
    const { height } = net.getBoundingClientRect();
    return { show: net.show.join(' '), is_filled, height: Math.ceil(height), said };
  });

/** The lines for each kind of place. @param {Page} page @returns {Promise<Record<string, string>>} */
const lines = (page) =>
  page.evaluate((kinds) => {
    const read = (/** @type {string} */ kind) => {
      /** @type {HTMLInputElement} */ (document.querySelector(`#builder input[value=${kind}]`)).click();
      return document.querySelector('#builder .snippet')?.textContent?.trim() ?? '';
    };
    return Object.fromEntries(kinds.map((kind) => [kind, read(kind)]));
  }, Object.keys(PAGES));

async function read_offered() {
  const page = await open_builder(ON_SCREEN);
  await page.locator('#builder input[value=dark]').check();
  await until('it has been tested', () =>
    page.evaluate(() => /** @type {any} */ (document.querySelector('#builder glass-net')).accuracy > 0),
  );
  /** @type {Record<string, string[]>} */
  const found = Object.fromEntries(Object.keys(PAGES).map((kind) => [kind, []]));
  for (const name of FIGURE_NAMES) {
    await choose(page, name);
    await until(`${name} is measured`, async () => {
      const { show, is_filled, height, said } = await measured(page);
      return show === name && is_filled && said === `Preview, 700 × ${height} px`;
    });
    for (const [kind, text] of Object.entries(await lines(page))) found[kind].push(text);
  }
  await finish(page);
  return found;
}

/* ---- pages of others ---- */

/** @param {string} body */
const page_of = (body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`;

/** @param {string[]} snippets */
const article = (snippets) => `# An article\n\n${snippets.join('\n\nText.\n\n')}\n\nEnd.`;

/** Whole pages of each kind from what was pasted. @type {Record<string, (snippets: string[]) => string | Promise<string>>} */
const PAGES = {
  html: (snippets) => page_of(snippets.join('\n')),
  markdown: (snippets) => page_of(need('markdown-it')({ html: true }).render(article(snippets))),
  async mdx(snippets) {
    const { evaluate } = await import(pathToFileURL(need.resolve('@mdx-js/mdx')).href);
    const { default: Content } = await evaluate(article(snippets), { ...need('react/jsx-runtime') });
    return page_of(need('react-dom/server').renderToStaticMarkup(need('react').createElement(Content)));
  },
  async slides(snippets) {
    const reveal = await readFile(need.resolve('reveal.js'), 'utf8');
    const style = await readFile(need.resolve('reveal.js/reveal.css'), 'utf8');
    return page_of(`<style>${style}</style><div class="reveal"><div class="slides">${snippets.join('\n')}</div></div>
      <script>${reveal}</script><script>Reveal.initialize({ transition: 'none' })</script>`);
  },
  frame: (snippets) => page_of(snippets.join('\n')),
};

/** What the first network is asked for. @param {Page | import('playwright-core').Frame} where */
const network = (where) =>
  where.evaluate(() => {
    const net = /** @type {any} */ (
      document.querySelector('.present glass-net') ?? document.querySelector('glass-net')
    );
    if (!net) return undefined;
    const { hiddenUnits, seed, learningRate, batchSize, steps, theme } = net;
    const show = net.show?.join(' ');
    return { show, hiddenUnits, seed, learningRate, batchSize, theme, trains: steps > 0 };
  });

/** Shows the next network: the next slide, or what stands behind the first one, which is taken away. @param {Page} tab */
const go_on = (tab) =>
  tab.evaluate(() => {
    const slides = /** @type {any} */ (globalThis).Reveal;
    if (slides) slides.next();
    else document.querySelector('glass-net, iframe')?.remove();
    if (!slides) document.querySelector('glass-net, iframe')?.scrollIntoView();
  });

/** The document in the first frame, how high the frame is, and what is in it. @param {Page} tab */
async function inside(tab) {
  const frame = tab.locator('iframe').first();
  const content = await (await frame.elementHandle())?.contentFrame();
  assert.ok(content);
  const wrapper = () =>
    content.evaluate(() =>
      Math.ceil(document.getElementById('wrapper')?.getBoundingClientRect().height ?? 0),
    );
  return { content, height: Number(await frame.getAttribute('height')), wrapper };
}

/** As low as this, no more networks are in sight than may train at once. */
const LOW = { width: 1280, height: 400 };

for (const kind of KINDS.filter(({ name }) => name in PAGES))
  test(
    `${kind.label}: what is pasted trains with the settings on screen, each figure`,
    { ...BOUND, skip },
    async (t) => {
      const snippets = (await (offered ??= read_offered()))[kind.name];
      for (const text of snippets) assert.doesNotMatch(text, /style=|<!--|\/\*|\/\/ /);
      const tab = await place.site.browser.newPage({ viewport: LOW });
      t.after(() => tab.close());
      await tab.goto(place.hosts.whole_page(await PAGES[kind.name](snippets)));
      for (const show of FIGURE_NAMES) {
        const frame = kind.name === 'frame' ? await inside(tab) : undefined;
        const expected = { show, ...IN_FORCE, trains: true };
        await until_equal(`${show} trains`, () => network(frame?.content ?? tab), expected);
        if (frame) await until_equal(`${show} fills its frame`, frame.wrapper, frame.height);
        await go_on(tab);
      }
    },
  );
