/** How the bytes of a module are loaded. Scripts that carry them along have load_carried.js instead. */

import { ModuleError, name_of } from './module_error.js';

const FILES = ['node', 'fs/promises'].join(':'); // no bundler looks for what only Node has

/** @param {URL} url @param {RequestCache} cache @returns {Promise<BufferSource>} @throws {ModuleError} */
export async function load(url, cache) {
  let reason = '';
  try {
    if (url.protocol === 'file:')
      return await (await import(/* webpackIgnore: true */ /* @vite-ignore */ FILES)).readFile(url);
    const response = await fetch(url, { cache });
    if (response.ok) return await response.arrayBuffer();
    reason = ` (${response.status})`;
  } catch {
    reason = ` (${url})`;
  }
  throw new ModuleError(`${name_of(url)} could not be loaded${reason}`);
}
