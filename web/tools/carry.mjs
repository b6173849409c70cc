// Carried threads: in place of a module named carried_threads.js there is a function that needs nothing from outside of itself,
// so that its text is a whole script. What the page needs of the thread's modules it takes from that function, so that no
// module comes along twice. Long texts, the packed WebAssembly modules first of all, stand before all code: amid it they would
// take from gzip, which knows the last 32 KB, what it could refer to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packed_modules } from './pack.mjs';
import { smallest } from './smallest.mjs';

/** @typedef {import('esbuild').BuildOptions} Options */
/** @typedef {import('esbuild').Plugin} Plugin */

const web = fileURLToPath(new URL('..', import.meta.url));
const network = join(web, 'network/');

/** @type {Plugin} */
const modules_inside = {
  name: 'modules inside',
  setup(esbuild) {
    esbuild.onLoad({ filter: /network[\\/]load\.js$/ }, () => ({
      contents: readFileSync(join(network, 'load_carried.js')),
      resolveDir: network,
    }));
    esbuild.onResolve({ filter: /carried:modules$/ }, ({ path }) => ({ path, namespace: 'carried' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'carried' }, () => ({
      contents: `export const base64 = modules, simd_size = ${packed_modules().simd_size};`,
    }));
  },
};

/** What is loaded late on the site is at hand here: import() becomes a promise of what an import statement gives. @type {Plugin} */
export const late_at_hand = {
  name: 'late at hand',
  setup(esbuild) {
    esbuild.onLoad(
      { filter: /(training[\\/]\w+|link[\\/]port|model[\\/]kept|page[\\/]share)\.js$/ },
      ({ path }) => {
        const text = readFileSync(path, 'utf8'); // in comments, import() names a type
        /** @type {string[]} */
        const imports = [];
        const contents = text.replace(/(?<!\*.*)\bimport\(('[^']+')\)/g, (_, from) => {
          const name = `at_hand_${imports.length}`;
          imports.push(`import * as ${name} from ${from};`);
          return `Promise.resolve(${name})`;
        });
        return imports.length > 0 ? { contents: `${imports.join('')}${contents}` } : undefined;
      },
    );
  },
};

/** The thread of the tag has what the tag asks for; that of the page has all. @type {Plugin} */
export const of_tag = {
  name: 'of tag',
  setup(esbuild) {
    const path = join(web, 'training/on_demand_of_tag.js');
    esbuild.onResolve({ filter: /on_demand\.js$/ }, () => ({ path }));
  },
};

/**
 * A place for the modules that a thread has inside.
 * @param {Set<string>} inside their paths
 * @param {(path: string) => import('esbuild').OnResolveResult} place
 * @returns {Plugin}
 */
const elsewhere = (inside, place) => ({
  name: 'elsewhere',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.js$/ }, async ({ path, kind, pluginData, ...from }) => {
      if (kind !== 'import-statement' || pluginData === elsewhere) return undefined;
      const found = await esbuild.resolve(path, { kind, pluginData: elsewhere, ...from });
      return inside.has(found.path) ? place(found.path) : undefined;
    });
  },
});

/** @param {Options} options @returns {Promise<{ text: string, map?: string, inputs: string[] }>} the bundle, and the paths of its modules */
async function bundle(options) {
  const settings = /** @type {const} */ ({
    absWorkingDir: web,
    bundle: true,
    target: 'es2022',
    metafile: true,
  });
  const result = await build({ ...settings, logLevel: 'warning', write: false, ...options });
  const inputs = Object.keys(result.metafile?.inputs ?? {}).map((path) => join(web, path));
  const [text, map] = (result.outputFiles ?? []).map((file) => file.text).reverse(); // a map comes first
  return { text, map, inputs };
}

/**
 * Bundles a script of the page with a thread that it carries along.
 * @param {string} threads path in web/ of the module carried_threads.js
 * @param {Options} options as for esbuild
 * @param {{ for_thread?: Plugin[], texts?: Record<string, string>, are_texts_apart?: boolean, has_map?: boolean }} [more]
 *   for_thread: plugins; texts: what imports of files with these names give; are_texts_apart: whether the caller puts the texts
 *   into a script of their own, which comes first; has_map: whether a source map is wanted, which does not reach into the
 *   thread; then only the thread is minified
 * @returns {Promise<{ code: string, texts_script: string, map?: string }>} texts_script: the statement with all long texts
 */
