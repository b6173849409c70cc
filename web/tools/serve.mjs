// A static server for the finished site: `node web/tools/serve.mjs [folder]`, by default build/site.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const SITE = fileURLToPath(new URL('../../build/site', import.meta.url));

/** @type {Record<string, string>} */
const CONTENT_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/**
 * The file that a request's path names, or undefined if the path leaves the root or is malformed.
 * @param {string} root
 * @param {string} url
 * @returns {string | undefined}
 */
function file_of(root, url) {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*/s, ''));
    const file = resolve(root, join('.', path.endsWith('/') ? path + 'index.html' : path));
    return file.startsWith(root + sep) && !file.includes('\0') ? file : undefined;
  } catch {
    return undefined; // not valid percent-encoding
  }
}

/**
 * @param {string} root
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(root, request, response) {
  /** @param {number} status @param {string} text */
  const refuse = (status, text) => {
    response.writeHead(status, { 'content-type': CONTENT_TYPES['.txt'] });
    response.end(text + '\n');
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD');
  const file = file_of(root, request.url ?? '/');
  if (!file) return refuse(400, 'Bad path');
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) return refuse(404, 'Not found');

  const etag = `"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}"`;
  // no-cache: ask each time, so that a rebuilt site is seen at once
  const headers = { etag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers);
    return response.end();
  }
  response.writeHead(200, {
    ...headers,
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': info.size,
  });
  if (request.method === 'HEAD') return response.end();
  return pipeline(createReadStream(file), response);
}

/**
 * Serves the folder `root` on 127.0.0.1.
 * @param {{ root?: string, port?: number }} [options] port 0: any free port
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 * @throws {RangeError} if the port is not a whole number from 0 to 65535
 * @throws {Error} if the port is in use or not allowed
 */
export async function serve({ root = SITE, port = 0 } = {}) {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(
      `PORT is ${port}, expected a whole number from 0 to 65535, as in: PORT=8081 make demo`,
    );
  }
  const folder = resolve(root);
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.destroy()); // the browser went away
  });
  await new Promise((listening, reject) => {
    server.once('error', reject).listen(port, HOST, () => listening(undefined));
  }).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'EADDRINUSE') {
      const other = port < 65535 ? port + 1 : 8080;
      throw new Error(`Port ${port} on ${HOST} is in use. Choose another: PORT=${other} make demo`);
    }
    throw new Error(`Port ${port} on ${HOST} cannot be opened (${error.code}). Try: PORT=8080 make demo`);
  });
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  return {
    url: `http://${HOST}:${bound}/`,
    port: bound,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { url } = await serve({ root: process.argv[2], port: Number(process.env.PORT || 8080) });
    console.log(`Glassnet is at ${url} (Ctrl-C ends it)`);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exitCode = 1;
  }
}
