// Packs bytes for scripts that carry them along: LZMA, as web/network/unpack.js unpacks it, in base64.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compress, decompress } from 'lzma1';

const HARDEST = 9;
const LENGTH_AT = 5; // byte of the header, where the length begins

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
  const is_enough = (/** @type {number} */ end) => {
    const start = Buffer.from(base64.slice(0, end), 'base64');
    try {
      start.writeUInt32LE(simd.length, LENGTH_AT);
      return Buffer.compare(simd, decompress(start)) === 0;
    } catch {
      return false;
    }
  };
  let [too_few, simd_end] = [0, base64.length / 4];
  while (simd_end - too_few > 1) {
    const middle = Math.floor((too_few + simd_end) / 2);
    if (is_enough(4 * middle)) simd_end = middle;
    else too_few = middle;
  }
  return { base64, simd_size: simd.length, simd_end: 4 * simd_end };
}
