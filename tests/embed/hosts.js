/**
 * Pages of other people that show networks: a site that has the script and sends no CORS, and a host on another origin whose
 * pages and headers a test makes up. Both note what is asked of them.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ html: string | Buffer, headers?: Record<string, string> }} Page in its texts, SITE is the address of the site
 * @typedef {{ url: string, asked: string[], close: () => Promise<void> }} Server asked: the paths of all requests
 */

const SITE = fileURLToPath(new URL('../../build/site', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
});

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

/** @param {Record<string, string>} [more] files of the site besides those that were built: paths by name */
export async function open_hosts(more = {}) {
  /** @type {Map<string, Page>} */
  const pages = new Map();
  const site = await serve(async (path) => {
    const body = await readFile(more[path.slice(1)] ?? join(SITE, normalize(path)));
    return { body, headers: { 'content-type': TYPES[extname(path)] ?? 'text/plain' } };
  });
  const host = await serve(async (path) => {
    const page = pages.get(path);
    return page && { body: page.html, headers: { 'content-type': TYPES['.html'], ...page.headers } };
  });
  const with_site = (/** @type {string} */ text) =>
    text.replaceAll('SITE/', site.url).replaceAll('SITE', site.url.slice(0, -1));
  return {
    site,
    host,
    /** Makes a page of the host from all its text. @param {string} html @param {Record<string, string>} [headers] @returns {string} its address */
    whole_page(html, headers = {}) {
      const path = `/page-${pages.size}.html`;
      const given = Object.entries(headers).map(([name, value]) => [name, with_site(value)]);
      pages.set(path, { html: with_site(html), headers: Object.fromEntries(given) });
      return new URL(path, host.url).href;
    },
    /** Puts a file on the host. @param {string} name @param {string | Uint8Array} content */
    file(name, content) {
      pages.set(`/${name}`, { html: Buffer.from(content) });
    },
    /**
     * Makes a page of the host.
     * @param {string} body
     * @param {{ head?: string, headers?: Record<string, string>, script?: string }} [more] script: the tag that loads ours
     */
    page(body, { head = '', headers, script = '<script src="SITE/glassnet.js" defer></script>' } = {}) {
      return this.whole_page(
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title><link rel="icon" href="data:,">
        <meta name="viewport" content="width=device-width">${head}${script}</head><body>${body}</body></html>`,
        headers,
      );
    },
    async close() {
      await Promise.all([site.close(), host.close()]);
    },
  };
}
