/** The matrix products: sparse vectors and panels. */
import { test } from 'node:test';
import { assert_same_bits, assert_within, generator, random_floats, relative_error } from '../support.js';
import { on_all, PANEL, SIZES } from './modules.js';

const BOUND = { timeout: 180_000 };

/**
 * A panel of 784 rows of which n are in a sparse vector; all others are NaN.
 * @param {number} n
 */
function sparse_case(n) {
  const random = generator(n);
  const step = n > 0 ? Math.floor(784 / n) : 0;
  const rows = Uint16Array.from({ length: n }, (_, i) => i * step * PANEL);
  const W = new Float32Array(784 * PANEL).fill(NaN);
  for (const row of rows) W.set(random_floats(random, PANEL), row);
  return { rows, W, values: random_floats(random, n), d: random_floats(random, PANEL) };
}

test('gather_rows is the product of a sparse vector and a panel, and of nothing the bias', BOUND, () => {
  for (const n of [0, ...SIZES]) {
    const { rows, W, values, d: b } = sparse_case(n);
    const z = on_all((kernels) => {
      const out = kernels.place(new Float32Array(PANEL));
      kernels.call.gather_rows(out, kernels.place(b), kernels.place(W), kernels.place_sparse(rows, values));
      return kernels.read(out);
    });
    const expected = Array.from(b, (bias, j) =>
      rows.reduce((sum, row, i) => sum + values[i] * W[row + j], bias),
    );
    assert_within(relative_error(z, expected), n === 0 ? 0 : 1e-5, `n ${n}`);
  }
});

test('gather_rows may put its result where the bias is', BOUND, () => {
  for (const n of [0, 1, PANEL, 784]) {
    const { rows, W, values, d: b } = sparse_case(n);
    const [apart, in_place] = [false, true].map((is_in_place) =>
      on_all((kernels) => {
        const bias = kernels.place(b);
        const out = is_in_place ? bias : kernels.place(new Float32Array(PANEL));
        kernels.call.gather_rows(out, bias, kernels.place(W), kernels.place_sparse(rows, values));
        return kernels.read(out);
      }),
    );
    assert_same_bits(in_place, apart, `n ${n}`);
  }
});

/**
 * The panel after scatter_rows or descend_rows, against a formula in single precision; what is not to be touched
 * stays NaN. @param {'scatter_rows' | 'descend_rows'} name @param {(w: number, value: number, d: number) => number} formula
 */
function check_rows(name, formula) {
  for (const n of [0, ...SIZES]) {
    const { rows, W, values, d } = sparse_case(n);
    const after = on_all((kernels) => {
      const panel = kernels.place(W);
      kernels.call[name](panel, kernels.place(d), kernels.place_sparse(rows, values), 0.3);
      return kernels.read(panel);
    });
    const expected = W.slice();
    rows.forEach((row, i) =>
      d.forEach((error, j) => (expected[row + j] = formula(W[row + j], values[i], error))),
    );
    assert_same_bits(after, expected, `${name}, n ${n}`);
  }
}

test('scatter_rows adds the outer product, scaled', BOUND, () => {
  const { fround } = Math;
  check_rows('scatter_rows', (w, value, d) => w + fround(value * fround(fround(0.3) * d)));
});

test('descend_rows subtracts the outer product times the rate', BOUND, () => {
  const { fround } = Math;
  check_rows('descend_rows', (w, value, d) => w - fround(fround(0.3) * fround(value * d)));
});

test('sum_rows adds the sum of rows that lie apart, scaled', BOUND, () => {
  const { fround } = Math;
  const stride = 2 * PANEL;
  for (const rows of [0, 1, 2, 31, 32]) {
    const random = generator(rows);
    const d = new Float32Array(rows * stride).fill(NaN);
    for (let i = 0; i < rows; i++) d.set(random_floats(random, PANEL), i * stride);
    const db = random_floats(random, PANEL);
    const after = on_all((kernels) => {
      const sum = kernels.place(db);
      kernels.call.sum_rows(sum, kernels.place(d), stride, rows, 0.3);
      return kernels.read(sum);
    });
    const expected = db.map((sum, j) => {
      for (let i = 0; i < rows; i++) sum = fround(sum + fround(fround(0.3) * d[i * stride + j]));
      return sum;
    });
    assert_same_bits(after, expected, `rows ${rows}`);
  }
});

test('transpose_panel transposes twelve by twelve', BOUND, () => {
  const W = random_floats(generator(1), PANEL * PANEL);
  const t = on_all((kernels) => {
    const out = kernels.place(new Float32Array(PANEL * PANEL));
    kernels.call.transpose_panel(out, kernels.place(W));
    return kernels.read(out);
  });
  assert_same_bits(
    t,
    W.map((_, i) => W[(i % PANEL) * PANEL + Math.floor(i / PANEL)]),
  );
});
