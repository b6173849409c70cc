// Bundles a classic script with the tag in it: `node web/tools/bundle_element.mjs build/site/glassnet.js [embed/embed.js]`.
import { writeFileSync } from 'node:fs';
import { bundle_with_thread, of_tag } from './carry.mjs';
import { digest } from './digest.mjs';
import { lit_without_parser } from './lit_without_parser.mjs';
import { style_text } from './styles_as_text.mjs';

const options = {
  entryPoints: [process.argv[3] ?? 'element/classic.js'],
  format: /** @type {const} */ ('iife'),
  define: { 'globalThis.GLASSNET_BUILD': JSON.stringify(digest()) },
  plugins: [lit_without_parser],
};
const texts = { 'element.css': await style_text('element/element.css') };
const script = await bundle_with_thread('link/carried_threads.js', options, { for_thread: [of_tag], texts });
writeFileSync(process.argv[2], script);
