/** The shim's edges: bad input of every kind, the choice of the build, engines without SIMD or WebAssembly. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { create_network } from '../web/network/network.js';
import { BAD_CALLS, BAD_OPTIONS, images, labels, train_options } from './bad_input.js';
import { BUILDS } from './support.js';
import { new_folder } from './surroundings.js';

const BOUND = { timeout: 30_000 };
const run = promisify(execFile);
const WEB = new URL('../web/network/', import.meta.url);

/** @typedef {Awaited<ReturnType<typeof create_network>>} Network */
/** @typedef {ReturnType<Network['load']>} DataSet */

/** For assert.throws. @param {string} kind @param {RegExp[]} says */
function error_that_says(kind, says) {
  return (/** @type {Error} */ error) => {
    assert.equal(error.name, kind, error.message);
    for (const pattern of says) assert.match(error.message, pattern);
    return true;
  };
}

/** @param {Network} network @param {DataSet} data_set */
function state_of(network, data_set) {
  return {
    fingerprint: network.fingerprint(),
    steps: network.steps,
    size: data_set.size,
    images: data_set.images(),
    labels: data_set.labels(),
    place: [data_set.epoch, data_set.position],
  };
}

for (const build of BUILDS) {
  test(`bad input throws, says what was wrong and changes nothing: ${build}`, BOUND, async (t) => {
    const network = await create_network({ hidden: 10, seed: 1, build });
    const data_set = network.load(images, labels);
    network.train(data_set, train_options);
    const before = state_of(network, data_set);
    for (const { what, kind, says, call } of BAD_CALLS) {
      await t.test(what, () => {
        assert.throws(() => call(network, data_set), error_that_says(kind, says));
        assert.deepEqual(state_of(network, data_set), before);
      });
    }
    const twin = await create_network({ hidden: 10, seed: 1, build });
    const twin_set = twin.load(images, labels);
    twin.train(twin_set, train_options);
    network.train(data_set, { ...train_options, steps: 9 });
    twin.train(twin_set, { ...train_options, steps: 9 });
    assert.equal(network.fingerprint(), twin.fingerprint(), 'the epoch goes on as if nothing had happened');
  });
}

test('bad options of create_network are refused, and the error says what was wrong', BOUND, async (t) => {
  for (const { what, kind, says, call } of BAD_OPTIONS)
    await t.test(what, () =>
      assert.rejects(
        /** @type {Promise<unknown>} */ (call(create_network, undefined)),
        error_that_says(kind, says),
      ),
    );
});

test('a network without options has 10 hidden units', BOUND, async () => {
  const network = await create_network();
  assert.equal(network.hidden, 10);
  assert.equal(network.steps, 0);
  assert.deepEqual((await create_network({ seed: network.seed })).parameters(), network.parameters());
});

test('every call after free() throws and says so', BOUND, async () => {
  for (const build of BUILDS) {
    const network = await create_network({ hidden: 10, seed: 1, build });
    const data_set = network.load(images, labels);
    const parameters = network.parameters();
    network.free();
    /** @type {(() => unknown)[]} */
    const calls = [
      () => network.train_step(images, labels, 0.1),
      () => network.predict(images),
      () => network.gradients(images, labels),
      () => network.activations(images),
      () => network.errors(images, labels),
      () => network.explain(images.subarray(0, 784)),
      () => network.parameters(),
      () => network.set_parameters(parameters),
      () => network.evaluate(images, labels),
      () => network.evaluate(data_set),
      () => network.load(images, labels),
      () => network.train(data_set, train_options),
      () => network.digits(1, 10, 'train'),
      () => network.rasterise([[[0, 0]]]),
      () => network.fingerprint(),
      () => data_set.images(),
      () => data_set.labels(),
      () => data_set.epoch,
      () => data_set.position,
      () => data_set.go_to(0, 0),
      () => data_set.append(images, labels),
    ];
    for (const call of calls) assert.throws(call, /free/, String(call));
  }
});

