// The proof of the modules: what is not the file that was built, or does not compute what it did, is not used in silence.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { create_network } from '../web/network/network.js';
import { DATA, KNOWN_ANSWER } from '../web/network/proof.js';
import { BUILDS, generator } from './support.js';

/** @typedef {typeof import('../web/network/network.js')} Shim */

const BOUND = { timeout: 120_000 };
const SHIM = new URL('../web/network/', import.meta.url);
const { crypto } = globalThis;
const sound = await readFile(new URL('network.simd.wasm', SHIM));
const files = (await readdir(SHIM)).filter((name) => /\.(js|wasm)$/.test(name));
const folder = await mkdtemp(join(tmpdir(), 'proof-'));
after(() => rm(folder, { recursive: true }));
let copies = 0;

/**
 * A copy of the shim that has loaded nothing yet.
 * @param {Partial<Record<'simd' | 'scalar', Uint8Array>>} [modules] @param {Record<string, string>} [others] texts of other files
 */
async function copy_of_shim(modules = {}, others = {}) {
  const copy = join(folder, `${copies++}`);
  for (const name of files) await cp(new URL(name, SHIM), join(copy, name));
  for (const [name, text] of Object.entries(others)) await writeFile(join(copy, name), text);
  const put = (/** @type {'simd' | 'scalar'} */ build, /** @type {Uint8Array} */ bytes) =>
    writeFile(join(copy, `network.${build}.wasm`), bytes);
  const remove = (/** @type {'simd' | 'scalar'} */ build) => rm(join(copy, `network.${build}.wasm`));
  for (const build of BUILDS) if (modules[build]) await put(build, modules[build]);
  const shim = /** @type {Shim} */ (await import(pathToFileURL(join(copy, 'network.js')).href));
  return { create: shim.create_network, put, remove };
}

/** As on a page without https. @template T @param {() => Promise<T>} action @returns {Promise<T>} */
async function without_hash(action) {
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    return await action();
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  }
}

/** @template T @param {() => Promise<T>} action @returns {Promise<T>} */
const with_hash = (action) => action();

/** The module with other bytes. @param {Record<number, number>} changes by place */
function changed(changes) {
  const bytes = Uint8Array.from(sound);
  for (const [place, byte] of Object.entries(changes)) bytes[Number(place)] = byte;
  return bytes;
}

/** The module with another instruction in place of f32x4.sub. @param {number[]} instruction of three bytes */
function without_sub(...instruction) {
  const place = sound.indexOf(Buffer.of(0xfd, 0xe5, 0x01));
  assert.ok(place > 0);
  return changed(Object.fromEntries(instruction.map((byte, i) => [place + i, byte])));
}

const TRAPPING = without_sub(0x00, 0x01, 0x01); // unreachable, nop, nop
const MISCOUNTING = without_sub(0xfd, 0xe4, 0x01); // f32x4.add

/** Places of the module's data in the file: where the bytes that memory starts with are found. */
async function data_places() {
  const { instance } = await WebAssembly.instantiate(sound);
  const { buffer } = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
  const middle = new Uint8Array(buffer, DATA.simd.first + 2000, 16);
  const place = sound.indexOf(middle);
  assert.ok(place > 0);
  return Array.from({ length: 25 }, (_, i) => place - 1500 + 117 * i);
}

const fingerprint = (await create_network()).fingerprint();
const WRONG = {
  'cut short': sound.subarray(0, 5000),
  'no WebAssembly': new TextEncoder().encode('<!doctype html><title>Not found</title>'),
  empty: new Uint8Array(),
  'of another version': await readFile(new URL('network.scalar.wasm', SHIM)),
  'with other data': changed({ [(await data_places())[3]]: 77 }),
  'that traps': TRAPPING,
  'that computes something else': MISCOUNTING,
};

for (const [how, way] of Object.entries({ 'with SHA-256': with_hash, 'without SHA-256': without_hash })) {
  test(
    `a SIMD module that is not sound gives way to the scalar one, with a note: ${how}`,
    BOUND,
    async (t) => {
      for (const [what, simd] of Object.entries(WRONG))
        await t.test(what, () =>
          way(async () => {
            const { create } = await copy_of_shim({ simd });
            const network = await create();
            assert.deepEqual([network.build, network.fingerprint()], ['scalar', fingerprint]);
            assert.match(network.note ?? '', /^network\.simd\.wasm .+, so the scalar build computes/);
            await assert.rejects(create({ build: 'simd' }), /network\.simd\.wasm/);
          }),
        );
    },
  );

  test(`if neither module is sound, a sentence says so: ${how}`, BOUND, async () =>
    way(async () => {
      const { create, remove } = await copy_of_shim({ simd: WRONG['cut short'] });
      await remove('scalar');
      await assert.rejects(create(), ({ name, message }) => {
        assert.equal(name, 'ModuleError');
        assert.match(message, /^The part that computes could not be started: .*simd.*, and .*scalar.*\.$/);
        assert.doesNotMatch(message, /unreachable|section|ENOENT|undefined/);
        return true;
      });
    }),
  );
}

