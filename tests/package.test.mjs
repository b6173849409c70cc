/**
 * The npm package, as somebody gets it who installs it: in Node, in bundlers, in TypeScript, and its files in ONNX Runtime.
 * What only these tests need is in tests/package, with a lock of its own. `make test` installs it; where it is missing they
 * are left out.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { chromium } from 'playwright-core';
import { read_mnist } from '../data/mnist_files.mjs';
import { KINDS } from '../web/builder/snippets.js';
import { ATTRIBUTES } from '../web/element/attributes.js';
import { custom_elements, declarations } from '../web/element/build/description.mjs';
import { FIGURE_NAMES } from '../web/element/figure_names.js';
import { to_onnx, to_safetensors } from '../web/network/files/models.js';
import { create_network } from '../web/network/network.js';
import { NETWORKS, TRAINING } from './bits.js';
import { chromium_options } from './browser.js';
import { choices } from './builder/choices.js';
import { as_floats, assert_within, magnitude } from './support.js';

const BOUND = { timeout: 120_000 };
const project = fileURLToPath(new URL('..', import.meta.url));
const tools = fileURLToPath(new URL('package/', import.meta.url));
const need = createRequire(join(tools, 'package.json'));
const run = promisify(execFile);

const KB = 1000;
const MOST_FILES = 25;
/** Sizes packed, bytes, at most. */
const MOST = { tarball: 301 * KB, module: 16.5 * KB, shim: 22 * KB, element: 117 * KB };
const [{ hidden, fingerprint }] = NETWORKS;

/** @param {string} folder @param {string[]} packages installed with what npm has already, where that is enough */
const npm_install = (folder, packages) =>
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { cwd: folder });

const skip =
  !existsSync(join(tools, 'node_modules/.package-lock.json')) &&
  'the packages of tests/package are not installed: `make test` does it';

/** An empty project that has the package. */
let home = '';
/** @type {string[]} the files of the package */
let files = [];
let tarball = '';
before(async () => {
  if (skip) return;
  await run('make', ['--no-print-directory', 'package'], { cwd: project });
  const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  tarball = join(project, `build/glassnet-${version}.tgz`);
  files = (await run('tar', ['-tzf', tarball])).stdout.trim().split('\n');
  home = await mkdtemp(join(tmpdir(), 'glassnet-package-'));
  await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  await npm_install(home, [tarball]);
});
after(() => rm(home, { recursive: true, force: true }));

/* ---- what is in it ---- */

test('the package has few files, no tests and no C, and is small', { ...BOUND, skip }, async (t) => {
  const { length } = await readFile(tarball);
  t.diagnostic(`${files.length} files, ${length} bytes`);
  assert.ok(files.length <= MOST_FILES, files.join('\n'));
  assert.ok(length <= MOST.tarball, `${length} bytes`);
  assert.ok(files.every((name) => !/test|\.[ch]$|\.mjs$/.test(name)));
  for (const name of ['README.md', 'LICENSE', 'package.json'])
    assert.ok(files.includes(`package/${name}`), name);
});

test('the shim and the SIMD module have the size that is promised', { ...BOUND, skip }, async (t) => {
  const packed = async (/** @type {string} */ name) =>
    gzipSync(await readFile(join(home, 'node_modules/glassnet', name)), { level: 9 }).length;
  const sizes = { shim: await packed('network.js'), simd: await packed('simd.js') };
  const module = await packed('network.simd.wasm');
  t.diagnostic(`shim ${sizes.shim}, SIMD as a script ${sizes.simd}, SIMD alone ${module} bytes`);
  assert.ok(module <= MOST.module, `the module: ${module} bytes`);
  assert.ok(sizes.shim + sizes.simd <= MOST.shim, `shim with SIMD: ${sizes.shim + sizes.simd} bytes`);
});

