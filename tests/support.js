/** What several tests share: seeded inputs, comparisons that NaN cannot pass, and the fingerprint computed a second time. */
import assert from 'node:assert/strict';

/** @typedef {{ Wh: Float32Array, bh: Float32Array, Wo: Float32Array, bo: Float32Array }} Parameters */

export const BUILDS = /** @type {const} */ (['simd', 'scalar']);
export const NAMES = /** @type {const} */ (['Wh', 'bh', 'Wo', 'bo']);
export const PIXELS = 784;

/** Marsaglia's xorshift32 (2003): uniform numbers in [0, 1). @param {number} seed @returns {() => number} */
export function generator(seed) {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}

/**
 * m images of random greys, of which the share `ink` is not 0 (MNIST: 0.19).
 * @param {() => number} random @param {number} m
 */
export function random_images(random, m, ink = 0.19) {
  return Uint8Array.from({ length: m * PIXELS }, () => (random() < ink ? 1 + Math.floor(random() * 255) : 0));
}

/** m images of floats, none of them 0, negative ones too. @param {() => number} random @param {number} m */
export function dense_images(random, m) {
  return Float32Array.from({ length: m * PIXELS }, () => random() * 1.5 - 0.5 || 1);
}

/** Images of both types. @type {((random: () => number, m: number) => Uint8Array | Float32Array)[]} */
export const MAKERS = [random_images, dense_images];

/** @param {() => number} random @param {number} m */
export function random_labels(random, m) {
  return Uint8Array.from({ length: m }, () => Math.floor(random() * 10));
}

/** Numbers in ±scale / 2. @param {() => number} random @param {number} n @param {number} [scale] */
export function random_floats(random, n, scale = 2) {
  return Float32Array.from({ length: n }, () => (random() - 0.5) * scale);
}

/** The same greys as floats: v / 255, rounded to single precision. @param {Uint8Array} images */
export function as_floats(images) {
  return Float32Array.from(images, (grey) => grey / 255);
}

// prettier-ignore
const DRAWN = [
    ['.###.', '#...#', '#...#', '#...#', '#...#', '#...#', '.###.'],
    ['..#..', '.##..', '#.#..', '..#..', '..#..', '..#..', '#####'],
    ['.###.', '#...#', '....#', '...#.', '..#..', '.#...', '#####'],
    ['####.', '....#', '....#', '.###.', '....#', '....#', '####.'],
    ['...#.', '..##.', '.#.#.', '#..#.', '#####', '...#.', '...#.'],
    ['#####', '#....', '####.', '....#', '....#', '#...#', '.###.'],
    ['..##.', '.#...', '#....', '####.', '#...#', '#...#', '.###.'],
    ['#####', '....#', '...#.', '..#..', '.#...', '.#...', '.#...'],
    ['.###.', '#...#', '#...#', '.###.', '#...#', '#...#', '.###.'],
    ['.###.', '#...#', '#...#', '.####', '....#', '...#.', '.##..'],
];

/**
 * A drawn digit as an image: each '#' is 3×3 pixels of ink; (left, top) is where the drawing starts.
 * @param {number} digit @param {number} [left] 0…13 @param {number} [top] 0…7
 */
export function drawn_digit(digit, left = 6, top = 3) {
  const image = new Uint8Array(PIXELS);
  for (let y = 0; y < 21; y++)
    for (let x = 0; x < 15; x++)
      if (DRAWN[digit][Math.floor(y / 3)][Math.floor(x / 3)] === '#') image[(top + y) * 28 + left + x] = 255;
  return image;
}

/** The ten drawn digits at `places` places each, a little moved. @param {() => number} random @param {number} places */
export function drawn_digits(random, places) {
  const images = new Uint8Array(places * 10 * PIXELS);
  const labels = new Uint8Array(places * 10);
  for (let i = 0; i < labels.length; i++) {
    labels[i] = i % 10;
    const left = 5 + Math.floor(random() * 3);
    images.set(drawn_digit(labels[i], left, 2 + Math.floor(random() * 3)), i * PIXELS);
  }
  return { images, labels };
}

/**
 * Image number i has one white pixel, number i: a step on it leaves its trace in column i of W_h and in no other.
 * @param {number} count @param {number} [first]
 */
export function single_pixel_images(count, first = 0) {
  const images = new Uint8Array(count * PIXELS);
  for (let i = 0; i < count; i++) images[i * PIXELS + first + i] = 255;
  return images;
}

/** @param {ArrayLike<number>} values The largest magnitude; NaN if there is one. */
export function magnitude(values) {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/**
 * The largest difference, relative to the largest magnitude expected; NaN if any number is NaN, so that
 * `relative_error(…) <= tolerance` fails.
 * @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected
 */
export function relative_error(actual, expected) {
  assert.equal(actual.length, expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
  return largest === 0 ? 0 : largest / magnitude(expected);
}

/**
 * The largest difference of an element relative to that very element, over elements of at least a thousandth of the
 * largest magnitude. @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected
 */
export function elementwise_error(actual, expected) {
  const floor = magnitude(expected) / 1000;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const size = Math.abs(expected[i]);
    if (size >= floor) largest = Math.max(largest, Math.abs(actual[i] - expected[i]) / size);
  }
  return largest;
}

/** NaN fails here, as it should. @param {number} error @param {number} tolerance @param {string} what */
export function assert_within(error, tolerance, what) {
  assert.ok(error <= tolerance, `${what}: the error is ${error}, the tolerance ${tolerance}`);
}

/** The same bits, told by index where they differ. @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected */
export function assert_same_bits(actual, expected, what = 'the arrays') {
  assert.equal(actual.length, expected.length, `${what}: lengths`);
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(actual[i], expected[i]))
      assert.fail(`${what} differ at ${i}: ${actual[i]}, expected ${expected[i]}`);
}

/** 64-bit FNV-1a over the little-endian bytes of the parameters, each NaN as 0x7fc00000. @param {Parameters} parameters */
export function fingerprint_of(parameters) {
  let hash = 0xcbf29ce484222325n;
  const word = new DataView(new ArrayBuffer(4));
  for (const name of NAMES) {
    for (const value of parameters[name]) {
      if (Number.isNaN(value)) word.setUint32(0, 0x7fc00000, true);
      else word.setFloat32(0, value, true);
      for (let i = 0; i < 4; i++)
        hash = ((hash ^ BigInt(word.getUint8(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
    }
  }
  return hash.toString(16).padStart(16, '0');
}

/** Samples in another order. @param {Uint8Array | Float32Array} images @param {number[]} order */
export function pick_images(images, order) {
  const picked = images.slice(0, order.length * PIXELS);
  order.forEach((from, to) => picked.set(images.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS));
  return picked;
}
