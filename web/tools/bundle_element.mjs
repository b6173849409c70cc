// Bundles a classic script with the tag in it: `node web/tools/bundle_element.mjs build/site/glassnet.js [embed/embed.js]`.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { carry } from './carry.mjs';
import { digest } from './digest.mjs';
import { lit_without_parser } from './lit_without_parser.mjs';
import { styles_as_text } from './styles_as_text.mjs';

const define = { 'globalThis.GLASSNET_BUILD': JSON.stringify(digest()) };

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: [process.argv[3] ?? 'element/classic.js'],
  outfile: resolve(process.argv[2]),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  define,
  plugins: [carry(define), lit_without_parser, styles_as_text],
  logLevel: 'warning',
});