test('a data set throws after its free(), and the network goes on', BOUND, async () => {
  const network = await create_network({ hidden: 10 });
  const data_set = network.load(images, labels);
  const other = network.load(images, labels);
  const before = network.fingerprint();
  data_set.free();
  /** @type {(() => unknown)[]} */
  const calls = [
    () => data_set.images(),
    () => data_set.labels(),
    () => data_set.append(images, labels),
    () => network.train(data_set, train_options),
    () => network.evaluate(data_set),
  ];
  for (const call of calls) assert.throws(call, /free/, String(call));
  assert.equal(network.fingerprint(), before);
  assert.deepEqual(other.images(), images);
  network.train(other, train_options);
});

test("another network's data set is refused", BOUND, async () => {
  const [network, other] = await Promise.all([
    create_network({ hidden: 10 }),
    create_network({ hidden: 10 }),
  ]);
  const foreign = other.load(images, labels);
  const before = network.fingerprint();
  assert.throws(() => network.train(foreign, train_options), /data_set.*network/s);
  assert.throws(() => network.evaluate(foreign), /network/);
  assert.equal(network.fingerprint(), before);
});

test('the build is the one asked for, and SIMD if none is', BOUND, async () => {
  for (const build of BUILDS) assert.equal((await create_network({ hidden: 10, build })).build, build);
  assert.equal((await create_network({ hidden: 10 })).build, 'simd');
});

test('wasm may be given as bytes, module or address', BOUND, async () => {
  const expected = (await create_network({ hidden: 10, seed: 1 })).fingerprint();
  for (const build of BUILDS) {
    const address = new URL(`network.${build}.wasm`, WEB);
    const bytes = await readFile(address);
    const module = await WebAssembly.compile(bytes);
    for (const wasm of [address, address.href, bytes, new Uint8Array(bytes).buffer, module]) {
      const network = await create_network({ hidden: 10, seed: 1, build, wasm });
      assert.equal(network.fingerprint(), expected);
    }
    const [other] = BUILDS.filter((name) => name !== build);
    const message = `wasm must be the ${other} build, was the ${build} build`;
    await assert.rejects(create_network({ hidden: 10, build: other, wasm: bytes }), {
      name: 'TypeError',
      message,
    });
  }
});

test('wasm that is none, or is cut short, gives a clear error', BOUND, async (t) => {
  const bytes = await readFile(new URL('network.simd.wasm', WEB));
  await assert.rejects(create_network({ hidden: 10, wasm: bytes.subarray(0, 500) }), /wasm/i);
  await assert.rejects(create_network({ hidden: 10, wasm: new Uint8Array(0) }), /wasm/i);
  await assert.rejects(
    create_network({ hidden: 10, wasm: new URL('no_such_file.wasm', WEB) }),
    /no_such_file\.wasm/,
  );
  const path = join(await new_folder(t), 'short.wasm');
  await writeFile(path, bytes.subarray(0, 500));
  const message = 'short.wasm is damaged';
  await assert.rejects(create_network({ wasm: pathToFileURL(path) }), { name: 'ModuleError', message });
});

test('an empty data set is a data set, but neither trained nor evaluated on', BOUND, async () => {
  const network = await create_network({ hidden: 10 });
  for (const empty of [network.digits(1, 0, 'train'), network.load(new Uint8Array(0), new Uint8Array(0))]) {
    assert.deepEqual([empty.size, empty.images().length, empty.labels().length], [0, 0, 0]);
    assert.throws(() => network.train(empty, train_options), /data_set.*empty/);
    assert.throws(() => network.evaluate(empty), /data_set.*empty/);
    empty.append(images, labels);
    assert.equal(empty.size, 20);
    network.train(empty, train_options);
  }
});

test('0 steps of training are allowed and do nothing', BOUND, async () => {
  const network = await create_network({ hidden: 10 });
  const before = network.fingerprint();
  assert.equal(network.train(network.load(images, labels), { ...train_options, steps: 0 }).length, 0);
  assert.equal(network.fingerprint(), before);
});

test('a batch_size beyond the data set means all of it', BOUND, async () => {
  const network = await create_network({ hidden: 10 });
  const data_set = network.load(images, labels);
  const [loss] = network.train(data_set, { batch_size: 2 ** 32 - 1, learning_rate: 0, steps: 1 });
  assert.ok(Math.abs(loss - network.evaluate(data_set).loss) <= 1e-5);
});

