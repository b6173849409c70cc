/** The panels, each alone in a bare page under the site's content security policy. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { open_site } from '../browser.js';

/** @typedef {import('../browser.js').Page} Page */

export const BOUND = { timeout: 60_000 };
const html = await readFile(new URL('../../web/page/index.html', import.meta.url), 'utf8');
const [policy] = html.match(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/) ?? assert.fail('no policy');

const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
await build({
  stdin: {
    resolveDir: fileURLToPath(new URL('../../web/panels', import.meta.url)),
    contents: `import { Controls } from './controls.js';
      import { Status } from './status.js';
      import { Teach } from './teach.js';
      Object.assign(globalThis, { Controls, Status, Teach, called: [] });`,
  },
  outfile: join(folder, 'panels.js'),
  bundle: true,
  format: 'esm',
});
await writeFile(
  join(folder, 'index.html'),
  `<!doctype html><html lang="en"><head>${policy}<title>Panels</title><link rel="icon" href="data:," />
  <script type="module" src="panels.js"></script></head>
  <body><div id="one"></div><div id="two"></div><div id="three"></div></body></html>`,
);
export const site = await open_site(folder);
after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** What the panel under test has called so far: a name and arguments each. @param {Page} page */
export const called = (page) => page.evaluate(() => /** @type {any} */ (globalThis).called);