export async function bundle_with_thread(
  threads,
  { plugins = [], define = {}, ...options },
  {
    for_thread = /** @type {Plugin[]} */ ([]),
    texts = /** @type {Record<string, string>} */ ({}),
    are_texts_apart = false,
    has_map = false,
  } = {},
) {
  /** @type {Plugin} */
  const long_texts = {
    name: 'long texts',
    setup(esbuild) {
      for (const [i, name] of Object.keys(texts).entries())
        esbuild.onResolve({ filter: new RegExp(`(^|/)${name}$`) }, () => ({
          path: `${i + 1}`,
          namespace: 'text',
        }));
      esbuild.onLoad({ filter: /./, namespace: 'text' }, ({ path }) => ({
        contents: `export default texts[${path}];`,
      }));
    },
  };
  const thread = {
    minify: true,
    format: /** @type {const} */ ('iife'),
    define: { ...define, 'import.meta.url': '"carried:///"' },
    plugins: [modules_inside, late_at_hand, ...for_thread],
  };
  const { inputs } = await bundle({ ...thread, entryPoints: [threads] });
  const inside = new Set(inputs);

  // Which names the page takes: those that a bundle without these modules imports.
  const external = (/** @type {string} */ path) => ({ path: `shared:${path}`, external: true });
  const page = { ...options, define };
  const { text } = await bundle({
    ...page,
    format: 'esm',
    plugins: [elsewhere(inside, external), long_texts, ...plugins, late_at_hand],
  });
  if (/^import \* as \w+ from "shared:/m.test(text)) throw new Error('A module is taken as a whole.');
  const statements = [...text.matchAll(/^import \{([^}]*)\} from "shared:(.*)";$/gm)];
  const pairs = statements.flatMap(([, names, path]) =>
    names.split(',').map((name) => `${name.trim().split(' as ')[0]} ${path}`),
  );
  const taken = [...new Set(pairs)].map((pair) => /^(?<name>\w+) (?<path>.*)$/.exec(pair)?.groups ?? {});

  const contents = [
    `import carried from './${threads}';`,
    ...taken.map(({ path, name }, i) => `import { ${name} as shared_${i} } from ${JSON.stringify(path)};`),
    `given = { ...carried.threads(), shared: [${taken.map((_, i) => `shared_${i}`).join()}] };`,
  ];
  const stdin = { contents: contents.join('\n'), resolveDir: web };
  const { text: code } = await bundle({ ...thread, stdin });
  const carried = `function threads(modules) { 'use strict'; let given; ${code}; return given; }
    export default { threads, modules: texts[0] };`;

  /** @type {Plugin} */
  const from_thread = {
    name: 'from the thread',
    setup(esbuild) {
      const load = (/** @type {RegExp} */ filter, /** @type {(path: string) => string} */ write) =>
        esbuild.onLoad({ filter, namespace: 'thread' }, ({ path }) => ({
          contents: write(path),
          resolveDir: web,
        }));
      esbuild.onResolve({ filter: /^shared:$/ }, ({ path }) => ({ path, namespace: 'thread' }));
      load(/carried_threads\.js$/, () => carried);
      load(
        /^shared:$/,
        () =>
          `import carried from './${threads}'; export const { shared } = carried.threads(carried.modules);`,
      );
      load(/./, (path) => {
        const own = taken.flatMap(({ path: from, name }, i) =>
          from === path ? `${name} = shared[${i}]` : [],
        );
        return `import { shared } from 'shared:'; export const ${own.join(', ')};`;
      });
    },
  };
  const inner = (/** @type {string} */ path) => ({ path, namespace: 'thread' });
  const [before, after] = options.format === 'iife' ? ["(() => { 'use strict'; ", '})();'] : ['', ''];
  const texts_script = `const texts = ${JSON.stringify([packed_modules().base64, ...Object.values(texts)])};`;
  const { text: whole, map } = await bundle({
    ...page,
    minify: !has_map,
    format: 'esm',
    banner: { js: are_texts_apart ? before : before + texts_script },
    footer: { js: after },
    outfile: join(web, '../build/script.js'), // to which the paths in the map are relative
    sourcemap: has_map && 'external',
    plugins: [elsewhere(inside, inner), from_thread, long_texts, ...plugins, late_at_hand],
  });
  return { code: has_map ? whole : await smallest(whole, options.format === 'esm'), texts_script, map };
}
