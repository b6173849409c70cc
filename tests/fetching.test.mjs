// Fetching MNIST: from mirrors that have it, have something else, or fall silent, and from a folder.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fetch_mnist } from '../data/fetch_mnist.mjs';
import { serve } from '../web/tools/serve.mjs';
import { new_folder, project, run } from './surroundings.js';

const BOUND = { timeout: 120_000 };

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

test('a file that cannot be put in its place is not left under another name', BOUND, async (t) => {
  const { folder, options } = await new_mirror(t, good);
  const server = createServer((_, response) => {
    mkdirSync(join(folder, 'a-ubyte.gz')); // in the way
    response.end(good['a-ubyte.gz']);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await assert.rejects(fetch_mnist({ ...options, mirrors: [`http://127.0.0.1:${port}/`] }), /a-ubyte\.gz/);
  assert.deepEqual(await readdir(folder), ['a-ubyte.gz']);
});

test('make data tells what is wrong in a sentence, and fails', BOUND, async (t) => {
  const copy = join(await new_folder(t), 'data'); // what it fetches lies beside it
  await cp(join(project, 'data'), copy, { recursive: true, filter: (path) => !path.endsWith('mnist') });
  const empty = await new_folder(t);
  const { status, output } = run(process.execPath, [join(copy, 'fetch_mnist.mjs')], { MNIST_DIR: empty });
  assert.equal(status, 1);
  assert.match(output, /^Neither train-images-idx3-ubyte\.gz nor train-images-idx3-ubyte is in .*\n$/);
  assert.deepEqual(await readdir(join(copy, 'mnist')), []);
});
