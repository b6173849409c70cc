/**
 * The npm package, as somebody gets it who installs it: in Node, in bundlers, in TypeScript, and its files in ONNX Runtime.
 * What only these tests need is in tests/package, with a lock of its own. `make test` installs it; where it is missing they
 * are left out.
 */
import './packaged/bundlers.js';
import './packaged/typescript.js';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { read_mnist } from '../data/mnist_files.mjs';
import { ATTRIBUTES } from '../web/element/attributes.js';
import { custom_elements, declarations } from '../web/element/build/description.mjs';
import { to_onnx, to_safetensors } from '../web/network/files/models.js';
import { create_network } from '../web/network/network.js';
import { TRAINING } from './bits.js';
import { BOUND, files, home, need, PROGRAM, project, RESULT, run, tarball, tools } from './packaged/home.js';
import { as_floats, assert_within, magnitude } from './support.js';

const KB = 1000;
const MOST_FILES = 25;
/** Sizes packed, bytes, at most. */
const MOST = { tarball: 301 * KB, module: 16.5 * KB, shim: 22 * KB, element: 117 * KB };

/* ---- what is in it ---- */

test('the package has few files, no tests and no C, and is small', BOUND, async (t) => {
  const { length } = await readFile(tarball);
  t.diagnostic(`${files.length} files, ${length} bytes`);
  assert.ok(files.length <= MOST_FILES, files.join('\n'));
  assert.ok(length <= MOST.tarball, `${length} bytes`);
  assert.ok(files.every((name) => !/test|\.[ch]$|\.mjs$/.test(name)));
  for (const name of ['README.md', 'LICENSE', 'package.json'])
    assert.ok(files.includes(`package/${name}`), name);
});

test('the shim and the SIMD module have the size that is promised', BOUND, async (t) => {
  const packed = async (/** @type {string} */ name) =>
    gzipSync(await readFile(join(home, 'node_modules/glassnet', name)), { level: 9 }).length;
  const sizes = { shim: await packed('network.js'), simd: await packed('simd.js') };
  const module = await packed('network.simd.wasm');
  t.diagnostic(`shim ${sizes.shim}, SIMD as a script ${sizes.simd}, SIMD alone ${module} bytes`);
  assert.ok(module <= MOST.module, `the module: ${module} bytes`);
  assert.ok(sizes.shim + sizes.simd <= MOST.shim, `shim with SIMD: ${sizes.shim + sizes.simd} bytes`);
});

