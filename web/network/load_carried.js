/**
 * Takes the place of load.js where the modules come along inside of the script: both packed together, as they are alike in
 * most of their bytes.
 */
import { name_of } from './module_error.js';
import { unpack } from './unpack.js';
import { base64, scalar_size } from './carried:modules';

/** @param {URL} url of one of the two; no other can be had @returns {Promise<BufferSource>} */
export async function load(url) {
  const bytes = unpack(base64);
  return name_of(url).includes('simd') ? bytes.slice(scalar_size) : bytes.slice(0, scalar_size);
}
