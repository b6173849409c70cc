// Packs bytes for scripts that carry them along: LZMA, as web/network/unpack.js unpacks it, in base64.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compress } from 'lzma1';
import { unpack } from '../network/unpack.js';

const HARDEST = 9;

/** @param {Uint8Array} bytes @returns {string} base64 */
export const pack = (bytes) => Buffer.from(compress(bytes, HARDEST)).toString('base64');

/**
 * The two WebAssembly modules packed together, as they are alike in most of their bytes. The SIMD module comes first: it can
 * be unpacked without the rest.
 * @returns {{ base64: string, simd_size: number, simd_end: number }} simd_size: bytes of the SIMD module; simd_end: letters
 *   of the base64 that it needs
 */
export function packed_modules() {
  const [simd, scalar] = ['simd', 'scalar'].map((name) =>
    readFileSync(fileURLToPath(new URL(`../network/network.${name}.wasm`, import.meta.url))),
  );
  const base64 = pack(Buffer.concat([simd, scalar]));
  const is_enough = (/** @type {number} */ end) =>
    Buffer.compare(simd, unpack(base64.slice(0, 4 * end), simd.length)) === 0;
  let [too_few, simd_end] = [0, base64.length / 4];
  while (simd_end - too_few > 1) {
    const middle = Math.floor((too_few + simd_end) / 2);
    if (is_enough(middle)) simd_end = middle;
    else too_few = middle;
  }
  return { base64, simd_size: simd.length, simd_end: 4 * simd_end };
}
