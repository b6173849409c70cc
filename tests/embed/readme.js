/** What the README tells authors is true: its table is that of the attributes, and its snippets do what they say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readme_table } from '../../web/element/attributes.js';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { until } from '../browser.js';
import { open, properties, said, test_in, told, until_state } from './in_pages.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, section] =
  readme.match(/### In any page: `<glass-net>`\n([^]*?)\n###? /) ?? assert.fail('no section');
const snippet = (/** @type {string} */ kind) =>
  section.match(new RegExp('```' + kind + '\\n([^]*?)```'))?.[1] ?? assert.fail(`no snippet of ${kind}`);

/** What keeps the text below an image where it is. */
const BLOCK = snippet('css').match(/glass-net img {.*?}/)?.[0];
/** A still picture of the height that the README says. */
const PICTURE = `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="700" height="525"/>`;

test('the table of the README is that of the attributes, and it names all figures', () => {
  assert.ok(section.includes(readme_table()), readme_table());
  const [, list] = section.match(/Figures of `show`: ([^;]*);/) ?? [];
  assert.deepEqual(
    list.match(/`\w+`/g)?.map((name) => name.slice(1, -1)),
    FIGURE_NAMES,
  );
});

test_in('the snippets of the README do what they say', async (given) => {
  const { window } = given;
  const [script, ...rest] = snippet('html').split('\n\n');
  assert.match(script, /^<script src="https:\/\/some\.site\/glassnet\/glassnet\.js" defer><\/script>$/);
  const lines = rest.join('\n').replace('src="weights.png"', `src='${PICTURE}'`);
  await open(
    given,
    `<style>${BLOCK}</style><style id="own" media="none">${snippet('css')}</style><div style="width: 700px">${lines}</div>
     <script>
       const place = () => document.querySelector('p').offsetTop;
       globalThis.places = [];
       addEventListener('DOMContentLoaded', () => document.querySelector('img').decode().then(() => places.unshift(place())));
       document.getElementById('net').addEventListener('ready', () => requestAnimationFrame(() => places.push(place())));
     </script>`,
  );
  await until_state(window, '#net', 'playing');
  await until('steps', async () => (await properties(window, '#net', 'steps'))[0] > 10);
  await until('both are ready', async () => (await told(window, 'ready')).length === 2);
  const places = () => window.evaluate(() => /** @type {any} */ (globalThis).places);
  await until('it has been drawn', async () => (await places()).length > 1);
  const [before, after] = await places();
  assert.ok(Math.abs(after - before) <= 2, `the text moves from ${before} to ${after} px`);
  const values = await window.evaluate(async (code) => {
    const run = new Function(
      `return (async () => { ${code}; return [probabilities.length, fingerprint]; })()`,
    );
    return run();
  }, snippet('js'));
  assert.equal(values[0], 10);
  assert.match(values[1], /^[0-9a-f]{16}$/);
  assert.deepEqual(await properties(window, '#net', 'state', 'learningRate'), ['paused', 0.05]);
  const look = await window.evaluate(() => {
    document.getElementById('own')?.removeAttribute('media');
    const root = document.getElementById('net')?.shadowRoot;
    const style = (/** @type {string} */ of) =>
      getComputedStyle(/** @type {Element} */ (root?.querySelector(of)));
    return [
      style('#step').textTransform,
      style('.place').backgroundColor,
      style('.frame').getPropertyValue('--positive').trim(),
    ];
  });
  assert.deepEqual(look, ['uppercase', 'rgba(0, 0, 0, 0)', '#b5179e']);
  assert.deepEqual(await said(window), []);
});

test_in('with reduced motion autoplay waits for Play', async (given) => {
  const { window } = given;
  const still = `<script>
    const { matchMedia: ask } = globalThis;
    globalThis.matchMedia = (query) => (/reduced-motion/.test(query) ? { matches: true } : ask(query));
  </script>`;
  await open(given, `<glass-net id="net" show="loss" autoplay></glass-net>`, { head: still });
  await until_state(window, '#net', 'paused');
  await window.evaluate(() => {
    const button = document.getElementById('net')?.shadowRoot?.querySelector('.foot-line button');
    /** @type {HTMLElement} */ (button).click();
  });
  await until_state(window, '#net', 'playing');
});
