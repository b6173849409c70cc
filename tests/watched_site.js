/** The built site without MNIST, and with a script before all others that notes what must not happen in the page. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../web/tools/serve.mjs';

const SITE = fileURLToPath(new URL('../build/site', import.meta.url));

/** Runs in the page, before all others. */
export function watch() {
  /** @type {string[]} */
  const problems = [];
  Object.assign(globalThis, { problems });
  addEventListener('error', (event) => problems.push(`uncaught: ${event.message}`));
  addEventListener('unhandledrejection', (event) => problems.push(`unhandled: ${event.reason}`));
  addEventListener('securitypolicyviolation', (event) => problems.push(`forbidden: ${event.blockedURI}`));
  for (const name of /** @type {const} */ (['error', 'warn'])) {
    console[name] = (...words) => problems.push(`console.${name}: ${words.join(' ')}`);
  }
}

/**
 * Serves a copy of the site; `globalThis.problems` in its page lists what went wrong there.
 * @param {Record<string, string>} [files] more of them, by name: paths to copy from
 * @param {string[]} [without] names of files that are missing
 * @param {{ is_bare?: boolean }} [options] is_bare: no policy comes by a header, as on hosts that send none
 */
export async function serve_watched(files = {}, without = [], { is_bare = false } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'glassnet-'));
  await cp(SITE, root, { recursive: true, filter: (from) => !from.endsWith('.gz') });
  await writeFile(join(root, 'data', 'mnist', 'files.txt'), '');
  const html = await readFile(join(root, 'index.html'), 'utf8');
  const policy = is_bare ? "http-equiv='Content-Security-Policy'" : '$&'; // the server knows it by its quotation marks
  await writeFile(
    join(root, 'index.html'),
    html
      .replace('<link', '<script src="watch.js"></script><link')
      .replace('http-equiv="Content-Security-Policy"', policy),
  );
  await writeFile(join(root, 'watch.js'), `(${watch})();`);
  for (const [name, from] of Object.entries(files)) await cp(from, join(root, name));
  for (const name of without) await rm(join(root, name));
  const server = await serve({ root });
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(root, { recursive: true });
    },
  };
}

/** What went wrong in a page of this site. @param {import('./engines.js').Window} window @returns {Promise<string[]>} */
export const problems_of = (window) => window.evaluate(() => /** @type {any} */ (globalThis).problems);
