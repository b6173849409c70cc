/**
 * Takes the place of load.js where the modules come along inside of the script: both deflated together, as they are alike in
 * most of their bytes. DecompressionStream would unpack them as well, but the engines that the scalar module is for do not
 * have it.
 */
import { inflateSync } from 'fflate';
import { name_of } from './module_error.js';
import { base64, scalar_size } from './carried:modules';

/** @param {URL} url of one of the two; no other can be had @returns {Promise<BufferSource>} */
export async function load(url) {
  const bytes = inflateSync(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  return name_of(url).includes('simd') ? bytes.slice(scalar_size) : bytes.slice(0, scalar_size);
}
