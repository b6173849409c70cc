/** How the bytes of a module are loaded. The bundle of `glassnet.js` has them inside instead (load_inside.js). */

import { ModuleError, name_of } from './module_error.js';

/** @param {URL} url @param {RequestCache} cache @returns {Promise<BufferSource>} @throws {ModuleError} */
export async function load(url, cache) {
  let reason = '';
  try {
    if (url.protocol === 'file:') return await (await import('node:fs/promises')).readFile(url);
    const response = await fetch(url, { cache });
    if (response.ok) return await response.arrayBuffer();
    reason = ` (${response.status})`;
  } catch {
    reason = ` (${url})`;
  }
  throw new ModuleError(`${name_of(url)} could not be loaded${reason}`);
}
