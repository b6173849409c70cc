// The server of `make demo`: what it sends, what it refuses, and what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { serve } from '../web/tools/serve.mjs';
import { new_folder, project, run } from './surroundings.js';

const BOUND = { timeout: 120_000 };

/** A site of a few files. @param {import('node:test').TestContext} t */
async function small_site(t) {
  const folder = await new_folder(t);
  const root = join(folder, 'site');
  await mkdir(join(root, 'data'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'page.js'), 'export {};');
  await writeFile(join(root, 'page.css'), 'p {}');
  await writeFile(join(root, 'a b.wasm'), 'wasm');
  await writeFile(join(root, 'data/x.gz'), gzipSync('x'));
  const server = await serve({ root });
  t.after(() => server.close());
  return { ...server, root };
}

/**
 * A request as it is: fetch would tidy the path, and ask for a new answer wherever it hands on a tag.
 * @param {number} port @param {string} path @param {string} [method] @param {Record<string, string>} [headers]
 */
async function raw_request(port, path, method = 'GET', headers = {}) {
  const [response] = await once(
    request({ port, host: '127.0.0.1', path, method, headers }).end(),
    'response',
  );
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

test('files come with type and length, and are asked for again only when they changed', BOUND, async (t) => {
  const { url, port } = await small_site(t);
  for (const [path, type, length] of [
    ['', 'text/html; charset=utf-8', '15'],
    ['?x=/../y', 'text/html; charset=utf-8', '15'],
    ['page.js', 'text/javascript; charset=utf-8', '10'],
    ['page.css', 'text/css; charset=utf-8', '4'],
    ['a%20b.wasm', 'application/wasm', '4'],
    ['data/x.gz', 'application/gzip', '21'],
  ]) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), type);
    assert.equal(response.headers.get('content-length'), length);
    assert.equal(response.headers.get('content-encoding'), null);
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal((await response.arrayBuffer()).byteLength, Number(length));
    const etag = response.headers.get('etag') ?? '';
    const again = await raw_request(port, `/${path}`, 'GET', { 'if-none-match': etag });
    assert.deepEqual([again.status, again.text], [304, '']);
    assert.equal(again.headers['cache-control'], 'no-cache');
    const head = await fetch(url + path, { method: 'HEAD' });
    assert.deepEqual([head.headers.get('content-length'), head.headers.get('etag')], [length, etag]);
  }
});

test('a part of a file is sent where one is asked for', BOUND, async (t) => {
  const { url } = await small_site(t);
  const whole = await (await fetch(`${url}page.js`)).text();
  const response = await fetch(`${url}page.js`, { headers: { range: 'bytes=4-' } });
  assert.deepEqual([response.status, response.headers.get('content-range')], [206, 'bytes 4-9/10']);
  assert.equal(await response.text(), whole.slice(4));
});

test('a file that is written anew is sent anew, even with as many bytes', BOUND, async (t) => {
  const { port, root } = await small_site(t);
  const { etag } = (await raw_request(port, '/page.js')).headers;
  await sleep(5); // file systems keep milliseconds
  await writeFile(join(root, 'page.js'), 'import {};');
  const { status, text } = await raw_request(port, '/page.js', 'GET', { 'if-none-match': etag });
  assert.deepEqual({ status, text }, { status: 200, text: 'import {};' });
});

test('what is refused is said in a line of plain text, which is kept nowhere', BOUND, async (t) => {
  const { url } = await small_site(t);
  for (const [path, method, status, text] of /** @type {const} */ ([
    ['nothing.js', 'GET', 404, 'Not Found\n'],
    ['data', 'GET', 404, 'Not Found\n'],
    ['data/', 'GET', 404, 'Not Found\n'],
    ['%', 'GET', 400, 'Bad Request\n'],
    ['a%00', 'GET', 400, 'Bad Request\n'],
    ['page.js', 'POST', 405, 'Only GET and HEAD\n'],
  ])) {
    const response = await fetch(url + path, { method });
    assert.equal(response.status, status, path);
    assert.equal(await response.text(), text, path);
    assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('etag'), null);
  }
});

