// Writes the npm package: `node web/tools/package.mjs build/package`. What is in it is the table below, and nothing else.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { late_at_hand, of_tag } from './carry.mjs';
import { digest } from './digest.mjs';
import { packed_modules } from './pack.mjs';
import { smallest } from './smallest.mjs';
import { styles_as_text } from './styles_as_text.mjs';
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
  'glassnet.js': 'build/site/glassnet.js',
};

/** The scripts that are bundled, and their sources. */
const SCRIPTS = {
  network: 'network/network.js',
  models: 'network/files/models.js',
  element: 'element/module.js',
  main_thread: 'link/main_thread.js',
};

/** Scripts that are loaded when they are needed, by the names under which sources import them. @type {Record<string, string>} */
const LOADED_LATE = {
  './modules:simd': './simd.js',
  './modules:scalar': './scalar.js',
  './main_thread.js': './main_thread.js',
};

/** @param {string} way the file of web/network/ that loads the modules @returns {import('esbuild').Plugin} */
const modules_by = (way) => ({
  name: 'modules',
  setup(esbuild) {
    esbuild.onLoad({ filter: /network[\\/]load\.js$/ }, () => ({
      contents: readFileSync(join(web, 'network', way)),
      resolveDir: join(web, 'network'),
    }));
    esbuild.onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'dynamic-import' && LOADED_LATE[path]
        ? { path: LOADED_LATE[path], external: true }
        : undefined,
    );
  },
});

/** Lit is one of the author's packages: there it is shared, and can be imported in Node. @type {import('esbuild').Plugin} */
const lit_stays = {
  name: 'lit stays',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^lit(\/|$)/ }, ({ path }) => ({ path, external: true }));
  },
};

/** What all bundles have in common. @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  target: 'es2022',
  define: {
    'import.meta.url': '"package:///"',
    'globalThis.GLASSNET_BUILD': JSON.stringify(digest()),
  },
  logLevel: 'warning',
};

/** The code of a thread as the text of a function, which can import nothing. @type {import('esbuild').Plugin} */
const threads_as_text = {
  name: 'threads as text',
  setup(esbuild) {
    esbuild.onLoad({ filter: /threads_as_text\.js$/ }, async () => {
      const { outputFiles = [] } = await build({
        ...COMMON,
        entryPoints: ['link/carried_threads.js'],
        write: false,
        format: 'iife',
        globalName: 'carried',
        plugins: [modules_by('load_asked.js'), late_at_hand, of_tag],
      });
      return {
        contents: await smallest_function(`${outputFiles[0].text.trim()} return carried.default.threads();`),
        loader: 'text',
      };
    });
  },
};

/** @param {string} body @returns {Promise<string>} text of a function without parameters */
async function smallest_function(body) {
  const code = await smallest(`export default function () { ${body} }`, true);
  return code.replace(/^export default |;$/g, '');
}

async function write_scripts() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: Object.entries(SCRIPTS).map(([name, source]) => ({ out: name, in: source })),
    outdir: out,
    format: 'esm',
    write: false,
    plugins: [modules_by('load_packed.js'), lit_stays, threads_as_text, styles_as_text, late_at_hand, of_tag],
  });
  for (const { path, text } of outputFiles) writeFileSync(path, await smallest(text, true));
  const { base64, simd_size, simd_end } = packed_modules();
  const simd = `export default '${base64.slice(0, simd_end)}';\nexport const size = ${simd_size};\n`;
  writeFileSync(join(out, 'simd.js'), simd);
  writeFileSync(join(out, 'scalar.js'), `export default '${base64.slice(simd_end)}';\n`);
}

/** The versions of a package that fit. @param {string} version */
const from = (version) => `^${version}`;

function write_description() {
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  );
  const exported = {
    '.': { types: './types/network.d.ts', default: './network.js' },
    './element': { types: './types/element.d.ts', default: './element.js' },
    './models': { types: './types/files/models.d.ts', default: './models.js' },
    './glassnet.js': './glassnet.js',
    './network.simd.wasm': './network.simd.wasm',
    './network.scalar.wasm': './network.scalar.wasm',
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  };
  const table = {
    ...{ name, version, description, license, type: 'module', engines: { node: '>=20' } },
    sideEffects: ['./element.js', './glassnet.js'],
    types: './types/network.d.ts',
    exports: exported,
    unpkg: './glassnet.js',
    jsdelivr: './glassnet.js',
    customElements: './custom-elements.json',
    dependencies: { lit: from(dependencies.lit) },
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(table, null, 2)}\n`);
  const describe = join(web, 'element/build/describe.mjs');
  execFileSync(execPath, [describe, out, version], { stdio: 'inherit' });
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await write_scripts();
write_types(join(out, 'types'));
for (const [name, source] of Object.entries(COPIED)) copyFileSync(join(project, source), join(out, name));
write_description();
