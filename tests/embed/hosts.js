/**
 * Pages of other people that show networks: a site that has the script, and a host on another origin whose pages and headers
 * a test makes up. Both note what is asked of them.
 */
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { styles_as_text } from '../../web/tools/styles_as_text.mjs';

/**
 * @typedef {{ html: string, headers?: Record<string, string> }} Page
 * @typedef {{ url: string, asked: string[], close: () => Promise<void> }} Server asked: the paths of all requests
 */

const web = fileURLToPath(new URL('../../web', import.meta.url));
/** @type {Record<string, string>} */
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html; charset=utf-8' };

/**
 * @param {(path: string) => Promise<{ body: string | Buffer, headers: Record<string, string> } | undefined>} find
 * @returns {Promise<Server>}
 */
async function serve(find) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*/s, '');
    if (path !== '/favicon.ico') asked.push(path);
    const found = await find(path).catch(() => undefined);
    response.writeHead(found ? 200 : 404, found?.headers);
    response.end(found?.body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Serves files of a folder. @param {string} root */
const serve_folder = (root) =>
  serve(async (path) => {
    const file = join(root, normalize(path));
    return { body: await readFile(file), headers: { 'content-type': TYPES[extname(file)] ?? 'text/plain' } };
  });

/** The element with its worker, bundled into a folder. @param {string} folder */
async function bundle(folder) {
  await build({
    absWorkingDir: web,
    entryPoints: [
      { in: 'element/define.js', out: 'element' },
      { in: 'link/worker.js', out: 'worker' },
      { in: 'link/main_thread.js', out: 'main_thread' },
    ],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*', './main_thread.js'],
    plugins: [styles_as_text],
    logLevel: 'warning',
  });
  for (const kind of ['simd', 'scalar'])
    await readFile(join(web, `network/network.${kind}.wasm`)).then((bytes) =>
      import('node:fs/promises').then(({ writeFile }) =>
        writeFile(join(folder, `network.${kind}.wasm`), bytes),
      ),
    );
}

/** A site that has the script. */
export async function open_hosts() {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
  await bundle(folder);
  /** @type {Map<string, Page>} */
  const pages = new Map();
  const files = await serve_folder(folder);
  const host = await serve(async (path) => {
    const page = pages.get(path);
    if (!page) {
      const file = join(folder, normalize(path));
      return {
        body: await readFile(file),
        headers: { 'content-type': TYPES[extname(file)] ?? 'text/plain' },
      };
    }
    return { body: page.html, headers: { 'content-type': TYPES['.html'], ...page.headers } };
  });
  return {
    site: files,
    host,
    /** Makes a page of the host. @param {string} body @param {Partial<Page> & { head?: string }} [more] @returns {string} its address */
    page(body, { head = '', headers } = {}) {
      const path = `/page-${pages.size}.html`;
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title><link rel="icon" href="data:,">
        <meta name="viewport" content="width=device-width"><script type="module" src="element.js"></script>${head}</head>
        <body>${body}</body></html>`;
      pages.set(path, { html, headers });
      return new URL(path, host.url).href;
    },
    async close() {
      await Promise.all([files.close(), host.close()]);
      await rm(folder, { recursive: true });
    },
  };
}
