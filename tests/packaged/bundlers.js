/** The npm package, and web/network.js, in pages that bundlers have built. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { chromium } from 'playwright-core';
import { KINDS } from '../../web/builder/snippets.js';
import { FIGURE_NAMES } from '../../web/element/figure_names.js';
import { create_network } from '../../web/network/network.js';
import { chromium_options } from '../browser.js';
import { choices } from '../builder/choices.js';
import { BOUND, home, need, PROGRAM, project, RESULT, run } from './home.js';

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
  test(`a page that ${name} has built trains, in a sub-folder`, BOUND, async (t) => {
    const to = join(home, 'out', name);
    await mkdir(to, { recursive: true });
    await writeFile(join(home, 'page.js'), PAGE_SOURCE);
    await bundle(home, to);
    await writeFile(join(to, 'page.html'), PAGE);
    const site = await serve(to);
    t.after(() => site.close());
    assert.equal(await title_of(`${site.url}page.html`), ON_PAGE);
  });

test('a page of Vite’s dev server trains, in a sub-folder', BOUND, async (t) => {
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

test('README’s lines for Node, and for a page, do what they say', BOUND, async (t) => {
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
  test(`${name} bundles one import of web/network.js without a setting`, BOUND, async (t) => {
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
  BOUND,
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
