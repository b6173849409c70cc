// Bundles a classic script with the tag in it: `node web/tools/bundle_element.mjs build/site/glassnet.js [embed/embed.js]`; with
// --source-maps the map lies beside it.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundle_with_thread, of_tag } from './carry.mjs';
import { digest } from './digest.mjs';
import { lit_without_parser } from './lit_without_parser.mjs';
import { style_text } from './styles_as_text.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'source-maps': { type: 'boolean', default: false } },
});
const [path, entry = 'element/classic.js'] = positionals;
const options = {
  entryPoints: [entry],
  format: /** @type {const} */ ('iife'),
  define: { 'globalThis.GLASSNET_BUILD': JSON.stringify(digest()) },
  plugins: [lit_without_parser],
};
const texts = { 'element.css': await style_text('element/element.css') };
const { code, map } = await bundle_with_thread('link/carried_threads.js', options, {
  for_thread: [of_tag],
  texts,
  has_map: values['source-maps'],
});
writeFileSync(path, code);
if (map) writeFileSync(`${path}.map`, map);
