/**
 * One entry of a quantity, worked out in full: the lines of a calculation, with every number in it. The results are the
 * network's own; intermediate results are computed here in double precision and agree with them to the digits on show.
 */

import { PIXELS } from '../../network/arguments.js';

/**
 * @typedef {import('./quantities.js').Quantities} Quantities
 * @typedef {import('./quantities.js').ParameterName} ParameterName
 * @typedef {import('../table.js').Name} Name
 * @typedef {{ value: number, name?: Name, row: number, column: number }} Factor an entry of a quantity; without a name: the
 * result of an earlier line, or a constant
 * @typedef {{ factors: Factor[], value: number }} Term a product
 * @typedef {'sum' | 'difference' | 'quotient' | 'largest' | 'exponential' | 'logarithm' | 'one_hot'} Kind
 * sum: scale · (t₀ + t₁ + …); difference: t₀ − t₁; quotient: t₀ / t₁; largest: max(t₀, t₁, …); exponential: e^(t₀ − t₁);
 * logarithm: −log t₀; one_hot: 1 where t₀ = t₁, else 0
 * @typedef {object} Line
 * @property {Kind} kind
 * @property {'' | 'max' | 'exp' | 'sum' | 'sample'} left name of this intermediate result; empty for the final line
 * @property {Term[]} terms without those in which a factor is 0
 * @property {number} zeros how many terms were left out
 * @property {number} [scale] 1/m
 * @property {string} [text] a reason, in words
 * @property {number} value
 * @typedef {{ name: Name, row: number, column: number, lines: Line[], result: number }} Worked
 */

/**
 * @param {Quantities} quantities
 * @param {string} phase its id in the table
 * @param {Name} name one of the quantities that the phase computes
 * @param {number} row @param {number} column
 * @param {number} [sample] for the loss: the sample whose part is worked out first
 * @returns {Worked}
 * @throws {TypeError} if the phase does not compute the quantity
 */
export function worked_entry(quantities, phase, name, row, column, sample = 0) {
  const ways = phase === 'why' ? EXPLAINED : WAYS;
  const way = phase === 'update' ? update : ways[name];
  if (!way) throw new TypeError(`Phase ${phase} does not compute ${name}`);
  const lines = way(quantities, row, column, sample, name);
  const parameter = /** @type {ParameterName} */ (name);
  const result = (phase === 'update' ? quantities.after(parameter) : quantities.of(name)).at(row, column);
  return { name, row, column, lines, result };
}

/** @typedef {(quantities: Quantities, row: number, column: number, sample: number, name: Name) => Line[]} Way */

/** How each quantity is computed from those before it. @type {Record<string, Way>} */
const WAYS = {
  X({ step }, row, column) {
    const pixel = step.images[column * PIXELS + row];
    if (step.images instanceof Float32Array) return [sum([product(constant(pixel))])];
    return [line('quotient', [product(constant(pixel)), product(constant(255))])];
  },
  Y({ step }, row, column) {
    const label = step.labels[column];
    const is_it = line('one_hot', [product(constant(row)), product(constant(label))]);
    return [{ ...is_it, text: `the label of this sample is ${label}` }];
  },
  Zh: (quantities, row, column) => affine(quantities, 'Wh', 'X', 'bh', row, column),
  Ah: (quantities, row, column) => [
    line('largest', [product(entry(quantities, 'Zh', row, column)), product(constant(0))]),
  ],
  Zo: (quantities, row, column) => affine(quantities, 'Wo', 'Ah', 'bo', row, column),
  Ao: softmax,
  L: loss,
  dZo: (quantities, row, column) => [
    line('difference', [
      product(entry(quantities, 'Ao', row, column)),
      product(entry(quantities, 'Y', row, column)),
    ]),
  ],
  dWo: (quantities, row, column) => weight_gradient(quantities, 'dZo', 'Ah', row, column),
  dbo: (quantities, row) => bias_gradient(quantities, 'dZo', row),
  dAh: (quantities, row, column) => [
    sum(
      products(quantities.extents.K, (k) => [
        entry(quantities, 'Wo', k, row),
        entry(quantities, 'dZo', k, column),
      ]),
    ),
  ],
  dZh(quantities, row, column) {
    const is_open = quantities.of('Zh').at(row, column) > 0;
    const mask = constant(is_open ? 1 : 0);
    const text = is_open ? 'Z_h > 0: the error passes' : 'Z_h ≤ 0: nothing passes';
    return [{ ...line('sum', [product(entry(quantities, 'dAh', row, column), mask)]), text }];
  },
  dWh: (quantities, row, column) => weight_gradient(quantities, 'dZh', 'X', row, column),
  dbh: (quantities, row) => bias_gradient(quantities, 'dZh', row),
};

/** The logits of one sample as sums over its pixels. @type {Record<string, Way>} */
const EXPLAINED = {
  E: (quantities, row, column) => [sum(passed(quantities, row, column))],
  Zo: (quantities, row, column) => affine(quantities, 'E', 'X', 'c', row, column),
};

/**
 * What passes each hidden unit: nothing, if it is not active for the chosen sample.
 * @param {Quantities} quantities @param {number} row class @param {number} column pixel
 */
function passed(quantities, row, column) {
  const Zh = quantities.of('Zh');
  return products(quantities.extents.H, (h) => {
    const factors = [entry(quantities, 'Wo', row, h), entry(quantities, 'Wh', h, column)];
    return Zh.at(h, quantities.sample) > 0 ? factors : [...factors, constant(0)];
  });
}

