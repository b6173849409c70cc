// What surrounds the network: types and layout of the sources, the build, the server, the fetching of MNIST.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { fetch_mnist } from '../data/fetch_mnist.mjs';
import { serve } from '../web/tools/serve.mjs';

const BOUND = { timeout: 120_000 };
const project = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the project. @param {string} command @param {string[]} args @param {object} [env] */
function run(command, args, env) {
  const options = { cwd: project, encoding: 'utf8', env: { ...process.env, ...env }, timeout: 100_000 };
  const { status, stdout, stderr, error } = spawnSync(command, args, /** @type {any} */ (options));
  return { status, output: `${stdout}${stderr}`, is_missing: /** @type {any} */ (error)?.code === 'ENOENT' };
}

/** @param {import('node:test').TestContext} t */
async function new_folder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

for (const [what, tool, ...args] of [
  ['the types hold', 'tsc'],
  ['the linter finds nothing', 'eslint', '.'],
  ['the JavaScript is laid out by prettier', 'prettier', '--check', '--log-level=warn', '.'],
]) {
  test(what, BOUND, () => {
    const { status, output } = run(join(project, 'node_modules/.bin', tool), args);
    assert.equal(status, 0, output);
  });
}

test('the C is laid out by clang-format', BOUND, async (t) => {
  const files = (await readdir(join(project, 'src'))).filter((name) => /\.[ch]$/.test(name));
  const { status, output, is_missing } = run('clang-format', [
    '--dry-run',
    '-Werror',
    ...files.map((name) => `src/${name}`),
  ]);
  if (is_missing) return t.skip('clang-format is not installed');
  assert.equal(status, 0, output);
});

test('a build that is up to date does nothing', BOUND, () => {
  const { status, output } = run('make', ['--no-print-directory', '--dry-run', 'all'], { MAKEFLAGS: '' });
  assert.equal(status, 0, output);
  assert.match(output, /Nothing to be done for 'all'/);
});

test('an unknown part: the error lists the parts', BOUND, () => {
  const { status, output } = run(process.execPath, ['tests/run.mjs', '--only', 'nothing']);
  assert.equal(status, 1);
  assert.match(output, /There is no part 'nothing'. The parts are: .*setup/);
});

test('set-up installs nothing that is there, and says so by silence', BOUND, () => {
  assert.deepEqual(run('.setup/install', ['emscripten', 'node']), {
    status: 0,
    output: '',
    is_missing: false,
  });
});

test('set-up on a system without apt names what to install', BOUND, async (t) => {
  const folder = await new_folder(t);
  for (const tool of ['dirname', 'id']) await symlink(run('which', [tool]).output.trim(), join(folder, tool));
  const { status, output } = run('/bin/sh', ['.setup/install', 'emscripten', 'chromium'], {
    PATH: folder,
    CHROMIUM: '',
  });
  assert.equal(status, 1);
  assert.match(output, /Missing: emscripten chromium .*\nThere is no apt .* please install it/);
});

/* ---- the server ---- */

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