test('the element in a bundle has the size that is promised', BOUND, async (t) => {
  const to = join(home, 'out/size');
  await writeFile(join(home, 'element_only.js'), "import 'glassnet/element';");
  await esbuild({
    entryPoints: [join(home, 'element_only.js')],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    outdir: to,
  });
  const names = (await readdir(to)).filter((name) => !/^(scalar|main_thread)/.test(name)); // loaded where they are needed
  const sizes = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(join(to, name)), { level: 9 }).length),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${names.join(', ')}: ${sizes.join(' + ')} = ${all} bytes`);
  assert.ok(all <= MOST.element, `${all} bytes`);
});

test('publint and attw find nothing', BOUND, async () => {
  const folder = join(home, 'node_modules/glassnet');
  const bin = (/** @type {string} */ name) => join(tools, 'node_modules/.bin', name);
  const { stdout } = await run(bin('publint'), [folder, '--strict', '--pack', 'false']);
  assert.match(stdout, /All good!/);
  await run(bin('attw'), [
    tarball,
    '--profile',
    'esm-only',
    '--exclude-entrypoints',
    './network.simd.wasm',
    './network.scalar.wasm',
    './glassnet.js', // a script for pages, which exports nothing
  ]);
});

/* ---- Node ---- */
/** The versions of Node with which it has to work. @type {Record<string, string>} */
const NODES = {
  [process.versions.node]: process.execPath,
  22: join(tools, 'node_modules/node-22/bin/node'),
  24: join(tools, 'node_modules/node-24/bin/node'),
};

/** @param {string} node */
const missing = (node) => !existsSync(node) && 'there is none for this machine in tests/package';

for (const [version, node] of Object.entries(NODES))
  test(
    `Node ${version} trains with it, by import and by require`,
    { ...BOUND, skip: BOUND.skip || missing(node) },
    async () => {
      const by_import = `import { create_network } from 'glassnet'; import * as models from 'glassnet/models';
    ${PROGRAM} console.log(result);`;
      await writeFile(join(home, 'by_import.js'), by_import);
      assert.equal((await run(node, ['by_import.js'], { cwd: home })).stdout.trim(), RESULT);
      const by_require = `const { create_network } = require('glassnet'); const models = require('glassnet/models');
    (async () => { ${PROGRAM} console.log(result); })();`;
      await writeFile(join(home, 'by_require.cjs'), by_require);
      assert.equal((await run(node, ['by_require.cjs'], { cwd: home })).stdout.trim(), RESULT);
      const element = `import { GlassNet } from 'glassnet/element'; console.log(GlassNet.name, GlassNet.observedAttributes.includes('show'));`;
      await writeFile(join(home, 'element.js'), element);
      assert.match((await run(node, ['element.js'], { cwd: home })).stdout, /^\S+ true\n$/);
    },
  );

test('only the module that is needed is loaded, and both agree', BOUND, async () => {
  const program = `import { create_network } from 'glassnet';
    for (const build of ['simd', 'scalar']) {
      const network = await create_network({ build });
      console.log(network.build, network.fingerprint());
    }`;
  await writeFile(join(home, 'builds.js'), program);
  const lines = (await run(process.execPath, ['builds.js'], { cwd: home })).stdout.trim().split('\n');
  const [simd, scalar] = lines.map((line) => line.split(' '));
  assert.deepEqual([simd[0], scalar[0], simd[1]], ['simd', 'scalar', scalar[1]]);
  const text = await readFile(join(home, 'node_modules/glassnet/network.js'), 'utf8');
  assert.doesNotMatch(text, /node:|import\.meta/);
});

/* ---- what is said of the element ---- */

test('declarations and custom-elements.json have all that the element has', BOUND, async () => {
  const { GlassNet } = await import(join(home, 'node_modules/glassnet/element.js'));
  const [{ declarations: [element] }] = /** @type {any} */ (custom_elements('1.0.0')).modules; // prettier-ignore
  const named = (/** @type {{ name: string }[]} */ rows) => rows.map(({ name }) => name).sort();
  assert.deepEqual(named(element.attributes), named(ATTRIBUTES));
  const own = Object.getOwnPropertyNames(GlassNet.prototype).filter((name) => name !== 'constructor');
  assert.deepEqual(named(element.members), [...own, 'ready'].sort());
  const types = declarations();
  for (const name of named([...element.members, ...element.events]))
    assert.match(types, new RegExp(`\\b${name}\\b`), name);
});

/* ---- ONNX Runtime ---- */

/** @param {import('./networks.js').Network} network MNIST's, or handwriting where there is no MNIST */
async function examples(network) {
  const mnist = await read_mnist().catch(() => undefined);
  const train = mnist
    ? network.load(mnist.train.images, mnist.train.labels)
    : network.digits(network.seed, TRAINING.digits);
  const test_images =
    mnist?.test.images ?? /** @type {Uint8Array} */ (network.digits(1, 1000, 'test').images());
  return { what: mnist ? 'MNIST' : 'handwriting', train, images: test_images.subarray(0, 1000 * 784) };
}

for (const units of [1, 10, 128])
  test(`ONNX Runtime computes the same probabilities: ${units} hidden units`, BOUND, async (t) => {
    const ort = need('onnxruntime-web');
    ort.env.wasm.numThreads = 1;
    const network = await create_network({ hidden: units, seed: 1 });
    const { what, train, images } = await examples(network);
    network.train(train, { batch_size: 32, learning_rate: 0.1, steps: 500 });
    const session = await ort.InferenceSession.create(to_onnx(network.parameters()));
    const pixels = new ort.Tensor('float32', as_floats(images), [1000, 784]);
    const { probabilities } = await session.run({ pixels });
    const expected = network.predict(images);
    assert.deepEqual(probabilities.dims, [1000, 10]);
    const error = magnitude(expected.map((p, i) => p - probabilities.data[i]));
    assert_within(error, 1e-5, 'probabilities');
    t.diagnostic(`${what}: largest difference ${error}`);
    await session.release();
  });

/* ---- PyTorch ---- */

const has_torch = spawnSync('python3', ['-c', 'import torch, safetensors.torch']).status === 0;
const no_torch = !has_torch && 'there is no PyTorch with safetensors here';

test(
  'README’s lines load a saved network into PyTorch, and train on',
  { ...BOUND, skip: no_torch },
  async (t) => {
    const readme = await readFile(join(project, 'README.md'), 'utf8');
    const [, lines] = /```python\n([^]*?)```/.exec(readme) ?? assert.fail('README has no lines of Python');
    const folder = await mkdtemp(join(tmpdir(), 'glassnet-torch-'));
    t.after(() => rm(folder, { recursive: true }));
    const network = await create_network({ hidden: 10, seed: 1 });
    const digits = network.digits(1, 100);
    network.train(digits, { steps: 50, batch_size: 10, learning_rate: 0.1 });
    await writeFile(join(folder, 'glassnet.safetensors'), to_safetensors(network.parameters()));
    const [images, labels] = [/** @type {Uint8Array} */ (digits.images()), digits.labels()];
    await writeFile(join(folder, 'images'), images);
    await writeFile(join(folder, 'labels'), labels);
    const program = `import json, torch
images = torch.frombuffer(bytearray(open('images', 'rb').read()), dtype=torch.uint8).reshape(-1, 784) / 255
labels = torch.frombuffer(bytearray(open('labels', 'rb').read()), dtype=torch.uint8).long()
${lines}
print(json.dumps({name: value.grad.flatten().tolist() for name, value in w.items()}))`;
    const { stdout } = await run('python3', ['-c', program], { cwd: folder, maxBuffer: 1e7 });
    const expected = network.gradients(images, labels);
    for (const [name, gradient] of Object.entries(JSON.parse(stdout))) {
      const own = expected[/** @type {'Wh' | 'bh' | 'Wo' | 'bo'} */ (name)];
      const error = Math.max(...own.map((value, i) => Math.abs(value - gradient[i])));
      assert_within(error, 1e-5 * magnitude(own), name);
    }
  },
);
