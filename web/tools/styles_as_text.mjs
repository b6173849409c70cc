// Lets a script import a style sheet as text, for shadow roots: with all that it imports, minified.
import { join } from 'node:path';
import { build } from 'esbuild';

/** @type {import('esbuild').Plugin} */
export const styles_as_text = {
  name: 'styles as text',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.css$/ }, ({ path, kind, resolveDir }) =>
      kind === 'import-statement' ? { path: join(resolveDir, path), namespace: 'style' } : undefined,
    );
    esbuild.onLoad({ filter: /\.css$/, namespace: 'style' }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, minify: true, write: false });
      return { contents: outputFiles[0].text.trim(), loader: 'text', watchFiles: [path] };
    });
  },
};
