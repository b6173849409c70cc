/**
 * Unpacks LZMA, which packs our modules into a sixth less than what browsers unpack by themselves (deflate), and which none
 * of them unpacks. The names are those of its specification (https://7-zip.org/sdk.html, lzma-specification.txt).
 */

const HEADER = 13; // bytes: one for the numbers of bits, four for the dictionary, eight for the length
const STATES = 12; // of what came last
const POSITIONS = 16; // states of the position, at most

/** Where each table of probabilities begins. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POSITIONS;
const IS_REP_G = IS_REP + STATES; // for each of the last three distances
const IS_REP0_LONG = IS_REP_G + 3 * STATES;
const SLOTS = IS_REP0_LONG + STATES * POSITIONS;
const SPECIAL = SLOTS + 4 * 64;
const ALIGN = SPECIAL + 128;
const LENGTH = ALIGN + 16;
const LENGTH_SIZE = 2 + 2 * 8 * POSITIONS + 256;
const REP_LENGTH = LENGTH + LENGTH_SIZE;
const LITERALS = REP_LENGTH + LENGTH_SIZE;

/** The bits of a stream, each coded with the probability that its place has come to. */
class RangeDecoder {
  #range = 2 ** 32 - 1;
  #code = 0;

  /** @param {Uint8Array} bytes @param {number} at where the stream begins @param {number} size number of probabilities */
  constructor(bytes, at, size) {
    this.bytes = bytes;
    this.at = at + 1; // the first byte is 0
    this.chances = new Uint16Array(size).fill(1024); // of a 0, in parts of 2048
    for (let i = 0; i < 4; i++) this.#code = this.#code * 256 + this.bytes[this.at++];
  }

  #next_byte() {
    if (this.#range >= 2 ** 24) return;
    this.#range *= 256;
    this.#code = this.#code * 256 + this.bytes[this.at++];
  }

  /** @param {number} place of the probability @returns {0 | 1} */
  bit(place) {
    const chance = this.chances[place];
    const bound = (this.#range >>> 11) * chance;
    const is_one = this.#code >= bound;
    this.#code -= is_one ? bound : 0;
    this.#range = is_one ? this.#range - bound : bound;
    this.chances[place] += is_one ? -(chance >> 5) : (2048 - chance) >> 5;
    this.#next_byte();
    return is_one ? 1 : 0;
  }

  /** A number of so many bits that are as often 0 as 1. @param {number} bits */
  plain(bits) {
    let number = 0;
    while (bits-- > 0) {
      this.#range >>>= 1;
      const is_one = this.#code >= this.#range;
      if (is_one) this.#code -= this.#range;
      number = number * 2 + (is_one ? 1 : 0);
      this.#next_byte();
    }
    return number;
  }

  /** A number of so many bits, the highest first. @param {number} base @param {number} bits */
  number(base, bits) {
    let node = 1;
    for (let i = 0; i < bits; i++) node = node * 2 + this.bit(base + node);
    return node - 2 ** bits;
  }

  /** A number of so many bits, the lowest first. @param {number} base @param {number} bits */
  reversed(base, bits) {
    let [node, number] = [1, 0];
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + node);
      node = node * 2 + bit;
      number += bit * 2 ** i;
    }
    return number;
  }

  /** @param {number} base @param {number} position state of the position */
  length(base, position) {
    if (!this.bit(base)) return 2 + this.number(base + 2 + 8 * position, 3);
    if (!this.bit(base + 1)) return 10 + this.number(base + 2 + 8 * (POSITIONS + position), 3);
    return 18 + this.number(base + 2 + 16 * POSITIONS, 8);
  }

  /** A distance that is not one of the last. @param {number} length of the match */
  distance(length) {
    const slot = this.number(SLOTS + 64 * Math.min(length - 2, 3), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.reversed(SPECIAL + high - slot, bits);
    return high + 16 * this.plain(bits - 4) + this.reversed(ALIGN, 4);
  }

  /** @param {number} base @param {number | undefined} other the byte at the last distance, which it is not */
  literal(base, other) {
    let node = 1;
    while (node < 256 && other !== undefined) {
      const expected = (other >> 7) & 1;
      other = (other * 2) & 255;
      const bit = this.bit(base + 256 * (1 + expected) + node);
      node = node * 2 + bit;
      if (bit !== expected) break;
    }
    while (node < 256) node = node * 2 + this.bit(base + node);
    return node - 256;
  }
}

/**
 * @param {string} base64 a file of LZMA whose header has the length (web/tools/pack.mjs), or as much of it as is needed
 * @param {number} [most] bytes that are wanted, from the first on; by default all
 * @returns {Uint8Array<ArrayBuffer>} what was packed
 */
export function unpack(base64, most = Infinity) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const literal_bits = bytes[0] % 9; // of the byte before
  const rest = Math.floor(bytes[0] / 9);
  const literal_positions = 2 ** (rest % 5);
  const positions = 2 ** Math.floor(rest / 5);
  const size = Math.min(most, new DataView(bytes.buffer).getUint32(5, true));
  const decoder = new RangeDecoder(bytes, HEADER, LITERALS + 768 * literal_positions * 2 ** literal_bits);
  const unpacked = new Uint8Array(size);
  /** The last four distances, less 1, the newest first. */
  const distances = [0, 0, 0, 0];
  let state = 0;
  for (let at = 0; at < size;) {
    const position = at % positions;
    if (!decoder.bit(IS_MATCH + POSITIONS * state + position)) {
      const before = at > 0 ? unpacked[at - 1] : 0;
      const context = (at % literal_positions) * 2 ** literal_bits + (before >> (8 - literal_bits));
      const other = state >= 7 ? unpacked[at - distances[0] - 1] : undefined;
      unpacked[at++] = decoder.literal(LITERALS + 768 * context, other);
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length = 1;
    if (!decoder.bit(IS_REP + state)) {
      length = decoder.length(LENGTH, position);
      distances.pop();
      distances.unshift(decoder.distance(length));
      state = state < 7 ? 7 : 10;
    } else {
      let used = 0; // which of the last distances
      while (used < 3 && decoder.bit(IS_REP_G + STATES * used + state)) used++;
      if (used === 0 && !decoder.bit(IS_REP0_LONG + POSITIONS * state + position)) state = state < 7 ? 9 : 11;
      else {
        distances.unshift(...distances.splice(used, 1));
        length = decoder.length(REP_LENGTH, position);
        state = state < 7 ? 8 : 11;
      }
    }
    for (const end = Math.min(at + length, size); at < end; at++)
      unpacked[at] = unpacked[at - distances[0] - 1];
  }
  return unpacked;
}
