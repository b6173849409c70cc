// Bundles the service worker with the list of the files that the page needs: `node web/tools/service_worker.mjs build/site`.
// It comes last, as the list has the hash of each file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const site = argv[2];
const web = fileURLToPath(new URL('..', import.meta.url));
/** Of the site, but not of the page: what others embed or import, and what is too large to be kept unasked. */
const NOT_OF_THE_PAGE =
  /^(service_worker|network|glassnet|frame)\.js$|^(glassnet|embed).*\.html$|\.(gz|json)$/;

/** @param {string} name */
function entry(name) {
  const bytes = readFileSync(join(site, name));
  const hash = createHash('sha256').update(bytes).digest();
  return {
    url: name,
    revision: hash.toString('hex').slice(0, 16),
    integrity: `sha256-${hash.toString('base64')}`,
  };
}

const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath ?? file.path, file.name).slice(join(site, sep).length))
  .map((name) => name.replaceAll(sep, '/'))
  .filter((name) => !NOT_OF_THE_PAGE.test(name))
  .sort();

await build({
  entryPoints: [join(web, 'page/service_worker.js')],
  outfile: join(site, 'service_worker.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  define: {
    'globalThis.GLASSNET_FILES': JSON.stringify(files.map(entry)),
    'process.env.NODE_ENV': '"production"',
  },
  logLevel: 'warning',
});
