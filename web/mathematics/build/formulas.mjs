// TeX to MathML, at build time: \( … \) within a line, \[ … \] on a line of its own. \q{Zh} is the symbol of the quantity
// Zh of the table, marked so that the page can light it up and show its value; \q[z_i]{Zh} is an entry of it.
import temml from 'temml';
import { QUANTITIES } from '../table.js';

/** @param {string} tex */
const mark_quantities = (tex) =>
  tex.replace(/\\q(?:\[([^\]]*)\])?\{(\w*)\}/g, (_, entry, name) => {
    const quantity = QUANTITIES[/** @type {import('../table.js').Name} */ (name)];
    if (!quantity) throw new Error(`\\q{${name}} in ${tex}: expected a name of the table in table.js`);
    return `\\class{quantity}{\\data{quantity=${name}}{${entry ?? quantity.tex}}}`;
  });

/** What the page's style sheet says instead: inline styles are forbidden to it. @param {string} mathml */
const without_styles = (mathml) => mathml.replace(/ style="[^"]*"/g, '').replaceAll('<mspace></mspace>', '');

/** Words among the symbols, such as softmax, stand upright. @param {string} mathml */
const mark_words = (mathml) => mathml.replace(/<mi>(\p{L}{2,})<\/mi>/gu, '<mi class="word">$1</mi>');

const LONE_SCRIPT = /<(mi|mn|mtext)\b[^>]*>[^<]*<\/\1>(?=<\/(?:msub|msup|msubsup|munder|mover|munderover)>)/g;

/** Firefox does not make a script smaller that has a font of its own, so a row has to hold it. @param {string} mathml */
const hold_scripts = (mathml) => mathml.replace(LONE_SCRIPT, '<mrow>$&</mrow>');

/** @param {string} tex @param {boolean} displayMode on a line of its own */
export function formula(tex, displayMode) {
  const options = { displayMode, throwOnError: true, trust: true };
  return hold_scripts(mark_words(without_styles(temml.renderToString(mark_quantities(tex), options))));
}

/**
 * Formulas within a line are kept together with the sign that follows, which would begin a line otherwise.
 * @param {string} html
 */
export function typeset(html) {
  return html
    .replace(/\\\[([^]*?)\\\]/g, (_, tex) => formula(tex, true))
    .replace(/\\\(([^]*?)\\\)([,.;:)]*)/g, (_, tex, sign) => {
      const mathml = formula(tex, false);
      return sign ? `<span class="together">${mathml}${sign}</span>` : mathml;
    });
}
