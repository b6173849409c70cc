// As small as a script can be: another minifier finds 3 % in what esbuild's has left.
import { minify } from 'terser';

/** @typedef {{ code: string, map?: string }} Small a script, and its source map if one was given */

/**
 * Makes a bundle smaller.
 * @param {string} code
 * @param {boolean} module whether it is one
 * @param {string} [content] its source map
 * @returns {Promise<Small>}
 */
export async function smallest(code, module, content) {
  const sourceMap = content !== undefined && { content, includeSources: true };
  const found = await minify(code, {
    ecma: 2020,
    module,
    toplevel: true,
    compress: { passes: 2 },
    sourceMap,
  });
  return /** @type {Small} */ (found);
}