test('the element in a bundle has the size that is promised', { ...BOUND, skip }, async (t) => {
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

test('publint and attw find nothing', { ...BOUND, skip }, async () => {
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

/** Trains as tests/bits.json says and prints the fingerprint; `create_network` and `models` are there. */
const PROGRAM = `
  const network = await create_network({ hidden: ${hidden}, seed: ${TRAINING.seed} });
  network.train(network.digits(${TRAINING.seed}, ${TRAINING.digits}), ${JSON.stringify(TRAINING)});
  const model = models.from_safetensors(models.to_safetensors(network.parameters()));
  const result = [network.fingerprint(), model.fingerprint, models.to_onnx(model.parameters).length > 1000].join(' ');`;
const RESULT = `${fingerprint} ${fingerprint} true`;

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
    { ...BOUND, skip: skip || missing(node) },
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

test('only the module that is needed is loaded, and both agree', { ...BOUND, skip }, async () => {
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

/* ---- bundlers ---- */

/** The shim trains, and so does a tag: both take the same step. */
const PAGE_SOURCE = `import { create_network } from 'glassnet'; import * as models from 'glassnet/models';
  import { GlassNet } from 'glassnet/element';
  (async () => {
    ${PROGRAM}
    const tag = new GlassNet();
    tag.seed = 5;
    tag.show = 'loss controls';
    document.body.append(tag);
    await tag.ready;
    await tag.step();
    const other = await create_network({ hidden: tag.hiddenUnits, seed: tag.seed });
    other.train(other.digits(tag.seed, 10000), { batch_size: tag.batchSize, learning_rate: tag.learningRate, steps: 1 });
    const is_same = (await tag.fingerprint()) === other.fingerprint();
    document.title = [result, tag.build, tag.thread, tag.steps, is_same].join(' ');
  })().catch((error) => (document.title = 'failed: ' + error));`;
const ON_PAGE = `${RESULT} simd worker 1 true`;

/** How each bundler builds `page.js` of a project into its folder `out`. @type {Record<string, (from: string, to: string) => Promise<unknown>>} */
const BUNDLERS = {
  esbuild: (from, to) =>
    esbuild({
      entryPoints: [join(from, 'page.js')],
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: to,
      logLevel: 'error',
    }),
  rollup: async (from, to) => {
    const { rollup } = need('rollup');
    const { nodeResolve } = need('@rollup/plugin-node-resolve'); // from names to files, which Rollup leaves to others
    const bundle = await rollup({ input: join(from, 'page.js'), plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: to, format: 'es' });
  },
  webpack: (from, to) =>
    promisify(need('webpack'))({
      mode: 'production',
      context: from,
      entry: './page.js',
      output: { path: to, filename: 'page.js', publicPath: 'auto' },
    }).then((/** @type {any} */ stats) => assert.ok(!stats.hasErrors(), stats.toString())),
  vite: async (from, to) => {
    const { build } = await import(need.resolve('vite'));
    const output = { entryFileNames: 'page.js' };
    await build({
      root: from,
      base: './',
      logLevel: 'error',
      build: { outDir: to, emptyOutDir: false, rollupOptions: { input: join(from, 'page.js'), output } },
    });
  },
};

const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.wasm': 'application/wasm' };

/** Serves a folder as /sub/folder/. @param {string} folder */
async function serve(folder) {
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').replace('/sub/folder/', '');
    const type = /** @type {Record<string, string>} */ (TYPES)[extname(name)] ?? 'text/plain';
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, { 'content-type': type }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/sub/folder/`, close: () => server.close() };
}

/** @type {Promise<import('playwright-core').Browser> | undefined} */
let browser;
after(async () => (await browser)?.close());

/** Opens a page and waits for its title. @param {string} url */
async function title_of(url) {
  browser ??= chromium.launch(chromium_options());
  const page = await (await browser).newPage();
  await page.goto(url);
  await page.waitForFunction(() => document.title !== '', undefined, { timeout: 60_000 });
  const title = await page.title();
  await page.close();
  return title;
}

const PAGE = '<!doctype html><body><script type="module" src="page.js"></script>';

for (const [name, bundle] of Object.entries(BUNDLERS))
  test(`a page that ${name} has built trains, in a sub-folder`, { ...BOUND, skip }, async (t) => {
    const to = join(home, 'out', name);
    await mkdir(to, { recursive: true });
    await writeFile(join(home, 'page.js'), PAGE_SOURCE);
    await bundle(home, to);
    await writeFile(join(to, 'page.html'), PAGE);
    const site = await serve(to);
    t.after(() => site.close());
    assert.equal(await title_of(`${site.url}page.html`), ON_PAGE);
  });

test('a page of Vite’s dev server trains, in a sub-folder', { ...BOUND, skip }, async (t) => {
  const { createServer: create_dev_server } = await import(need.resolve('vite'));
  await writeFile(join(home, 'page.js'), PAGE_SOURCE);
  await writeFile(join(home, 'page.html'), PAGE);
  const server = await create_dev_server({
    root: home,
    base: '/sub/folder/',
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0 },
  });
  t.after(() => server.close());
  await server.listen();
  const { port } = server.httpServer.address();
  assert.equal(await title_of(`http://127.0.0.1:${port}/sub/folder/page.html`), ON_PAGE);
});

test('README’s lines for Node, and for a page, do what they say', { ...BOUND, skip }, async (t) => {
  const readme = await readFile(join(project, 'README.md'), 'utf8');
  const [in_node, in_page] = [...readme.matchAll(/```js\n([^]*?)```/g)]
    .map(([, lines]) => lines)
    .filter((lines) => lines.includes("'glassnet"));
  await writeFile(join(home, 'readme.js'), in_node);
  const accuracy = Number((await run(process.execPath, ['readme.js'], { cwd: home })).stdout);
  assert.ok(accuracy > 0.8, `${accuracy}`);
  assert.ok((await readFile(join(home, 'glassnet.onnx'))).length > 30_000);
  const to = join(home, 'out/readme');
  const told = `net.addEventListener('step', () => (document.title = [net.hiddenUnits, net.state].join(' ')));`;
  await writeFile(join(home, 'page.js'), `${in_page}${told}`);
  await BUNDLERS.esbuild(home, to);
  await writeFile(join(to, 'page.html'), PAGE);
  const site = await serve(to);
  t.after(() => site.close());
  assert.equal(await title_of(`${site.url}page.html`), '16 playing');
});

for (const [name, bundle] of Object.entries(BUNDLERS))
  test(`${name} bundles one import of web/network.js without a setting`, { ...BOUND, skip }, async (t) => {
    const from = await mkdtemp(join(tmpdir(), 'glassnet-shim-'));
    const to = join(from, 'out');
    t.after(() => rm(from, { recursive: true }));
    await mkdir(to);
    const shim = join(project, 'web/network.js');
    await writeFile(join(from, 'package.json'), '{ "private": true, "type": "module" }');
    await writeFile(
      join(from, 'page.js'),
      `import { create_network } from ${JSON.stringify(shim)};
      create_network({ hidden: 10, seed: 1, wasm: new URL('network.simd.wasm', location.href) }).then(
        (network) => (document.title = network.fingerprint()),
        (error) => (document.title = 'failed: ' + error),
      );`,
    );
    await bundle(from, to);
    await copyFile(join(project, 'web/network/network.simd.wasm'), join(to, 'network.simd.wasm'));
    await writeFile(join(to, 'page.html'), '<!doctype html><script type="module" src="page.js"></script>');
    const site = await serve(to);
    t.after(() => site.close());
    const network = await create_network({ hidden: 10, seed: 1 });
    assert.equal(await title_of(`${site.url}page.html`), network.fingerprint());
  });

test(
  'what the builder offers for Node and for bundlers trains with the settings on screen',
  { ...BOUND, skip },
  async (t) => {
    const written = (/** @type {string} */ kind, /** @type {string[]} */ show) =>
      KINDS.find(({ name }) => name === kind)?.write({ ...choices('https://some.site/'), show }) ?? '';
    await writeFile(
      join(home, 'offered.js'),
      `${written('node', [])}\nconsole.log(network.hidden, network.seed, network.steps);`,
    );
    const { stdout } = await run(process.execPath, ['offered.js'], { cwd: home });
    assert.match(stdout, /^0\.\d+\n12 5 1000\n$/);
    const from = join(home, 'offered');
    const to = join(from, 'out');
    await mkdir(from);
    for (const name of FIGURE_NAMES)
      await writeFile(join(from, `${name}.js`), `${written('bundler', [name])}\nexport { net };`);
    await writeFile(
      join(from, 'page.js'),
      `${FIGURE_NAMES.map((name, i) => `import { net as net_${i} } from './${name}.js';`).join('\n')}
    const found = [];
    (async () => {
      for (const net of [${FIGURE_NAMES.map((_, i) => `net_${i}`)}]) {
        net.scrollIntoView();
        while (!(net.steps > 0)) await new Promise((look_again) => setTimeout(look_again, 20));
        const { hiddenUnits, seed, learningRate, batchSize, theme, steps, show } = net;
        found.push([show, hiddenUnits, seed, learningRate, batchSize, theme, steps > 0].join(' '));
      }
      document.title = found.join();
    })().catch((error) => (document.title = 'failed: ' + error));`,
    );
    await BUNDLERS.esbuild(from, to);
    await writeFile(join(to, 'page.html'), PAGE);
    const site = await serve(to);
    t.after(() => site.close());
    const expected = FIGURE_NAMES.map((name) => `${name} 12 5 0.2 16 dark true`);
    assert.equal(await title_of(`${site.url}page.html`), expected.join());
  },
);

/* ---- TypeScript ---- */

const TYPED = `
  import { create_network, Network, type Parameters } from 'glassnet';
  import { from_safetensors, to_onnx, to_safetensors } from 'glassnet/models';
  const network: Network = await create_network({ hidden: 10, seed: 1, build: 'simd' });
  const digits = network.digits(1, 100, 'train');
  const losses: Float32Array = network.train(digits, { batch_size: 8, learning_rate: 0.1, steps: 3 });
  digits.go_to(digits.epoch, digits.position);
  const images: Uint8Array | Float32Array = digits.images();
  const labels: Uint8Array = digits.labels();
  const { loss, accuracy, confusion } = network.evaluate(images, labels);
  const why = network.explain(network.rasterise([[[0, 0], [1, 2]]]));
  const template: Float32Array = why.template;
  const { dZo } = network.errors(images, labels);
  const { Zh, Ao } = network.activations(images);
  const parameters: Parameters = network.parameters();
  network.set_parameters(network.gradients(images, labels));
  const bytes: Uint8Array = to_safetensors(parameters, {
    seed: 1, data: 'digits', epoch: 0, position: 24, steps: 3,
    stretches: [{ step: 0, learning_rate: 0.1, batch_size: 8 }],
  });
  const model = from_safetensors(bytes, 'mine');
  const onnx: Uint8Array = to_onnx(model.parameters, model.run);
  const numbers: number[] = [losses[0], loss, accuracy, confusion[0], template[0], dZo[0], Zh[0], Ao[0], onnx[0]];
  const text: string = network.fingerprint() + model.fingerprint + numbers + network.steps + network.build;
  console.log(text, network.predict(images), network.train_step(images, labels, 0.1), network.write_digit(1, 2).label);
  digits.append(images, labels);
  digits.free();
  network.free();
  // @ts-expect-error a misspelt option
  await create_network({ hiden: 10 });
`;

const TYPED_ELEMENT = `
  import { GlassNet, type FigureName, type GlassNetEventMap } from 'glassnet/element';
  const made: GlassNet = document.createElement('glass-net');
  const found: GlassNet | null = document.querySelector('glass-net');
  const figures: FigureName[] = made.show;
  made.show = 'weights controls';
  made.show = [...figures, 'files'];
  made.hiddenUnits = 10;
  made.theme = 'dark';
  made.dataAddress = undefined;
  made.addEventListener('epoch', ({ detail }) => console.log(detail.epoch + detail.accuracy));
  made.addEventListener('click', (event) => console.log(event.clientX));
  const heard = ({ detail: { loss } }: GlassNetEventMap['step']) => console.log(loss);
  made.addEventListener('step', heard);
  made.removeEventListener('step', heard);
  await made.ready;
  await made.play();
  const shown: Float32Array = await made.predict(new Uint8Array(784));
  const { Zh: hidden_inputs } = await made.activations(new Uint8Array(784));
  const saved: Blob = await made.save('onnx');
  await found?.open(saved);
  console.log(GlassNet.version, shown[0], hidden_inputs[0], made.accuracy, made.state === 'playing');
  // @ts-expect-error a theme that there is not
  made.theme = 'sepia';
  // @ts-expect-error a figure that there is not
  made.show = ['curve'];
`;

/** What comes with each of two imports: of the package, and of web/network.js. @type {Record<string, (text: string) => string>} */
const IMPORTS = {
  'the package': (text) => text + TYPED_ELEMENT,
  'web/network.js': (text) =>
    text
      .replace("'glassnet'", JSON.stringify(join(project, 'web/network.js')))
      .replace("'glassnet/models'", JSON.stringify(join(project, 'web/network/types/files/models.js'))),
};

for (const [version, compiler] of [
  ['newest', join(project, 'node_modules/.bin/tsc')],
  ['5.6', join(tools, 'node_modules/typescript-5.6/bin/tsc')],
])
  for (const [what, imported] of Object.entries(IMPORTS))
    test(
      `a strict TypeScript file that uses every export of ${what} compiles: ${version}`,
      { ...BOUND, skip },
      async () => {
        await writeFile(join(home, 'typed.ts'), imported(TYPED));
        const settings = {
          strict: true,
          target: 'es2022',
          module: 'nodenext',
          moduleResolution: 'nodenext',
          noEmit: true,
        };
        const compilerOptions = { ...settings, lib: ['es2023', 'dom'], types: [] };
        await writeFile(
          join(home, 'tsconfig.json'),
          JSON.stringify({ compilerOptions, files: ['typed.ts'] }),
        );
        const { stdout } = await run(process.execPath, [compiler, '-p', home]).catch((error) => error);
        assert.equal(stdout, '');
      },
    );

/* ---- what is said of the element ---- */

test('declarations and custom-elements.json have all that the element has', { ...BOUND, skip }, async () => {
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
  test(
    `ONNX Runtime computes the same probabilities: ${units} hidden units`,
    { ...BOUND, skip },
    async (t) => {
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
    },
  );

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
