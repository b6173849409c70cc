// Carried threads: a module named carried_threads.js becomes a function that needs nothing from outside of itself, so that its
// text is a whole script. It has the WebAssembly modules inside.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const network = fileURLToPath(new URL('../network/', import.meta.url));

/** Both modules, the scalar one first, deflated together. @returns {{ base64: string, scalar_size: number }} */
export function packed_modules() {
  const [scalar, simd] = ['scalar', 'simd'].map((name) =>
    readFileSync(join(network, `network.${name}.wasm`)),
  );
  const base64 = deflateRawSync(Buffer.concat([scalar, simd]), { level: 9, memLevel: 9 }).toString('base64');
  return { base64, scalar_size: scalar.length };
}

/** @type {import('esbuild').Plugin} */
const modules_inside = {
  name: 'modules inside',
  setup(esbuild) {
    esbuild.onLoad({ filter: /network[\\/]load\.js$/ }, () => ({
      contents: readFileSync(join(network, 'load_carried.js')),
      resolveDir: network,
    }));
    esbuild.onResolve({ filter: /carried:modules$/ }, ({ path }) => ({ path, namespace: 'carried' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'carried' }, () => ({
      contents: JSON.stringify(packed_modules()),
      loader: 'json',
    }));
  },
};

/**
 * The plugin for a bundle that carries threads along.
 * @param {Record<string, string>} define as for the bundle itself
 * @returns {import('esbuild').Plugin}
 */
export const carry = (define) => ({
  name: 'carry',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]carried_threads\.js$/ }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        globalName: 'carried',
        target: 'es2022',
        define: { ...define, 'import.meta.url': '"carried:///"' },
        plugins: [modules_inside],
        logLevel: 'warning',
      });
      return { contents: `export default function () { ${outputFiles[0].text}\nreturn carried.default(); }` };
    });
  },
});