/* ---- lines ---- */

/** @param {number} value @returns {Factor} */
const constant = (value) => ({ value, row: 0, column: 0 });

/** @param {Quantities} quantities @param {Name} name @param {number} row @param {number} column @returns {Factor} */
const entry = (quantities, name, row, column) => ({
  value: quantities.of(name).at(row, column),
  name,
  row,
  column,
});

/** @param {...Factor} factors @returns {Term} */
const product = (...factors) => ({ factors, value: factors.reduce((all, { value }) => all * value, 1) });

/** @param {number} n @param {(i: number) => Factor[]} factors */
const products = (n, factors) => Array.from({ length: n }, (_, i) => product(...factors(i)));

/** The value of a line, by its kind. @type {Record<Kind, (values: number[]) => number>} */
const COME_TO = {
  sum: (values) => values.reduce((all, value) => all + value, 0),
  difference: ([a, b]) => a - b,
  quotient: ([a, b]) => a / b,
  largest: (values) => Math.max(...values),
  exponential: ([a, b]) => Math.exp(a - b),
  logarithm: ([a]) => -Math.log(a),
  one_hot: ([a, b]) => (a === b ? 1 : 0),
};

/** @param {Kind} kind @param {Term[]} terms @param {Line['left']} [left] @returns {Line} */
function line(kind, terms, left = '') {
  return { kind, left, terms, zeros: 0, value: COME_TO[kind](terms.map(({ value }) => value)) };
}

/** A sum, from which products that are 0 are left out. @param {Term[]} terms @param {number} [scale] @returns {Line} */
function sum(terms, scale) {
  const is_there = (/** @type {Term} */ { factors }) => !factors.some(({ value }) => value === 0);
  const there = terms.filter(is_there);
  const { value, ...rest } = line('sum', there);
  return { ...rest, zeros: terms.length - there.length, scale, value: (scale ?? 1) * value };
}

/* ---- quantities that take several lines of code ---- */

/**
 * W A + b @param {Quantities} quantities @param {Name} W @param {Name} A @param {Name} b
 * @param {number} row @param {number} column
 */
function affine(quantities, W, A, b, row, column) {
  const terms = products(quantities.of(W).columns, (i) => [
    entry(quantities, W, row, i),
    entry(quantities, A, i, column),
  ]);
  return [sum([...terms, product(entry(quantities, b, row, 0))])];
}

/** e^(z − max) / Σ e^(z − max) @type {Way} */
function softmax(quantities, row, column) {
  const logits = products(quantities.extents.K, (k) => [entry(quantities, 'Zo', k, column)]);
  const max = line('largest', logits, 'max');
  const largest = product(constant(max.value));
  const exponentials = logits.map((logit) => line('exponential', [logit, largest], 'exp'));
  const terms = exponentials.map(({ value }) => product(constant(value)));
  const total = { ...sum(terms), left: /** @type {const} */ ('sum') };
  return [
    { ...max, text: 'subtracted first, so that no power overflows' },
    exponentials[row],
    total,
    line('quotient', [terms[row], product(constant(total.value))]),
  ];
}

/** (1/m) Σ −log a_label, the part of one sample first @type {Way} */
function loss(quantities, _row, _column, sample) {
  const { labels, m } = quantities.step;
  const terms = Array.from(labels, (_, s) => product(constant(cross_entropy(quantities, s))));
  const answer = product(entry(quantities, 'Ao', labels[sample], sample));
  const own = { ...line('logarithm', [answer], 'sample'), value: terms[sample].value };
  return [
    { ...own, text: 'computed as log Σ e^z − z_label: never log 0' },
    { ...sum(terms, 1 / m), text: 'Y is 0 for every class but the label' },
  ];
}

/** −log a_label = max + log Σ e^(z − max) − z_label @param {Quantities} quantities @param {number} sample */
function cross_entropy({ step, extents: { K } }, sample) {
  const logits = step.activations.Zo.subarray(sample * K, (sample + 1) * K);
  const max = Math.max(...logits);
  const total = logits.reduce((all, z) => all + Math.exp(z - max), 0);
  return max + Math.log(total) - logits[step.labels[sample]];
}

/** (1/m) Σ dZ Aᵀ @param {Quantities} quantities @param {Name} dZ @param {Name} A @param {number} row @param {number} column */
function weight_gradient(quantities, dZ, A, row, column) {
  const { m } = quantities.step;
  const terms = products(m, (s) => [entry(quantities, dZ, row, s), entry(quantities, A, column, s)]);
  return [sum(terms, 1 / m)];
}

/** (1/m) Σ dZ @param {Quantities} quantities @param {Name} dZ @param {number} row */
function bias_gradient(quantities, dZ, row) {
  const { m } = quantities.step;
  return [
    sum(
      products(m, (s) => [entry(quantities, dZ, row, s)]),
      1 / m,
    ),
  ];
}

/** θ − η dθ @type {Way} */
function update(quantities, row, column, _sample, name) {
  const gradient = entry(quantities, /** @type {Name} */ (`d${name}`), row, column);
  const rate = entry(quantities, 'rate', 0, 0);
  return [line('difference', [product(entry(quantities, name, row, column)), product(rate, gradient)])];
}
