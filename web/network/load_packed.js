/**
 * Takes the place of load.js in the package, where a JavaScript module exports the SIMD module, packed, and another what the
 * scalar module needs besides (web/tools/pack.mjs): every bundler carries such modules along, and what is not needed is not
 * loaded.
 */
import { ModuleError, name_of } from './module_error.js';
import { unpack } from './unpack.js';

/** The address that a file of the package takes for its own (web/tools/package.mjs). */
const OWN = 'package:';

/** @param {URL} url @param {RequestCache} cache @returns {Promise<BufferSource>} @throws {ModuleError} */
export async function load(url, cache) {
  if (url.protocol === OWN) {
    const { default: simd, size } = await import('./modules:simd');
    if (name_of(url).includes('simd')) return unpack(simd, size);
    const { default: rest } = await import('./modules:scalar');
    return unpack(simd + rest).slice(size);
  }
  const response = await fetch(url, { cache }).catch(() => undefined);
  if (response?.ok) return response.arrayBuffer();
  const reason = response ? `, as the site answers ${response.status}` : ` (${url})`;
  throw new ModuleError(`${name_of(url)} could not be loaded${reason}`);
}
