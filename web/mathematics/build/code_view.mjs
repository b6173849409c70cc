// The code of a phase as HTML: the function of the network, then each kernel that it calls: what it means, scalar, SIMD.
import highlighter from 'highlight.js/lib/core';
import c from 'highlight.js/lib/languages/c';
import { CSource } from './c_source.mjs';

/** @typedef {import('./c_source.mjs').Excerpt} Excerpt */

highlighter.registerLanguage('c', c);
const MARKED = ['comment', 'keyword', 'type']; // the other classes of the highlighter stay plain text

/** @type {Map<string, CSource>} */
const sources = new Map();

/** @param {string} file */
function source(file) {
  const known = sources.get(file) ?? new CSource(file);
  sources.set(file, known);
  return known;
}

/** @param {string} text */
function highlight(text) {
  /** @type {boolean[]} of the elements that are open: whether they stay */
  const open = [];
  return highlighter
    .highlight(text, { language: 'c' })
    .value.replace(/<span class="([^"]*)">|<\/span>/g, (tag, names) => {
      if (names === undefined) return open.pop() ? tag : '';
      const name = names.replace('hljs-', '');
      open.push(MARKED.includes(name));
      return open.at(-1) ? `<span class="c-${name}">` : '';
    });
}

/** @param {Excerpt} excerpt */
const place = ({ file, from, to }) => `${file}, lines ${from}–${to}`;

/** @param {Excerpt} excerpt */
function listing(excerpt) {
  const { file, from, to, text } = excerpt;
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i).join('\n');
  return `<figure class="listing"><figcaption>${place(excerpt)}</figcaption>
<div class="lines" tabindex="0" role="group" aria-label="${place(excerpt)}"><pre class="numbers" aria-hidden="true">${numbers}</pre><pre class="source" data-file="${file}" data-from="${from}" data-name="${excerpt.name}"><code>${highlight(text)}</code></pre></div></figure>`;
}

/** The function first, and what it uses of the same file folded away. @param {string} file @param {string} name */
function function_view(file, name) {
  const own = listing(source(file).definition(name));
  const helpers = source(file).helpers(name);
  if (helpers.length === 0) return own;
  const names = helpers.map((helper) => `<code>${helper.name}</code>`).join(', ');
  return `${own}
<details><summary>uses ${names}</summary>
${helpers.map(listing).join('\n')}</details>`;
}

/** @param {string} kernel */
function kernel_view(kernel) {
  return `<section class="kernel" data-kernel="${kernel}"><h4>The kernel <code>${kernel}</code></h4>
${listing(source('kernels.h').declaration(kernel))}
<div class="builds"><div><h5>Scalar</h5>
${function_view('kernels_scalar.c', kernel)}</div>
<div><h5>SIMD</h5>
${function_view('kernels_simd.c', kernel)}</div></div></section>`;
}

/** @param {import('../table.js').Phase} phase */
export function code_view({ functions, kernels }) {
  const places = functions.map((each) => {
    const [name, file = 'network.c'] = each.split(':').reverse();
    return { name, file };
  });
  const summary = places.map(
    ({ name, file }) => `<code>${name}</code> ${place(source(file).definition(name))}`,
  );
  return `<details class="code"><summary>Code: ${summary.join(' · ')}</summary>
${places.map(({ name, file }) => function_view(file, name)).join('\n')}
${kernels.map(kernel_view).join('\n')}</details>`;
}
