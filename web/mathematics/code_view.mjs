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
<div class="lines" tabindex="0" role="group" aria-label="${place(excerpt)}"><pre class="numbers" aria-hidden="true">${numbers}</pre><pre class="source" data-file="${file}" data-from="${from}"><code>${highlight(text)}</code></pre></div></figure>`;
}

/** @param {string} kernel */
function kernel_view(kernel) {
  const build = (/** @type {string} */ file) => source(file).with_helpers(kernel).map(listing).join('\n');
  return `<section class="kernel" data-kernel="${kernel}"><h4>The kernel <code>${kernel}</code></h4>
${listing(source('kernels.h').declaration(kernel))}
<div class="builds"><div><h5>Scalar</h5>
${build('kernels_scalar.c')}</div>
<div><h5>SIMD</h5>
${build('kernels_simd.c')}</div></div></section>`;
}

/** @param {import('./table.js').Phase} phase */
export function code_view({ functions, kernels }) {
  const own = functions.map((each) => {
    const [name, file = 'network.c'] = each.split(':').reverse();
    return { name, excerpts: source(file).with_helpers(name) };
  });
  const summary = own.map(
    ({ name, excerpts }) =>
      `<code>${name}</code> <span>${place(/** @type {Excerpt} */ (excerpts.at(-1)))}</span>`,
  );
  return `<details class="code"><summary>${summary.join(' · ')}</summary>
${own.flatMap(({ excerpts }) => excerpts.map(listing)).join('\n')}
${kernels.map(kernel_view).join('\n')}</details>`;
}
