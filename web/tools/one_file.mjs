// Writes the page as one file: `node web/tools/one_file.mjs build/site/mathematics.html build/site/glassnet.html`. Scripts, styles,
// modules and the derivation are inside; its policy lets nothing else run and nothing be fetched.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle_with_thread } from './carry.mjs';
import { digest } from './digest.mjs';
import { pack } from './pack.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const STYLES = ['page/style.css', 'mathematics/section.css', 'figures/why.css', 'page/print.css'];

/** The text of the derivation, packed. @returns {string} base64 */
function derivation() {
  const [, text] = /<main>(.*)<\/main>/s.exec(readFileSync(argv[2], 'utf8')) ?? [];
  if (!text) throw new Error(`${argv[2]} has no <main>`);
  return pack(Buffer.from(text));
}

/** Everything that the page of the site fetches it has at hand. @type {import('esbuild').Plugin} */
const inside = {
  name: 'inside',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/site\.js$/ }, () => ({ path: join(web, 'page/inside.js') }));
    esbuild.onResolve({ filter: /^\.\/pictures\.js$/ }, () => ({ path: join(web, 'page/no_pictures.js') }));
  },
};

const options = {
  entryPoints: ['page/page.js'],
  format: /** @type {const} */ ('esm'),
  define: { 'globalThis.GLASSNET_BUILD': JSON.stringify(digest()) },
  plugins: [inside],
};
const texts = {
  'derivation.packed': derivation(),
  'strokes.packed': pack(readFileSync(join(web, '../data/strokes.txt'))),
};
const are_texts_apart = true; // before the style, which then lies near the code: gzip refers back 32 KB at most
const { code: script, texts_script } = await bundle_with_thread('page/carried_threads.js', options, {
  texts,
  are_texts_apart,
});
const contents = STYLES.map((name) => `@import './${name}';`).join('\n');
const { outputFiles } = await build({
  stdin: { contents, resolveDir: web, loader: 'css' },
  ...{ bundle: true, minify: true, write: false, logLevel: 'warning' },
});
const style = outputFiles[0].text.trim();

/** @param {string} text @returns {string} what a policy calls it */
const hash_of = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = [
  "default-src 'none'",
  `script-src ${hash_of(texts_script)} ${hash_of(script)} 'wasm-unsafe-eval'`,
  'worker-src blob:',
  `style-src ${hash_of(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * @param {string} html @param {RegExp} part that it has once @param {string} other
 * @throws {Error} if it has none, or more
 */
function replace(html, part, other) {
  const pieces = html.split(part);
  if (pieces.length !== 2) throw new Error(`index.html has ${pieces.length - 1} times ${part}`);
  return pieces.join(other);
}

// as text it is packed better than in base64
const icon = readFileSync(join(web, 'page/icon.svg'), 'utf8')
  .replaceAll(/\n\s*/g, '')
  .replaceAll('"', "'")
  .replaceAll('#', '%23');
const NOT_STARTED = `The page has not started yet. If this stays, its script does not run here, and nothing trains: open the
file in a current browser.`;

const page = [
  [
    /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  ],
  [/<link rel="preload" as="fetch" href="worker.txt" crossorigin \/>\s*/, ''],
  [/<script type="module" async src="early.js"><\/script>\s*/, ''],
  [/href="icon.svg"/, `href="data:image/svg+xml,${icon}"`],
  [/<link rel="stylesheet" href="style.css" \/>/, `<script>${texts_script}</script><style>${style}</style>`],
  [/<script type="module" async src="page.js"><\/script>/, `<script type="module" async>${script}</script>`],
  [/(?<=id="not-started">).*?(?=<\/p>)/s, NOT_STARTED],
  [/:\s*<a href="mathematics.html">[^<]*<\/a>/, ''],
];
const html = page.reduce(
  (text, [part, other]) => replace(text, /** @type {RegExp} */ (part), /** @type {string} */ (other)),
  readFileSync(join(web, 'page/index.html'), 'utf8').replaceAll(/\n\s+/g, '\n'),
);
writeFileSync(argv[3], html);
