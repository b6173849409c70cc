/** exp and log: over all floats, in ulp. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert_same_bits, assert_within, generator, random_floats } from '../support.js';
import { on_all, scalar, simd, SIZES, ULP } from './modules.js';

const BOUND = { timeout: 180_000 };
/** Bit patterns as integers in the order of the numbers: neighbours differ by 1. @param {number} bits */
function ordinal(bits) {
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

/**
 * Applies a function to the floats of bit patterns first, first + stride, … below end, in both builds: the same bits,
 * and the largest distance from the correctly rounded value, in ulp.
 * @param {'exp_floats' | 'log_floats'} name @param {(x: number) => number} exact
 * @param {number} first @param {number} end @param {number} stride
 */
function largest_ulp(name, exact, first, end, stride) {
  const n = 1 << 16;
  const bits = new Uint32Array(n);
  const inputs = new Float32Array(bits.buffer);
  const rounded = new Float32Array(1);
  const rounded_bits = new Int32Array(rounded.buffer);
  const [at, scalar_at] = [simd, scalar].map((kernels) => kernels.place(bits));
  const views = [
    [simd, at],
    [scalar, scalar_at],
  ].map(
    ([kernels, place]) =>
      new Int32Array(
        /** @type {import('./modules.js').KernelModule} */ (kernels).memory.buffer,
        /** @type {number} */ (place),
        n,
      ),
  );
  const result = { inputs: 0, largest: 0, where: NaN };
  for (let start = first; start < end; start += n * stride) {
    const count = Math.min(n, Math.ceil((end - start) / stride));
    for (let i = 0; i < count; i++) bits[i] = start + i * stride;
    views.forEach((view) => view.set(bits));
    simd.call[name](at, at, count);
    scalar.call[name](scalar_at, scalar_at, count);
    for (let i = 0; i < count; i++) {
      rounded[0] = exact(inputs[i]);
      const [one, other] = [views[0][i], views[1][i]];
      if (Number.isNaN(rounded[0])) {
        if ((one & 0x7fffffff) <= 0x7f800000 || (other & 0x7fffffff) <= 0x7f800000)
          assert.fail(`${name}(${inputs[i]}) is no NaN`);
        continue;
      }
      if (one !== other) assert.fail(`${name}(${inputs[i]}) differs between the builds`);
      const distance = Math.abs(ordinal(one) - ordinal(rounded_bits[0]));
      if (!(distance <= result.largest)) Object.assign(result, { largest: distance, where: inputs[i] });
    }
    result.inputs += count;
  }
  simd.clear();
  scalar.clear();
  return result;
}

/** The bits of a float. @param {number} x */
function bits_of(x) {
  return new Uint32Array(Float32Array.of(x).buffer)[0];
}

/** Where a sweep goes over bit patterns: from, to, stride. @type {Record<string, [string, (x: number) => number, [number, number, number][]]>} */
const SWEEPS = {
  exp: [
    'exp_floats',
    Math.exp,
    [
      [0, 2 ** 32, 397],
      [bits_of(2 ** -12), bits_of(128), 13],
      [bits_of(-(2 ** -12)), bits_of(-128), 13],
    ],
  ],
  log: [
    'log_floats',
    Math.log,
    [
      [0, 2 ** 32, 397],
      [bits_of(0.5), bits_of(2), 1],
      [1, bits_of(2 ** -126), 7],
    ],
  ],
};

for (const [name, [kernel, exact, ranges]] of Object.entries(SWEEPS)) {
  test(
    `${name} is within 2 ulp of the correctly rounded value, over all floats, with the same bits in both builds`,
    BOUND,
    (t) => {
      let inputs = 0;
      for (const [first, end, stride] of ranges) {
        const result = largest_ulp(/** @type {any} */ (kernel), exact, first, end, stride);
        assert_within(result.largest, 2, `ulp of ${name}(${result.where})`);
        t.diagnostic(`${result.inputs} inputs: at most ${result.largest} ulp, at ${result.where}`);
        inputs += result.inputs;
      }
      assert.ok(inputs >= 1e7);
    },
  );
}

test('exp and log of the special numbers', BOUND, () => {
  const tiny = 2 ** -149;
  const exp = [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [tiny, 1],
    [-tiny, 1],
    [89, Infinity],
    [-104, 0],
    [3e38, Infinity],
    [-3e38, 0],
    [1, Math.fround(Math.E)],
  ];
  const log = [
    [0, -Infinity],
    [-0, -Infinity],
    [1, 0],
    [Infinity, Infinity],
    [-Infinity, NaN],
    [NaN, NaN],
    [-1, NaN],
    [-tiny, NaN],
    [tiny, Math.fround(-149 * Math.LN2)],
    [2, Math.fround(Math.LN2)],
  ];
  for (const [name, pairs] of /** @type {const} */ ([
    ['exp_floats', exp],
    ['log_floats', log],
  ])) {
    const actual = on_all((kernels) => {
      const x = kernels.place(Float32Array.from(pairs, ([input]) => input));
      kernels.call[name](x, x, pairs.length);
      return kernels.read(x);
    });
    pairs.forEach(([input, expected], i) =>
      assert.ok(
        Object.is(actual[i], expected) || Math.abs(actual[i] - expected) <= ULP * Math.abs(expected),
        `${name}(${input}) is ${actual[i]}, not ${expected}`,
      ),
    );
  }
});

test('exp and log take any number of values and touch no others', BOUND, () => {
  for (const [name, exact] of /** @type {const} */ ([
    ['exp_floats', Math.exp],
    ['log_floats', Math.log],
  ])) {
    for (const n of SIZES) {
      const x = random_floats(generator(n), n).map(Math.abs);
      const y = on_all((kernels) => {
        const [out, input] = [kernels.place(new Float32Array(n)), kernels.place(x)];
        kernels.call[name](out, input, n);
        assert_same_bits(kernels.read(input), x);
        return kernels.read(out);
      });
      x.forEach((value, i) =>
        assert_within(Math.abs(y[i] - exact(value)), 2 * ULP * Math.abs(exact(value)), name),
      );
    }
  }
});