test('actions are named by commit', BOUND, async () => {
  for (const name of await readdir('.github/workflows')) {
    const text = await readFile(join('.github/workflows', name), 'utf8');
    const used = [...text.matchAll(/uses:\s*(\S+)/g)].map(([, action]) => action);
    for (const action of used) assert.match(action, /@[0-9a-f]{40}$/, name);
  }
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

/* ---- fetching MNIST ---- */

/** Two small files in the place of MNIST's four. */
const plain = { 'a-ubyte': Buffer.from('the first file'), 'b-ubyte': Buffer.from('the second file') };
const files = Object.fromEntries(
  Object.entries(plain).map(([name, bytes]) => [
    name,
    { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  ]),
);

/**
 * A folder for the files, a mirror with `served`, and a fetch from there.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, Buffer>} served
 */
async function new_mirror(t, served) {
  const root = await new_folder(t);
  for (const [name, bytes] of Object.entries(served)) await writeFile(join(root, name), bytes);
  const { url, close } = await serve({ root });
  t.after(close);
  const folder = await new_folder(t);
  /** @type {string[]} */
  const said = [];
  const options = {
    folder,
    files,
    mirrors: [url],
    say: (/** @type {string} */ line) => void said.push(line),
  };
  return { folder, root, url, said, options };
}
const good = { 'a-ubyte.gz': gzipSync(plain['a-ubyte']), 'b-ubyte.gz': gzipSync(plain['b-ubyte']) };

test('the files are taken from the first mirror that has them, and kept', BOUND, async (t) => {
  const { folder, url, said, options } = await new_mirror(t, good);
  const mirrors = [`${url}no/such/folder/`, url];
  await fetch_mnist({ ...options, mirrors });
  assert.deepEqual(await readdir(folder), Object.keys(good));
  assert.deepEqual(await readFile(join(folder, 'b-ubyte.gz')), good['b-ubyte.gz']);
  assert.match(said[0], /a-ubyte\.gz from http/);
  await fetch_mnist({ ...options, mirrors: [] });
  assert.match(said[2], /a-ubyte\.gz is there/);
});

const other_bytes = gzipSync('some other file');
/** @type {[string, Buffer, RegExp][]} */
const bad_downloads = [
  [
    'another checksum',
    other_bytes,
    /15 bytes with SHA-256 [0-9a-f]{64}, expected 15 bytes with SHA-256 [0-9a-f]{64}/,
  ],
  ['a file cut short', good['b-ubyte.gz'].subarray(0, 20), /broken gzip stream .*, expected 15 bytes/],
  [
    'a page of HTML',
    Buffer.from('<!doctype html>'),
    /15 bytes with SHA-256 .*, expected 15 bytes with SHA-256/,
  ],
];
for (const [what, bytes, message] of bad_downloads) {
  test(`${what} from the mirror: the error says so and nothing is left behind`, BOUND, async (t) => {
    const { folder, url, options } = await new_mirror(t, { ...good, 'b-ubyte.gz': bytes });
    await assert.rejects(fetch_mnist(options), (/** @type {Error} */ error) => {
      assert.match(error.message, message);
      assert.ok(error.message.includes(`${url}b-ubyte.gz`));
      assert.match(error.message, /MNIST_DIR=folder make data/);
      return true;
    });
    assert.deepEqual(await readdir(folder), ['a-ubyte.gz']);
  });
}

test('a file that is there and is wrong stays as it is, and the error names it', BOUND, async (t) => {
  const { folder, options } = await new_mirror(t, good);
  await writeFile(join(folder, 'a-ubyte.gz'), other_bytes);
  await assert.rejects(fetch_mnist(options), {
    message: /a-ubyte\.gz: 15 bytes with SHA-256 .* left as it is/,
  });
  assert.deepEqual(await readFile(join(folder, 'a-ubyte.gz')), other_bytes);
});

test(
  'a mirror that sends too much, unpacks to too much, or falls silent is left for the next',
  BOUND,
  async (t) => {
    const { folder, url, options } = await new_mirror(t, good);
    let sent = 0;
    const bomb = gzipSync(Buffer.alloc(500_000));
    const server = createServer((asked, response) => {
      if (asked.url?.startsWith('/silent')) return void response.writeHead(200).flushHeaders();
      if (asked.url?.startsWith('/never')) return undefined;
      if (asked.url?.startsWith('/bomb')) return void response.end(bomb);
      const piece = Buffer.alloc(100_000);
      const go_on = () => {
        if (!response.destroyed && sent < 1e9)
          response.write(piece, () => ((sent += piece.length), setImmediate(go_on)));
      };
      return go_on();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => (server.closeAllConnections(), server.close()));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const bad = ['endless', 'bomb', 'silent', 'never'].map((name) => `http://127.0.0.1:${port}/${name}/`);
    await fetch_mnist({ ...options, mirrors: [...bad, url], patience: 300 });
    assert.deepEqual(await readdir(folder), Object.keys(good));
    assert.ok(sent < 50e6, `${sent} bytes were taken`);
    await rm(join(folder, 'a-ubyte.gz'));
    await assert.rejects(
      fetch_mnist({ ...options, mirrors: bad, patience: 300 }),
      (/** @type {Error} */ { message }) => {
        for (const said of [
          /endless.*more than/,
          /bomb.*broken gzip/,
          /silent.*no byte for 0\.3 seconds/,
          /never.*no byte/,
        ])
          assert.match(message, said);
        return true;
      },
    );
  },
);

test('no mirror answers: the error names them all', BOUND, async (t) => {
  const { options } = await new_mirror(t, {});
  const mirrors = ['http://127.0.0.1:1/', 'http://127.0.0.1:2/'];
  await assert.rejects(fetch_mnist({ ...options, mirrors }), (/** @type {Error} */ error) =>
    mirrors.every((mirror) => error.message.includes(`${mirror}a-ubyte.gz: `)),
  );
});

test('the files are taken from a folder, packed or plain', BOUND, async (t) => {
  const { root, folder, options } = await new_mirror(t, {
    'a-ubyte': plain['a-ubyte'],
    'b-ubyte.gz': good['b-ubyte.gz'],
  });
  await fetch_mnist({ ...options, from: root, mirrors: [] });
  assert.deepEqual(gunzipSync(await readFile(join(folder, 'a-ubyte.gz'))), plain['a-ubyte']);
  assert.deepEqual(await readFile(join(folder, 'b-ubyte.gz')), good['b-ubyte.gz']);
});

test('a folder whose file is wrong or missing: the error names it and nothing is taken', BOUND, async (t) => {
  const { root, folder, options } = await new_mirror(t, { 'a-ubyte.gz': other_bytes });
  await assert.rejects(fetch_mnist({ ...options, from: root }), {
    message: /a-ubyte\.gz: 15 bytes with SHA-256/,
  });
  await rm(join(root, 'a-ubyte.gz'));
  await assert.rejects(fetch_mnist({ ...options, from: root }), {
    message: /Neither a-ubyte\.gz nor a-ubyte is in/,
  });
  assert.deepEqual(await readdir(folder), []);
});
