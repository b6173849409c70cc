/** The built site without MNIST, and with a script before all others that notes what must not happen in the page. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../web/tools/serve.mjs';

const SITE = fileURLToPath(new URL('../build/site', import.meta.url));

/** Runs in the page, before all others. */
export function watch() {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const statuses = [];
  Object.assign(globalThis, { problems, statuses });
  const note = () => {
    const text = document.getElementById('status-text')?.textContent ?? '';
    if (text !== statuses[statuses.length - 1]) statuses.push(text);
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
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

/**
 * What a host can do wrong with a file: it cuts the connection, never answers, or sends other bytes.
 * @typedef {'reset' | 'never' | ((bytes: Uint8Array) => Uint8Array)} Fault
 */

/**
 * A host before another one, which passes on what that one answers but for the faults.
 * @param {string} behind address of the other
 * @param {Record<string, Fault>} faults by path; they may be changed while it serves
 */
export async function serve_wrongly(behind, faults) {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, behind);
    const fault = faults[pathname];
    if (fault === 'never') return;
    if (fault === 'reset') return void response.destroy();
    const answer = await fetch(new URL(pathname, behind));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
      'content-security-policy': answer.headers.get('content-security-policy') ?? '',
      'cache-control': 'no-store',
    });
    response.end(fault ? fault(bytes) : bytes);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** All that the status line has said so far. @param {import('./engines.js').Window} window @returns {Promise<string[]>} */
export const statuses_of = (window) => window.evaluate(() => /** @type {any} */ (globalThis).statuses);

/** What went wrong in a page of this site. @param {import('./engines.js').Window} window @returns {Promise<string[]>} */
export const problems_of = (window) => window.evaluate(() => /** @type {any} */ (globalThis).problems);
