// Writes the npm package: `node web/tools/package.mjs build/package`. What is in it is the table below, and nothing else.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { write_types } from './types.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const web = join(project, 'web');
const out = resolve(argv[2]);

/** The package's files that are copied, and from where. */
const COPIED = {
  'README.md': 'README.md',
  LICENSE: 'LICENSE',
  'network.simd.wasm': 'web/network/network.simd.wasm',
  'network.scalar.wasm': 'web/network/network.scalar.wasm',
};

/** The scripts that are bundled, and their sources. */
const SCRIPTS = { network: 'network/network.js', models: 'network/files/models.js' };

/** Each module is a script beside the others, loaded when it is needed. @type {import('esbuild').Plugin} */
const modules_as_scripts = {
  name: 'modules as scripts',
  setup(esbuild) {
    esbuild.onLoad({ filter: /network[\\/]load\.js$/ }, () => ({
      contents: readFileSync(join(web, 'network/load_base64.js')),
      resolveDir: join(web, 'network'),
    }));
    esbuild.onResolve({ filter: /modules:(simd|scalar)$/ }, ({ path }) => ({
      path: `./${path.slice(path.indexOf(':') + 1)}.js`,
      external: true,
    }));
  },
};

async function write_scripts() {
  await build({
    absWorkingDir: web,
    entryPoints: Object.entries(SCRIPTS).map(([name, source]) => ({ out: name, in: source })),
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    define: { 'import.meta.url': '"package:///"' },
    plugins: [modules_as_scripts],
    logLevel: 'warning',
  });
  for (const name of ['simd', 'scalar']) {
    const base64 = readFileSync(join(web, `network/network.${name}.wasm`)).toString('base64');
    writeFileSync(join(out, `${name}.js`), `export default '${base64}';\n`);
  }
}

function write_description() {
  const { name, version, description, license } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  );
  const exported = {
    '.': { types: './types/network.d.ts', default: './network.js' },
    './models': { types: './types/files/models.d.ts', default: './models.js' },
    './network.simd.wasm': './network.simd.wasm',
    './network.scalar.wasm': './network.scalar.wasm',
    './package.json': './package.json',
  };
  const what = { name, version, description, license, type: 'module', engines: { node: '>=20' } };
  const table = { ...what, sideEffects: false, types: './types/network.d.ts', exports: exported };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(table, null, 2)}\n`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await write_scripts();
write_types(join(out, 'types'));
for (const [name, source] of Object.entries(COPIED)) copyFileSync(join(project, source), join(out, name));
write_description();
