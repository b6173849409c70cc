/**
 * Takes the place of load.js in the package, where each module is a JavaScript module that exports its bytes as hexadecimal
 * digits: every bundler carries such a one along, and only the module that is needed is loaded. Packed, these digits are 10 %
 * smaller than base64, as equal bytes stay equal letters.
 */
import { ModuleError, name_of } from './module_error.js';

/** The address that a file of the package takes for its own (web/tools/package.mjs). */
const OWN = 'package:';

/** @param {URL} url @param {RequestCache} cache @returns {Promise<BufferSource>} @throws {ModuleError} */
export async function load(url, cache) {
  if (url.protocol === OWN) {
    const is_simd = name_of(url).includes('simd');
    const { default: digits } = await (is_simd ? import('./modules:simd') : import('./modules:scalar'));
    return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }
  const response = await fetch(url, { cache }).catch(() => undefined);
  if (response?.ok) return response.arrayBuffer();
  const reason = response ? `, as the site answers ${response.status}` : ` (${url})`;
  throw new ModuleError(`${name_of(url)} could not be loaded${reason}`);
}