test('a load that fails once works the next time', BOUND, async () => {
  const { create, put, remove } = await copy_of_shim();
  for (const build of BUILDS) await remove(build);
  await assert.rejects(create(), { name: 'ModuleError' });
  await put('scalar', await readFile(new URL('network.scalar.wasm', SHIM)));
  assert.equal((await create()).build, 'scalar');
  await put('simd', sound);
  const network = await create();
  assert.deepEqual([network.build, network.note], ['simd', undefined]);
});

test(
  'an engine that computes something else is told in a sentence, and asked again the next time',
  BOUND,
  async () => {
    const address = new URL('choose.js?another', SHIM).href; // it has proven nothing yet
    const { choose } = /** @type {typeof import('../web/network/choose.js')} */ (await import(address));
    const wrong = 'computes wrong values';
    const message = `The part that computes could not be started: network.simd.wasm ${wrong}, and network.scalar.wasm ${wrong}.`;
    for (const test_of_engine of [() => 'something else', () => assert.fail('it has trapped')])
      await assert.rejects(choose(undefined, undefined, test_of_engine), { name: 'ModuleError', message });
    const { exports, note } = await choose(undefined, undefined, () => KNOWN_ANSWER);
    assert.deepEqual([exports.kernel_lanes() > 1, note], [true, undefined]);
  },
);

test('where a module does not stay as it was, the one that was proven goes on', BOUND, async () => {
  const { create, put } = await copy_of_shim();
  await create();
  await put('simd', WRONG['no WebAssembly']);
  assert.equal((await create()).build, 'simd');
});

test('a module that the caller gives need not have the hash, but compute the same', BOUND, async (t) => {
  const custom = Buffer.concat([sound, Buffer.of(0, 5, 4, 110, 111, 116, 101)]); // a section “note”, which does nothing
  const network = await create_network({ wasm: custom });
  assert.deepEqual([network.build, network.note], ['simd', undefined]);
  const given = await create_network({ wasm: MISCOUNTING });
  assert.equal(given.build, 'scalar');
  assert.match(given.note ?? '', /^The given module computes wrong values/);
  const notes = [];
  for (const place of await data_places())
    notes.push((await create_network({ wasm: changed({ [place]: sound[place] ^ 64 }) })).note ?? '');
  const noticed = notes.filter((note) => note.startsWith('The given module computes wrong values'));
  t.diagnostic(`${noticed.length} of ${notes.length} bytes of the data`);
  assert.ok(noticed.length > 0, 'other digits are noticed, as far as the test draws them');
  const empty = Buffer.of(0, 97, 115, 109, 1, 0, 0, 0);
  await assert.rejects(create_network({ wasm: empty }), /The given module/);
});

test('without a hash, another byte anywhere in the data is noticed', BOUND, async () => {
  for (const place of await data_places()) {
    const { create } = await copy_of_shim({ simd: changed({ [place]: sound[place] ^ 1 }) });
    assert.equal((await without_hash(create)).build, 'scalar', `byte ${place}`);
  }
});

test('with a hash, another byte anywhere is noticed', BOUND, async () => {
  const random = generator(7);
  for (let i = 0; i < 25; i++) {
    const place = Math.floor(random() * sound.length);
    const { create } = await copy_of_shim({ simd: changed({ [place]: sound[place] ^ (1 << (i % 8)) }) });
    assert.equal((await create()).build, 'scalar', `byte ${place}`);
  }
});

test(
  'a module that a cache kept from another version is asked for again, past the cache',
  BOUND,
  async () => {
    const kept = "new URL(url.href.replace('simd', 'scalar'))"; // another module under the name that is asked for
    const load = `import { readFile } from 'node:fs/promises';
    export const load = (url, cache) => readFile(cache === 'reload' ? url : ${kept});`;
    const { create } = await copy_of_shim({}, { 'load.js': load });
    const network = await create();
    assert.deepEqual([network.build, network.note, network.fingerprint()], ['simd', undefined, fingerprint]);
  },
);
