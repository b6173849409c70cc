/**
 * Takes the place of load.js in the package, where each module is a JavaScript module that exports base64: every bundler
 * carries such a one along, and only the module that is needed is loaded.
 */
import { ModuleError, name_of } from './module_error.js';

/** The address that a file of the package takes for its own (web/tools/package.mjs). */
const OWN = 'package:';

/** @param {URL} url @param {RequestCache} cache @returns {Promise<BufferSource>} @throws {ModuleError} */
export async function load(url, cache) {
  if (url.protocol === OWN) {
    const is_simd = name_of(url).includes('simd');
    const { default: base64 } = await (is_simd ? import('./modules:simd') : import('./modules:scalar'));
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }
  const response = await fetch(url, { cache }).catch(() => undefined);
  if (response?.ok) return response.arrayBuffer();
  const reason = response ? `, as the site answers ${response.status}` : ` (${url})`;
  throw new ModuleError(`${name_of(url)} could not be loaded${reason}`);
}
