/** Kernels that go number by number, and those that read pixels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert_same_bits, generator, random_floats, random_images } from '../support.js';
import { on_all, PANEL, SIZES } from './modules.js';

const BOUND = { timeout: 180_000 };
/** Numbers that hurt, among random ones. @param {number} n */
function hurtful(n) {
  const special = [0, -0, 1e-45, -1e-45, Infinity, -Infinity, NaN, 3e38];
  return random_floats(generator(n), n).map((value, i) =>
    i % 3 === 1 ? special[Math.floor(i / 3) % 8] : value,
  );
}

/**
 * An elementwise kernel on arrays of every size. @param {string} name
 * @param {(kernels: import('./modules.js').KernelModule, arrays: number[], n: number) => void} call
 * @param {(x: number, y: number) => number} formula of the first two arrays, in single precision
 */
function check_elementwise(name, call, formula) {
  for (const n of SIZES) {
    const [x, y] = [hurtful(n), hurtful(n + 1).subarray(0, n)];
    const result = on_all((kernels) => {
      const arrays = [x, y].map((array) => kernels.place(array));
      call(kernels, arrays, n);
      return kernels.read(arrays[0]);
    });
    assert_same_bits(
      result,
      x.map((value, i) => formula(value, y[i])),
      `${name}, n ${n}`,
    );
  }
}

test('descend is θ − rate dθ', BOUND, () => {
  const rate = Math.fround(0.3);
  check_elementwise(
    'descend',
    (kernels, [theta, d], n) => kernels.call.descend(theta, d, rate, n),
    (theta, d) => theta - Math.fround(rate * d),
  );
});

test('relu is max(z, 0), and NaN stays NaN', BOUND, () => {
  check_elementwise(
    'relu',
    (kernels, [a, z], n) => kernels.call.relu(a, z, n),
    (_, z) => (z <= 0 ? 0 : z),
  );
});

test('relu_mask lets an error pass where z > 0, and nowhere else', BOUND, () => {
  check_elementwise(
    'relu_mask',
    (kernels, [da, z], n) => kernels.call.relu_mask(da, da, z, n),
    (da, z) => (z > 0 ? da : 0),
  );
});

test('clear is 0 everywhere', BOUND, () => {
  check_elementwise(
    'clear',
    (kernels, [a], n) => kernels.call.clear(a, n),
    () => 0,
  );
});

test('scale_greys is grey / 255, correctly rounded, for all greys', BOUND, () => {
  for (const n of [...SIZES, 256]) {
    const greys = Uint8Array.from({ length: n }, (_, i) => i + n);
    const values = on_all((kernels) => {
      const out = kernels.place(new Float32Array(n));
      kernels.call.scale_greys(out, kernels.place(greys), n);
      return kernels.read(out);
    }, 64);
    assert_same_bits(
      values,
      Float32Array.from(greys, (grey) => grey / 255),
      `n ${n}`,
    );
  }
});

/** An image of random greys with a share of ink. @param {number} ink */
function image_of(ink) {
  return random_images(generator(ink * 100), 1, ink);
}

test('pack_greys lists the pixels that are not 0, count_greys counts them', BOUND, () => {
  for (const ink of [0, 0.01, 0.19, 0.5, 0.99, 1]) {
    const image = image_of(ink);
    const inked = Array.from(image.keys()).filter((pixel) => image[pixel] !== 0);
    const n = inked.length;
    const listed = on_all((kernels) => {
      const rows = kernels.place(new Uint16Array(n + 8));
      const greys = kernels.place(new Uint8Array(n + 8));
      assert.equal(kernels.call.pack_greys(rows, greys, kernels.place(image), 784), n);
      assert.equal(kernels.call.count_greys(kernels.place(image), 784), n);
      return Uint16Array.of(...kernels.read(rows).subarray(0, n), ...kernels.read(greys).subarray(0, n));
    });
    assert.deepEqual(
      [...listed],
      [...inked.map((pixel) => pixel * PANEL), ...inked.map((pixel) => image[pixel])],
    );
  }
});
