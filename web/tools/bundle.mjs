// Bundles what the site runs: `node web/tools/bundle.mjs build/site`. The rooms of web/ end where the bundles begin: the
// site has page, worker and shim each in one file, side by side.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = fileURLToPath(new URL('..', import.meta.url));

/** Scripts of the site that others load by name, so that each is loaded once. @type {Record<string, string>} */
const LOADED_BY_NAME = {
  'link/early.js': './early.js', // runs before the page's own script, which takes its thread over
  'mathematics/section.js': './mathematics/section.js', // fetched when the reader comes near
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

await build({
  absWorkingDir: web,
  entryPoints: [
    { in: 'link/early.js', out: 'early' },
    { in: 'page/page.js', out: 'page' },
    { in: 'link/worker.js', out: 'worker' },
    { in: 'network/network.js', out: 'network' },
    { in: 'page/style.css', out: 'style' },
    { in: 'mathematics/section.js', out: 'mathematics/section' },
    { in: 'mathematics/section.css', out: 'mathematics/section' },
    { in: 'machine_room/worker.js', out: 'mathematics/worker' },
  ],
  outdir: resolve(process.argv[2]),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  external: ['node:*'],
  plugins: [load_by_name],
  logLevel: 'warning',
});
