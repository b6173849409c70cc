// A static server for the finished site: `node web/tools/serve.mjs [folder]`, by default build/site.
import { STATUS_CODES, createServer } from 'node:http';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import send from 'send';

const HOST = '127.0.0.1';
const NAMES = [HOST, 'localhost']; // a page of another name that points here reads nothing
const SITE = fileURLToPath(new URL('../../build/site', import.meta.url));

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} [text] */
function refuse(response, status, text = STATUS_CODES[status]) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text + '\n');
}

/** Whether a path leads to a file in the folder, links followed. @param {string} root @param {string} path of the address */
async function is_inside(root, path) {
  try {
    const [folder, file] = await Promise.all(
      [root, join(root, decodeURIComponent(path))].map((one) => realpath(one)),
    );
    return file === folder || file.startsWith(folder + sep);
  } catch {
    return true; // there is no such file, which is said below
  }
}

/**
 * The policy that the page states for itself. A worker does not take it over from the page, so it comes with every script.
 * @param {string} root @returns {Promise<string | undefined>}
 */
async function policy_of(root) {
  const html = await readFile(join(root, 'index.html'), 'utf8').catch(() => '');
  return /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1];
}

/**
 * @param {string} root
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(root, request, response) {
  response.setHeader('x-content-type-options', 'nosniff');
  const name = (request.headers.host ?? '').replace(/:\d*$/, '');
  if (!NAMES.includes(name)) return refuse(response, 421, `Only ${NAMES.join(' and ')}`);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'Only GET and HEAD');
  }
  const path = (request.url ?? '/').replace(/[?#].*/s, '');
  if (!(await is_inside(root, path))) return refuse(response, 404);
  const policy = path.endsWith('.js') ? await policy_of(root) : undefined;
  return send(request, path, { root, cacheControl: false, lastModified: false, dotfiles: 'ignore' })
    .on('headers', () => {
      response.setHeader('cache-control', 'no-cache'); // a rebuilt site is seen at once
      if (policy) response.setHeader('content-security-policy', policy);
    })
    .on('directory', () => refuse(response, 404))
    .on('error', ({ status }) => {
      const leaves_root = status === 403;
      if (response.headersSent)
        response.destroy(); // a file that could not be read to its end
      else refuse(response, leaves_root ? 400 : status);
    })
    .pipe(response);
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
  const server = createServer((request, response) => void answer(folder, request, response));
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
