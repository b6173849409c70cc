/** The random numbers behind initial weights and shuffles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert_within } from '../support.js';
import { modules, simd } from './modules.js';

const BOUND = { timeout: 180_000 };
/** xoshiro128++ 1.0 as Blackman and Vigna published it. @param {Uint32Array} s its state */
function xoshiro(s) {
  const rotate = (/** @type {number} */ x, /** @type {number} */ k) => ((x << k) | (x >>> (32 - k))) >>> 0;
  const result = (rotate((s[0] + s[3]) >>> 0, 7) + s[0]) >>> 0;
  const t = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 11);
  return result;
}

test('random bits are those of xoshiro128++', BOUND, () => {
  for (const kernels of modules) {
    const state = kernels.place(new Uint32Array(4));
    kernels.call.random_seed(state, 12345n, 6n);
    const s = kernels.read(state);
    for (let i = 0; i < 1000; i++) assert.equal(kernels.call.random_bits(state) >>> 0, xoshiro(s));
    kernels.clear();
  }
});

test('every seed and every stream starts elsewhere', BOUND, () => {
  const states = new Set();
  const state = simd.place(new Uint32Array(4));
  for (let seed = 0n; seed < 40n; seed++)
    for (let stream = 0n; stream < 40n; stream++) {
      simd.call.random_seed(state, seed, stream | (stream << 32n));
      states.add(simd.read(state).join());
    }
  simd.clear();
  assert.equal(states.size, 1600);
});

test('random_below is uniform, random_uniform a multiple of 2⁻²⁴ in [0, 1)', BOUND, () => {
  const state = simd.place(new Uint32Array(4));
  simd.call.random_seed(state, 7n, 0n);
  for (const n of [1, 2, 3, 10]) {
    const counts = new Float64Array(n);
    for (let i = 0; i < 10_000 * n; i++) counts[simd.call.random_below(state, n)]++;
    const chi_square = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    assert_within(chi_square, 30, `χ² of ${n} places`);
  }
  let sum = 0;
  for (let i = 0; i < 100_000; i++) {
    const u = simd.call.random_uniform(state);
    assert.ok(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 24));
    sum += u;
  }
  assert_within(Math.abs(sum / 100_000 - 0.5), 5 * Math.sqrt(1 / 12 / 100_000), 'mean');
  simd.clear();
});
