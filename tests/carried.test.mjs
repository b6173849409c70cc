// Threads that are carried along in a script, in real browsers: under each policy the same bits, and nothing is fetched.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { create_network } from '../web/network/network.js';
import { unpack } from '../web/network/unpack.js';
import { bundle_with_thread } from '../web/tools/carry.mjs';
import { pack, packed_modules } from '../web/tools/pack.mjs';
import { ENGINES, missing, open_window } from './engines.js';

const BOUND = { timeout: 240_000 };
const STEPS = 200;
const HASH = `#seed=3&hidden=12&speed=full&stop-steps=${STEPS}`;
const LAB = fileURLToPath(new URL('rooms/carried_lab.js', import.meta.url));
const HTML =
  '<!doctype html><html lang="en"><head><title>Carried</title><link rel="icon" href="data:," /><script src="lab.js"></script></head><body></body></html>';

const SITE = "default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval'";
/** What a page allows, and where it trains then. @type {Record<string, { policy: string, thread: 'worker' | 'main', is_early?: boolean, trusts?: boolean }>}
 * is_early: the worker begins before it is connected to; trusts: only where the engine knows trusted types */
const POLICIES = {
  anything: { policy: '', thread: 'worker' },
  'its own scripts, and workers from blobs': { policy: `${SITE}; worker-src blob:`, thread: 'worker' },
  'no worker': { policy: `${SITE}; worker-src 'none'`, thread: 'main', is_early: true },
  'trusted types, ours among them': {
    policy: `${SITE}; worker-src blob:; require-trusted-types-for 'script'; trusted-types glassnet`,
    thread: 'worker',
  },
  'trusted types, but not ours': {
    policy: `${SITE}; worker-src blob:; require-trusted-types-for 'script'; trusted-types another`,
    thread: 'main',
    trusts: true,
  },
  'scripts without an origin': { policy: 'sandbox allow-scripts', thread: 'worker', is_early: true },
};

const { code: SCRIPT } = await bundle_with_thread('link/carried_threads.js', {
  entryPoints: [LAB],
  format: 'iife',
});

/** What was asked for, since the last page. @type {string[]} */
const requests = [];
let policy = '';
const server = createServer(({ url = '' }, response) => {
  requests.push(url);
  const headers = policy ? { 'content-security-policy': policy } : undefined;
  if (url === '/') return response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(HTML);
  if (url === '/lab.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
  return response.writeHead(404).end();
});
await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
after(() => server.close());

async function fingerprint_in_node() {
  const network = await create_network({ hidden: 12, seed: 3 });
  network.train(network.digits(3, 10_000, 'train'), { batch_size: 32, learning_rate: 0.1, steps: STEPS });
  return network.fingerprint();
}

for (const engine of ENGINES) {
  const skip = missing(engine) || false;
  test(
    `${engine}: carried threads train under each policy, with the bits of Node, and fetch nothing`,
    { ...BOUND, skip },
    async (t) => {
      const fingerprint = await fingerprint_in_node();
      const window = await open_window(engine);
      t.after(() => window.close());
      for (const [what, { policy: allowed, thread, is_early = false, trusts }] of Object.entries(POLICIES)) {
        policy = allowed;
        requests.splice(0);
        await window.go(`http://127.0.0.1:${port}/`);
        const has_trust = await window.evaluate(() => 'trustedTypes' in globalThis);
        const result = await window.evaluate(
          ([hash, early]) => /** @type {any} */ (globalThis).train(hash, early),
          /** @type {const} */ ([HASH, is_early]),
        );
        const place = trusts && !has_trust ? 'worker' : thread;
        const expected = { thread: place, mnist: false, told: [], steps: STEPS, fingerprint };
        assert.deepEqual(result, expected, `the page allows ${what}`);
        assert.deepEqual(
          requests.filter((url) => url !== '/favicon.ico'),
          ['/', '/lab.js'],
          what,
        );
      }
    },
  );
}

test('what was packed comes back byte by byte', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 4 });
  const bytes = fc.tuple(pieces, fc.array(fc.nat(3), { maxLength: 40 })).map(
    ([known, order]) => Buffer.concat(order.map((i) => known[i] ?? Buffer.alloc(300, i))), // much of it more than once
  );
  fc.assert(fc.property(bytes, (given) => assert.deepEqual(Buffer.from(unpack(pack(given))), given)));
});

test('the thread of the tag has each part that a trainer may ask for, or refuses it', async () => {
  const names = async (/** @type {string} */ name) =>
    Object.keys(await import(`../web/training/${name}.js`)).sort();
  assert.deepEqual(await names('on_demand_of_tag'), await names('on_demand'));
});

test('both modules come along together, at less than half of what they cost in base64', async () => {
  const [scalar, simd] = await Promise.all(
    ['scalar', 'simd'].map((name) =>
      readFile(new URL(`../web/network/network.${name}.wasm`, import.meta.url)),
    ),
  );
  const { base64, simd_size, simd_end } = packed_modules();
  const unpacked = Buffer.from(unpack(base64));
  assert.deepEqual(unpacked.subarray(0, simd_size), simd);
  assert.deepEqual(unpacked.subarray(simd_size), scalar);
  assert.deepEqual(Buffer.from(unpack(base64.slice(0, simd_end), simd_size)), simd);
  assert.ok(simd_end < 0.9 * base64.length, 'the SIMD module needs no more than its own part');
  const size = (/** @type {string} */ text) => gzipSync(text, { level: 9 }).length;
  const plain = size(scalar.toString('base64') + simd.toString('base64'));
  assert.ok(size(base64) < 0.47 * plain, `${size(base64)} bytes of ${plain}`);
});
