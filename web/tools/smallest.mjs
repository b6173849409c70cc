// As small as a script can be: another minifier finds 3 % in what esbuild's has left.
import { minify } from 'terser';

// A minified script has indented lines in templates of HTML, where they read as one space, and in notices of licences.
const INDENTATION = /\n +/g;

/**
 * Makes a bundle smaller.
 * @param {string} code as esbuild has minified it; the linter sees to it that no other text has indented lines
 * @param {boolean} module whether it is one
 * @returns {Promise<string>}
 */
export async function smallest(code, module) {
  const compress = { passes: 3, inline: 1, lhs_constants: false }; // constants moved to the left of comparisons pack worse
  const options = { ecma: /** @type {const} */ (2020), module, toplevel: true, compress };
  const found = await minify(code.replace(INDENTATION, '\n'), options);
  return /** @type {string} */ (found.code);
}
