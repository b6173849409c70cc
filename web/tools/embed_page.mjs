// Writes the pages of the site that know its address, or have all they need inside:
// `node web/tools/embed_page.mjs build/embed.js build/site [https://some.site/glassnet/]`. Without an address no page leads to
// oembed.json, and there is none: a relative link to it is not followed.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { oembed, site_address, with_discovery } from './oembed.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(path, 'utf8');

/** @param {string} text */
const hash_of = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** @param {string} html @param {string} before is there once @param {string} after */
function put(html, before, after) {
  if (html.split(before).length !== 2) throw new Error(`“${before}” is not once in the page.`);
  return html.replace(before, () => after);
}

/** A script as it may stand within a page. @param {string} text @throws {Error} if it cannot */
function inline(text) {
  const safe = text.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  if (/[\0\r]/.test(safe)) throw new Error('The script has a character that a page changes.');
  return safe;
}

/** @param {string} script */
function embed_page(script) {
  const code = inline(script);
  const css = transformSync(read(join(web, 'embed/embed.css')), { loader: 'css', minify: true }).code.trim();
  let html = read(join(web, 'embed/embed.html'));
  html = put(html, "'embed.js'", `'${hash_of(code)}'`);
  html = put(html, "'embed.css'", `'${hash_of(css)}'`);
  html = put(html, '<link rel="stylesheet" href="embed.css" />', `<style>${css}</style>`);
  return put(html, '<script src="embed.js"></script>', `<script>${code}</script>`);
}

const [script, site_folder, address] = argv.slice(2);
const site = address ? site_address(address) : undefined;
const pages = {
  'embed.html': embed_page(read(script)),
  'index.html': read(join(web, 'page/index.html')),
};
for (const [name, html] of Object.entries(pages))
  writeFileSync(join(site_folder, name), site ? with_discovery(html, site) : html);
const description = join(site_folder, 'oembed.json');
if (site) writeFileSync(description, `${JSON.stringify(oembed(site), undefined, 2)}\n`);
else rmSync(description, { force: true });
