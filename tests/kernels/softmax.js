/** softmax and the parts of log-sum-exp that it gives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as reference from '../reference.js';
import { assert_same_bits, assert_within, generator, random_floats, relative_error } from '../support.js';
import { on_all, PANEL, ULP } from './modules.js';

const BOUND = { timeout: 180_000 };

/** Of samples of ten logits: probabilities, largest logit, sum of exponentials. @param {ArrayLike<number>[]} samples */
function softmax_rows(samples) {
  const rows = samples.length;
  const z = new Float32Array(rows * PANEL).fill(-Infinity);
  samples.forEach((logits, row) => z.set(logits, row * PANEL));
  const all = on_all((kernels) => {
    const a = kernels.place(new Float32Array(rows * PANEL));
    const [max, sum] = [0, 0].map(() => kernels.place(new Float32Array(rows)));
    kernels.call.softmax(a, max, sum, kernels.place(z), rows);
    return Float32Array.of(...kernels.read(a), ...kernels.read(max), ...kernels.read(sum));
  });
  return samples.map((_, row) => {
    const a = all.slice(row * PANEL, (row + 1) * PANEL);
    assert.deepEqual([...a.slice(10)], [0, 0], 'classes that do not exist get 0');
    return { a: a.slice(0, 10), max: all[rows * PANEL + row], sum: all[rows * PANEL + rows + row] };
  });
}

/** @param {ArrayLike<number>} logits */
function softmax(logits) {
  return softmax_rows([logits])[0];
}

/** Logits that hurt: far apart, equal, huge, −∞. */
const LOGITS = [
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [100, -100, 100, -100, 0, 1, 2, 3, 4, 5],
  [-100, -100, -100, -100, -100, -100, -100, -100, -100, -100],
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [88, 89, 104, -104, -88, 0, 50, 103.5, 17, 103.9],
  [-Infinity, 0, -Infinity, 1, -Infinity, -Infinity, 2, -Infinity, -Infinity, -Infinity],
  [3e38, -3e38, 0, 0, 0, 0, 0, 0, 0, 0],
  [1e-40, -1e-40, 0, -0, 1e-45, 0, 0, 0, 0, 0],
  [-0, 0, -0, 0, -0, 0, -0, 0, -0, 0],
  ...[1, 2, 3, 4, 5, 6].map((seed) => [...random_floats(generator(seed), 10, 10 * seed)]),
];

test('softmax and log-sum-exp agree with the reference', BOUND, () => {
  for (const logits of LOGITS) {
    const { a, max, sum } = softmax(logits);
    const z = Float64Array.from(logits, Math.fround);
    assert_within(relative_error(a, reference.softmax(z)), 4 * ULP, `softmax of ${logits}`);
    assert.ok(max === Math.max(...z), `the maximum of ${logits} is ${max}`);
    const expected = z.reduce((total, value) => total + Math.exp(value - Math.max(...z)), 0);
    assert_within(relative_error([sum], [expected]), 4 * ULP, `sum of ${logits}`);
  }
});

test('softmax of many samples is softmax of each', BOUND, () => {
  for (let rows = 1; rows <= LOGITS.length; rows++)
    softmax_rows(LOGITS.slice(0, rows)).forEach((row, i) => assert.deepEqual(row, softmax(LOGITS[i])));
});

test('softmax sums to 1', BOUND, () => {
  for (const logits of LOGITS)
    assert_within(Math.abs(softmax(logits).a.reduce((sum, a) => sum + a, 0) - 1), 4 * ULP, `${logits}`);
});

test('softmax is unchanged, to the bit, by adding a constant', BOUND, () => {
  const random = generator(3);
  for (const constant of [1, -1, 64, -100, 4096]) {
    const logits = Array.from({ length: 10 }, () => Math.round(random() * 64) / 8);
    assert_same_bits(softmax(logits.map((z) => z + constant)).a, softmax(logits).a, `${constant} added`);
  }
});

test('softmax of equal logits is uniform, and of a class at −∞ exactly 0', BOUND, () => {
  for (const z of [0, 100, -100, 3e38, 1e-45]) {
    const { a } = softmax(Array(10).fill(z));
    assert.equal(new Set(a).size, 1);
    assert_within(Math.abs(a[0] - 0.1), ULP, `softmax of ten times ${z}`);
  }
  const { a } = softmax([-Infinity, 0, 0, 0, 0, 0, 0, 0, 0, -Infinity]);
  assert.deepEqual([a[0], a[9], a[1]], [0, 0, 0.125]);
});

test('softmax permutes with its logits', BOUND, () => {
  const logits = random_floats(generator(8), 10, 8);
  const { a } = softmax(logits);
  for (let shift = 1; shift < 10; shift++) {
    const moved = softmax(logits.map((_, k) => logits[(k + shift) % 10])).a;
    assert_within(
      relative_error(
        moved,
        a.map((_, k) => a[(k + shift) % 10]),
      ),
      4 * ULP,
      `shift ${shift}`,
    );
  }
});
