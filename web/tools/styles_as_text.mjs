// Lets a script import a style sheet as text, for shadow roots: with all that it imports, minified.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const web = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} path in web/, or from the root @returns {Promise<string>} */
export async function style_text(path) {
  const options = { absWorkingDir: web, entryPoints: [path], bundle: true, minify: true };
  const { outputFiles } = await build({ ...options, write: false });
  return outputFiles[0].text.trim();
}

/** @type {import('esbuild').Plugin} */
export const styles_as_text = {
  name: 'styles as text',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.css$/ }, ({ path, kind, resolveDir }) =>
      kind === 'import-statement' ? { path: join(resolveDir, path), namespace: 'style' } : undefined,
    );
    esbuild.onLoad({ filter: /\.css$/, namespace: 'style' }, async ({ path }) => ({
      contents: await style_text(path),
      loader: 'text',
      watchFiles: [path],
    }));
  },
};