test('a network that has diverged to NaN is sound again after set_parameters', BOUND, async () => {
  for (const build of BUILDS) {
    const network = await create_network({ hidden: 10, build });
    const [parameters, expected] = [network.parameters(), network.predict(images)];
    for (let i = 0; i < 20; i++) network.train_step(images, labels, 1e38);
    assert.ok(network.predict(images).some(Number.isNaN), 'the rate was meant to be ruinous');
    network.set_parameters(parameters);
    assert.deepEqual(network.predict(images), expected);
  }
});

// What explains an answer, and the errors of single samples, have taken 1 KB; the rest of the room is for what follows.
// The shim proves its modules by their hashes and exports, and finds a place in the order of training.
test('what the page transfers to its first step has at most 36 KB', BOUND, async (t) => {
  const names = ['index.html', 'early.js', 'worker.txt', 'network.simd.wasm'];
  const files = await Promise.all(
    names.map((name) => readFile(new URL(`../build/site/${name}`, import.meta.url))),
  );
  const sizes = files.map((bytes) => gzipSync(bytes, { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b);
  t.diagnostic(`${names.map((name, i) => `${name} ${sizes[i]}`).join(', ')}: ${sum} bytes gzip`);
  assert.ok(sum <= 36_000, `${sum} bytes gzip`);
});

test('modules of at most 28 KiB, 16.5 KB gzip, and a shim of at most 6.5 KB gzip', BOUND, async (t) => {
  for (const build of BUILDS) {
    const bytes = await readFile(new URL(`network.${build}.wasm`, WEB));
    const packed = gzipSync(bytes, { level: 9 }).length;
    t.diagnostic(`network.${build}.wasm: ${bytes.length} bytes, ${packed} gzip`);
    assert.ok(bytes.length <= 28 * 1024, `network.${build}.wasm has ${bytes.length} bytes`);
    assert.ok(packed <= 16_500, `network.${build}.wasm has ${packed} bytes gzip`);
  }
  const entryPoints = [fileURLToPath(new URL('network.js', WEB))];
  const options = { entryPoints, bundle: true, minify: true, write: false, external: ['node:*'] };
  const { outputFiles } = await bundle({ ...options, format: 'esm' });
  const { length } = gzipSync(/** @type {any} */ (outputFiles)[0].contents);
  t.diagnostic(`the shim, bundled: ${length} bytes gzip`);
  assert.ok(length <= 6500, `the shim has ${length} bytes`);
});

test('the modules need no imports', BOUND, async () => {
  for (const build of BUILDS) {
    const bytes = await readFile(new URL(`network.${build}.wasm`, WEB));
    assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(bytes)), []);
  }
});

/**
 * What a program that imports the shim prints, run by a Node of its own.
 * @param {string} program reads `create_network` @param {{ flags?: string[], shim?: URL }} [options]
 */
async function output_of(program, { flags = [], shim = new URL('network.js', WEB) } = {}) {
  const source = `const { create_network } = await import(${JSON.stringify(shim.href)});\n${program}`;
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '--eval', source], {
    timeout: 20_000,
  });
  return stdout.trim();
}

const REPORT_BUILD = `
  const network = await create_network({ hidden: 10, seed: 1 });
  console.log(network.build, network.fingerprint());`;

test('an engine without SIMD gets the scalar build, and the same bits', BOUND, async (t) => {
  const fingerprint = (await create_network({ hidden: 10, seed: 1 })).fingerprint();
  const flags = ['--no-enable-sse4-1', '--no-enable-avx'];
  const has_simd = await run(process.execPath, [...flags, '-p', `WebAssembly.validate(${SIMD_PROBE})`]);
  if (has_simd.stdout.trim() === 'true') {
    t.skip('on this processor nothing switches SIMD off');
    return;
  }
  assert.equal(await output_of(REPORT_BUILD, { flags }), `scalar ${fingerprint}`);
});

test('an engine without WebAssembly gets an error that says so', BOUND, async () => {
  const program = `
    delete globalThis.WebAssembly;
    await create_network({ hidden: 10, seed: 1 }).then(() => console.log('no error'), (error) => console.log(error.message));`;
  const message = await output_of(program);
  assert.match(message, /WebAssembly/);
  assert.doesNotMatch(message, /is not defined|undefined/);
});

