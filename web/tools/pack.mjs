// Packs bytes for scripts that carry them along: LZMA, as web/network/unpack.js unpacks it, in base64.
import { compress } from 'lzma1';

const HARDEST = 9;

/** @param {Uint8Array} bytes @returns {string} base64 */
export const pack = (bytes) => Buffer.from(compress(bytes, HARDEST)).toString('base64');
