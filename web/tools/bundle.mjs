// Bundles what the site runs: `node web/tools/bundle.mjs build/site`; with --source-maps it is not minified, and the maps lie
// beside it. The rooms of web/ end where the bundles begin: the site has page, worker and shim each in one file, side by side.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { digest } from './digest.mjs';
import { smallest } from './smallest.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const has_maps = process.argv.includes('--source-maps');

/** Scripts of the site that others load by name, so that each is loaded once. @type {Record<string, string>} */
const LOADED_BY_NAME = {
  'link/early.js': './early.js', // runs before the page's own script, which takes its thread over
  'link/main_thread.js': './main_thread.js', // fetched where no worker can be had
  'page/incoming.js': './incoming.js', // fetched when the visitor brings files
  'network/files/models.js': './models.js', // fetched when a network is written, or one of an earlier visit is read
  '../data/strokes.js': './strokes.js', // fetched when the reader comes near the digit that is followed
  'mathematics/section.js': './mathematics/section.js', // fetched when the reader comes near
  'page/pictures.js': './pictures.js', // fetched when the visitor wants to save pictures
  'page/when.js': './when.js', // fetched when the visitor comes to the slider under the curves
  'figures/why.js': './why.js', // fetched when the reader comes near, or asks
  'builder/builder.js': './builder.js', // fetched when somebody wants to embed what is on the page
  'training/examples.js': './examples.js', // fetched by the worker when the data are not its own handwriting
  'training/command_check.js': './command_check.js', // fetched by the worker after its first steps
  'training/on_demand.js': './on_demand.js', // fetched by the worker when some question needs it
  'training/soon.js': './soon.js', // fetched by the worker after its first steps
};

/** @type {import('esbuild').Plugin} */
const load_by_name = {
  name: 'load by name',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.js$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === load_by_name) return undefined;
      const found = await esbuild.resolve(path, { kind, resolveDir, pluginData: load_by_name });
      const name = LOADED_BY_NAME[relative(web, found.path)];
      return name ? { path: name, external: true } : undefined;
    });
  },
};

/** @satisfies {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  define: { 'globalThis.GLASSNET_BUILD': JSON.stringify(digest()) },
  external: ['node:*'],
  logLevel: 'warning',
  write: false,
};

/** The whole script of the worker, which takes what lies in `folder` from there. @returns {Promise<string>} */
async function text_of_worker() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: ['link/worker.js'],
    define: { ...COMMON.define, 'import.meta.url': 'folder' },
    plugins: [load_by_name],
  });
  const code = await smallest(outputFiles[0].text, true);
  const text = code.replace(/\bimport\("\.\/([\w.]+)"\)/g, 'import(folder+"$1")');
  if (/\b(import|from)\b\s*\(?\s*["'`]\./.test(text))
    throw new Error('The worker imports something by a path, but a blob lies in no folder.');
  return text;
}

/** @type {import('esbuild').Plugin} */
const worker_as_text = {
  name: 'worker as text',
  setup(esbuild) {
    const path = join(web, 'link/worker_text_of_site.js');
    esbuild.onResolve({ filter: /\/worker_text\.js$/ }, () => ({ path }));
  },
};

const folder = resolve(process.argv[2]);
const { outputFiles } = await build({
  ...COMMON,
  minify: !has_maps,
  entryPoints: [
    { in: 'link/early.js', out: 'early' },
    { in: 'page/page.js', out: 'page' },
    { in: 'link/main_thread.js', out: 'main_thread' },
    { in: 'training/examples.js', out: 'examples' },
    { in: 'training/on_demand.js', out: 'on_demand' },
    { in: 'training/command_check.js', out: 'command_check' },
    { in: 'training/soon.js', out: 'soon' },
    { in: 'page/incoming.js', out: 'incoming' },
    { in: 'network/network.js', out: 'network' },
    { in: 'network/files/models.js', out: 'models' },
    { in: '../data/strokes.js', out: 'strokes' },
    { in: 'page/style.css', out: 'style' },
    { in: 'page/print.css', out: 'print' }, // fetched when the page is printed
    { in: 'builder/builder.js', out: 'builder' },
    { in: 'builder/builder.css', out: 'builder' },
    { in: 'page/when.js', out: 'when' },
    { in: 'page/pictures.js', out: 'pictures' },
    { in: 'figures/why.js', out: 'why' },
    { in: 'figures/why.css', out: 'why' },
    { in: 'mathematics/section.js', out: 'mathematics/section' },
    { in: 'mathematics/section.css', out: 'mathematics/section' },
    { in: 'machine_room/worker.js', out: 'mathematics/worker' },
  ],
  outdir: folder,
  sourcemap: has_maps && 'external',
  plugins: [load_by_name, worker_as_text],
});
for (const { path, text } of outputFiles) {
  await mkdir(dirname(path), { recursive: true });
  const is_done = has_maps || !path.endsWith('.js');
  await writeFile(path, is_done ? text : await smallest(text, true));
}
await writeFile(join(folder, 'worker.txt'), await text_of_worker());