test('free() gives the memory back, whoever still holds the network or its data sets', BOUND, async () => {
  const program = `
    const { instantiate } = WebAssembly;
    let memory;
    WebAssembly.instantiate = async (module) => {
      const instance = await instantiate(module);
      memory = instance.exports.memory;
      return instance;
    };
    async function hold_what_was_freed() {
      const network = await create_network({ hidden: 10 });
      const data_set = network.digits(1, 100);
      data_set.images();
      network.parameters();
      const buffer = new WeakRef(memory.buffer);
      memory = undefined;
      network.free();
      return { network, data_set, buffer };
    }
    const held = await hold_what_was_freed();
    for (let round = 0; round < 20 && held.buffer.deref(); round++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      globalThis.gc();
    }
    console.log(held.buffer.deref() ? 'kept' : 'given back');
    for (const use of [() => held.data_set.size, () => held.data_set.free(), () => held.network.fingerprint()])
      try {
        use();
      } catch (error) {
        console.log(error.name, error.message);
      }`;
  assert.deepEqual((await output_of(program, { flags: ['--expose-gc'] })).split('\n'), [
    'given back',
    'TypeError this data_set was freed with its network; load() another',
    'TypeError this data_set was freed with its network; load() another',
    'TypeError this network was freed; create_network() another',
  ]);
});

/** A module of one function, () → v128: i8x16.popcnt of i8x16.splat of 0. */
const SIMD_PROBE =
  'Uint8Array.of(0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,10,1,8,0,65,0,253,15,253,98,11)';

/** Instructions as they stand in the code, by what they are changed to: what a wrong engine might do. */
const SWAPS = {
  'f32x4.add to f32x4.sub': [0xe4, 0xe5],
  'f32x4.sub to f32x4.add': [0xe5, 0xe4],
  'f32x4.mul to f32x4.div': [0xe6, 0xe7],
  'f32x4.div to f32x4.mul': [0xe7, 0xe6],
};

/** @param {Buffer} code @param {number[]} swap the opcodes, from and to @returns {Buffer} the code with all of them changed */
function swapped(code, [from, to]) {
  const broken = Buffer.from(code);
  const instruction = Buffer.of(0xfd, from, 0x01);
  let at = broken.indexOf(instruction);
  assert.ok(at >= 0, 'no such instruction in the code');
  for (; at >= 0; at = broken.indexOf(instruction, at + 1)) broken[at + 1] = to;
  return broken;
}

test('a SIMD build that computes wrongly gives way to the scalar build', BOUND, async (t) => {
  const fingerprint = (await create_network({ hidden: 10, seed: 1 })).fingerprint();
  const sound = await readFile(new URL('network.simd.wasm', WEB));
  const folder = await mkdtemp(join(tmpdir(), 'shim-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of await readdir(WEB))
    if (/\.(js|wasm)$/.test(name)) await cp(new URL(name, WEB), join(folder, name));
  const shim = pathToFileURL(join(folder, 'network.js'));
  assert.equal(await output_of(REPORT_BUILD, { shim }), `simd ${fingerprint}`);
  for (const [what, swap] of Object.entries(SWAPS)) {
    await writeFile(join(folder, 'network.simd.wasm'), swapped(sound, swap));
    assert.equal(await output_of(REPORT_BUILD, { shim }), `scalar ${fingerprint}`, what);
  }
});

test('a module that computes wrongly is refused when it is the only one', BOUND, async () => {
  const sound = await readFile(new URL('network.simd.wasm', WEB));
  const wasm = swapped(sound, SWAPS['f32x4.add to f32x4.sub']);
  await assert.rejects(create_network({ hidden: 10, build: 'simd', wasm }), /wrong.*simd/);
});

test(
  'the losses of more steps than one call of the module takes are those of single steps',
  BOUND,
  async () => {
    const steps = 16384 + 3;
    const [whole, single] = await Promise.all([1, 2].map(() => create_network({ hidden: 1, seed: 3 })));
    const options = { batch_size: 1, learning_rate: 0.01 };
    const losses = whole.train(whole.digits(3, 5), { ...options, steps });
    const data_set = single.digits(3, 5);
    const expected = Array.from({ length: steps }, () => single.train(data_set, { ...options, steps: 1 })[0]);
    assert.deepEqual([...losses], expected);
  },
);
