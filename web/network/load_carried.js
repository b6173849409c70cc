/** Takes the place of load.js where the modules come along inside of the script, packed together (web/tools/pack.mjs). */
import { name_of } from './module_error.js';
import { unpack } from './unpack.js';
import { base64, simd_size } from './carried:modules';

/** @param {URL} url of one of the two; no other can be had @returns {Promise<BufferSource>} */
export async function load(url) {
  return name_of(url).includes('simd') ? unpack(base64, simd_size) : unpack(base64).slice(simd_size);
}
