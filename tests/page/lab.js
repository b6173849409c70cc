/** A page that has nothing but figures, in containers of shadow roots: for the tests of the figures by themselves. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { open_site } from '../browser.js';
import { watch_living } from './living.js';

export const BOUND = { timeout: 60_000 };
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const HTML = `<!doctype html><html lang="en"><head><title>Figures</title><link rel="icon" href="icon.svg" />
  <script src="living.js"></script><script src="lab.js"></script></head><body></body></html>`;

const root = await mkdtemp(join(tmpdir(), 'glassnet-'));
await writeFile(join(root, 'index.html'), HTML);
await writeFile(join(root, 'living.js'), `(${watch_living})();`);
await cp(path('../../web/page/icon.svg'), join(root, 'icon.svg'));
await build({ entryPoints: [path('figures_lab.js')], outfile: join(root, 'lab.js'), bundle: true });
const { outputFiles } = await build({
  entryPoints: [path('../../web/figures/figures.css')],
  bundle: true,
  write: false,
});
export const CSS = outputFiles[0].text;
export const site = await open_site(root);
export const page = await site.open();
after(async () => {
  await site.close();
  await rm(root, { recursive: true });
});

/** Leaves the page as it was opened, after checking that nothing went wrong in it. */
afterEach(async () => {
  await in_lab((lab) => {
    while (lab.made.length > 0) lab.end(0);
    document.body.replaceChildren();
    scrollTo(0, 0);
  });
  assert.deepEqual(page.problems.splice(0), []);
});

/**
 * What the page itself defines.
 * @typedef {{
 *   names: string[], make: (name: string, css: string, own?: string) => number, end: (at: number) => number,
 *   made: { host: HTMLElement, log: string[], figure: import('../../web/figures/figure.js').Figure }[],
 *   Frames: typeof import('../../web/figures/frames.js').Frames,
 *   Plot: typeof import('../../web/figures/plot.js').Plot,
 *   read: import('../../web/figures/misread.js').Read,
 *   reasons: (factor?: number) => import('../../web/figures/why.js').Reasons,
 * }} Lab
 */

/** Runs in the page. @template T, [G=undefined] @param {(lab: Lab, given: G) => T} act @param {G} [given] @returns {Promise<Awaited<T>>} */
export const in_lab = (act, given) =>
  page.evaluate(
    ([source, value]) => {
      const { lab } = /** @type {any} */ (globalThis);
      return new Function('lab', 'given', `return (${source})(lab, given)`)(lab, value);
    },
    [String(act), given],
  );

/** @param {string} name @param {string} [own] style of the host @returns {Promise<number>} its place among those made */
export const make = (name, own) =>
  in_lab((lab, [figure, css, style]) => lab.make(figure, css, style), [name, CSS, own ?? '']);

/** Until all observers have told what they see, and frames are over. */
export const settled = () =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));

/** */
export const living = () => page.evaluate(() => /** @type {any} */ (globalThis).living());
