// Lit for pages with Trusted Types: it makes its templates by our own function instead of innerHTML, and so needs no policy.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARSE = join(fileURLToPath(new URL('..', import.meta.url)), 'element/parse_template.js');

/** What is replaced in lit-html, by what; each is there once. */
const REPLACED = [
  ['s?s.createPolicy("lit-html",{createHTML:t=>t}):void 0', 'void 0'],
  ['h="$lit$"', 'h="-lit-"'], // a mark that names of attributes may have when a script sets them
  ['return s.innerHTML=t,s', 'return parse_template(t,s)'],
];

/** @type {import('esbuild').Plugin} */
export const lit_without_parser = {
  name: 'lit without parser',
  setup(esbuild) {
    esbuild.onLoad({ filter: /node_modules[\\/]lit-html[\\/]lit-html\.js$/ }, ({ path }) => {
      let text = readFileSync(path, 'utf8');
      for (const [before, after] of REPLACED) {
        if (text.split(before).length !== 2)
          throw new Error(`lit-html has no more, or more than one “${before}”.`);
        text = text.replace(before, () => after);
      }
      return { contents: `import { parse_template } from ${JSON.stringify(PARSE)};\n${text}`, loader: 'js' };
    });
  },
};