test('a reader who goes away in the middle of a file does not end the server', BOUND, async (t) => {
  const { url, root } = await small_site(t);
  await writeFile(join(root, 'large.js'), Buffer.alloc(20_000_000));
  const controller = new AbortController();
  const response = await fetch(`${url}large.js`, { signal: controller.signal });
  await response.body?.getReader().read();
  controller.abort();
  assert.equal((await fetch(`${url}page.js`)).status, 200);
});

test('nothing outside the site is served', BOUND, async (t) => {
  const { port } = await small_site(t);
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/data/..%2f..%2fsecret.txt',
    '//../secret.txt',
    '/..%5csecret.txt',
    '/%',
    '/%00',
    '/data/../../secret.txt',
    '/..',
  ]) {
    const { status, text } = await raw_request(port, path);
    assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    assert.ok(!text.includes('secret'));
  }
  assert.equal((await raw_request(port, '/nothing')).status, 404);
  assert.equal((await raw_request(port, '/data')).status, 404);
  assert.equal((await raw_request(port, '/', 'POST')).status, 405);
  const { status, text } = await raw_request(port, '/', 'HEAD');
  assert.deepEqual({ status, text }, { status: 200, text: '' });
});

test('links out of the site, dot files and requests by other names are refused', BOUND, async (t) => {
  const { port, root } = await small_site(t);
  await symlink(join(root, '..', 'secret.txt'), join(root, 'link.txt'));
  await symlink(join(root, '..'), join(root, 'up'));
  await symlink(join(root, 'page.js'), join(root, 'inside.js'));
  await writeFile(join(root, '.hidden'), 'secret');
  await mkdir(join(root, '.git'));
  await writeFile(join(root, '.git', 'config'), 'secret');
  for (const path of ['/link.txt', '/up/secret.txt', '/up/', '/.hidden', '/.git/config', '/%2ehidden']) {
    const { status, text } = await raw_request(port, path);
    assert.deepEqual([status, text], [404, 'Not Found\n'], path);
  }
  assert.equal((await raw_request(port, '/inside.js')).status, 200);
  for (const host of ['elsewhere.example', `elsewhere.example:${port}`, '127.0.0.1.example', 'localhost.']) {
    const { status, text } = await raw_request(port, '/page.js', 'GET', { host });
    assert.deepEqual([status, text], [421, 'Only 127.0.0.1 and localhost\n'], host);
  }
  for (const host of ['localhost', `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port}`])
    assert.equal((await raw_request(port, '/page.js', 'GET', { host })).status, 200, host);
});

test('every script comes with the policy that the page states', BOUND, async (t) => {
  const { port, root } = await small_site(t);
  assert.equal((await raw_request(port, '/page.js')).headers['content-security-policy'], undefined);
  const policy = "default-src 'none'; script-src 'self'";
  const meta = `<meta\n  http-equiv="Content-Security-Policy"\n  content="${policy}"\n/>`;
  await writeFile(join(root, 'index.html'), `<!doctype html>${meta}`);
  assert.equal((await raw_request(port, '/page.js')).headers['content-security-policy'], policy);
});

test('a port in use: the error names it and says what to do', BOUND, async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
  const { status, output } = run(process.execPath, ['web/tools/serve.mjs'], { PORT: String(port) });
  assert.equal(status, 1);
  assert.equal(output, `Port ${port} on 127.0.0.1 is in use. Choose another: PORT=${port + 1} make demo\n`);
});

test('a port that is none: the error says what is expected', BOUND, () => {
  for (const PORT of ['http', '70000', '-1', '80.5']) {
    const { status, output } = run(process.execPath, ['web/tools/serve.mjs'], { PORT });
    assert.equal(status, 1);
    assert.match(
      output,
      /^PORT is .*, expected a whole number from 0 to 65535, as in: PORT=8081 make demo\n$/,
    );
  }
});

test('the server prints its address', BOUND, async (t) => {
  const child = spawn(process.execPath, ['web/tools/serve.mjs'], {
    cwd: project,
    env: { ...process.env, PORT: '0' },
  });
  t.after(() => child.kill());
  const [line] = await once(child.stdout, 'data');
  const [url] = String(line).match(/http:\/\/127\.0\.0\.1:\d+\//) ?? assert.fail(String(line));
  assert.equal((await fetch(url)).status, 200);
});
