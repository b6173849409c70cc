/** The numbers behind the section on the mathematics: steps by hand, quantities, entries worked out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standard_config } from '../web/training/settings.js';
import { Quantities } from '../web/mathematics/step/quantities.js';
import { PHASES, QUANTITIES } from '../web/mathematics/table.js';
import { worked_entry } from '../web/mathematics/step/worked.js';
import { create_network } from '../web/network/network.js';
import { Loop } from '../web/training/loop.js';
import { Run } from '../web/training/run.js';
import { with_network } from './networks.js';
import { StepByHand } from '../web/training/step_by_hand.js';
import * as reference from './reference.js';
import {
  assert_same_bits,
  assert_within,
  drawn_digit,
  generator,
  magnitude,
  relative_error,
} from './support.js';

const BOUND = { timeout: 60_000 };
const SETTINGS = { ...standard_config(), hidden: 7, 'batch-size': 32, 'learning-rate': 0.1 };
/** Single precision against double, relative to the largest magnitude of an array. */
const TOLERANCE = 1e-5;

/** @typedef {import('../web/training/step_by_hand.js').Step} Step */

/**
 * A loop on fresh built-in handwriting, freed at the end of the test, and what it has said.
 * @param {import('node:test').TestContext} t @param {Partial<typeof SETTINGS>} [settings]
 */
async function begin(t, settings = {}) {
  const { hidden, seed } = { ...SETTINGS, ...settings };
  const run = await Run.begin({ hidden, seed });
  const told = { over: 0 };
  const events = {
    changed() {},
    stopped() {},
    left: () => told.over++,
    replayed() {},
    failed: (/** @type {unknown} */ error) => assert.fail(String(error)),
  };
  const loop = new Loop(run, { ...SETTINGS, ...settings }, events);
  t.after(() => loop.free());
  return { loop, run, network: run.network, told };
}

/** @param {import('node:test').TestContext} t @param {number} steps plain ones */
async function trained(t, steps) {
  const begun = await begin(t);
  begun.run.train(steps, SETTINGS['batch-size'], SETTINGS['learning-rate']);
  return begun;
}

const OWN = { kind: /** @type {const} */ ('image'), image: drawn_digit(4), label: 4 };

test('a walk stands before its step, goes to what a plain step makes, and back', BOUND, async (t) => {
  const { loop, run, network } = await trained(t, 20);
  const twin = await trained(t, 20);
  const before = network.fingerprint();
  const step = loop.begin_step_by_hand(StepByHand, undefined, false);
  assert.equal(network.fingerprint(), before);
  assert.deepEqual([step.steps, run.steps, step.m], [20, 20, 32]);
  twin.loop.step();
  for (const after of [true, false, true, true]) {
    loop.stand(after);
    assert.equal(network.fingerprint(), after ? twin.network.fingerprint() : before);
    assert.equal(run.steps, after ? 21 : 20);
    assert.equal(run.epochs, after ? twin.run.epochs : 640 / 10_000);
  }
  assert.deepEqual(step.fingerprint, { before, after: twin.network.fingerprint() });
});

test('a run with walks in it goes on to the same bits, through the end of an epoch', BOUND, async (t) => {
  const { loop, run } = await begin(t);
  const twin = await trained(t, 640);
  const sizes = new Set();
  for (let i = 0; run.steps < 640; i++) {
    if (i % 4 === 0) run.train(2, 32, 0.1);
    else {
      const { m, steps } = loop.begin_step_by_hand(StepByHand, undefined, i % 4 === 1);
      assert.equal(m, steps % 313 === 312 ? 16 : 32, `step ${steps}`);
      sizes.add(m);
      if (i % 4 === 2) loop.stand(true);
      loop.leave_step_by_hand();
    }
  }
  assert.equal(sizes.size, 2, 'the small batch at the end of an epoch is among them');
  twin.run.train(run.steps - 640, 32, 0.1);
  assert.equal(run.network.fingerprint(), twin.run.network.fingerprint());
  assert.deepEqual(run.place, twin.run.place);
});

test('each step that a walk leaves in the run tells its loss once', BOUND, async (t) => {
  const { loop, told } = await begin(t);
  const twin = await begin(t);
  /** @type {number[]} */
  const losses = [];
  const listen = () => {
    const snapshot = loop.snapshot();
    assert.equal(snapshot.first_step, losses.length);
    losses.push(...snapshot.losses);
  };
  loop.begin_step_by_hand(StepByHand, undefined, false);
  listen();
  assert.equal(losses.length, 0, 'before the step');
  loop.stand(true);
  listen();
  assert.equal(losses.length, 1, 'after it');
  loop.begin_step_by_hand(StepByHand, undefined, false);
  loop.step(); // finishes the step that was begun
  listen();
  loop.step();
  listen();
  assert.equal(told.over, 2);
  assert.deepEqual(losses, Array.from(twin.run.train(3, 32, 0.1)));
});

test(
  'a step on an image of one’s own is in the run only once the network has stood after it',
  BOUND,
  async (t) => {
    const { loop, run, network } = await trained(t, 5);
    const before = network.fingerprint();
    const step = loop.begin_step_by_hand(StepByHand, OWN, false);
    assert.deepEqual([step.m, step.kind, Array.from(step.labels)], [1, 'image', [4]]);
    loop.leave_step_by_hand();
    assert.equal(network.fingerprint(), before);
    assert.deepEqual([run.steps, run.has_own_step], [5, false]);
    loop.begin_step_by_hand(StepByHand, OWN, false);
    loop.stand(true);
    loop.stand(false);
    loop.leave_step_by_hand();
    assert.deepEqual([run.steps, run.has_own_step], [6, true]);
    const twin = await trained(t, 5);
    twin.network.train_step(OWN.image, Uint8Array.of(4), 0.1);
    assert.equal(network.fingerprint(), twin.network.fingerprint());
    assert.equal(step.fingerprint.after, twin.network.fingerprint());
  },
);

test('the next batch that somebody has begun to go through stays the next', BOUND, async (t) => {
  const { loop } = await begin(t);
  const step = loop.begin_step_by_hand(StepByHand, undefined, false);
  assert.equal(loop.begin_step_by_hand(StepByHand, undefined, false), step);
  loop.stand(true);
  assert.equal(loop.begin_step_by_hand(StepByHand, undefined, false).steps, 1);
});

test('a rate that is set during a walk holds from the step after it, in the recipe too', BOUND, async (t) => {
  const { loop, network } = await begin(t);
  loop.begin_step_by_hand(StepByHand, undefined, false);
  loop.set({ 'learning-rate': 0.3 });
  loop.step();
  loop.step();
  const twin = await begin(t);
  twin.run.train(1, 32, 0.1);
  twin.run.train(1, 32, 0.3);
  assert.equal(network.fingerprint(), twin.network.fingerprint());
  assert.deepEqual(
    loop.recipe.stretches.map(({ step, learning_rate }) => [step, learning_rate]),
    [
      [0, 0.1],
      [1, 0.3],
    ],
  );
});

test('a network that has overflowed is not walked through, and stays as it is', BOUND, async (t) => {
  const { loop, run, network } = await begin(t);
  run.train(3, 32, 1e38);
  assert.ok(network.parameters().Wh.some((w) => !Number.isFinite(w)));
  const before = network.fingerprint();
  assert.throws(() => loop.begin_step_by_hand(StepByHand, undefined, false), /overflowed.*Reset/);
  assert.deepEqual([network.fingerprint(), run.steps], [before, 3]);
});

/* ---- quantities ---- */

/** Steps of all kinds, on trained networks. @param {import('node:test').TestContext} t @returns {Promise<Step[]>} */
async function steps_of_all_kinds(t) {
  const steps = [];
  for (const [hidden, size] of [
    [7, 32],
    [1, 1],
    [13, 5],
  ]) {
    const { loop, run } = await begin(t, { hidden, 'batch-size': size });
    run.train(100, 32, 0.1);
    steps.push(
      loop.begin_step_by_hand(StepByHand, undefined, false),
      loop.begin_step_by_hand(StepByHand, OWN, false),
    );
  }
  return steps;
}

/** @param {Step} step @param {number} s @returns {[Uint8Array, Uint8Array]} */
function sample_of({ images, labels }, s) {
  return [/** @type {Uint8Array} */ (images.slice(784 * s, 784 * (s + 1))), labels.slice(s, s + 1)];
}

test('every quantity has the shape of the table, and the reference agrees with it', BOUND, async (t) => {
  for (const step of await steps_of_all_kinds(t)) {
    const quantities = new Quantities(step);
    const expected = reference_quantities(step);
    for (const [name, { rows, columns }] of Object.entries(QUANTITIES)) {
      const quantity = quantities.of(/** @type {any} */ (name));
      const [height, width] = [rows, columns].map((letter) => quantities.extents[letter]);
      assert.deepEqual([quantity.rows, quantity.columns], [height, width], name);
      assert.equal(quantity.values.length, height * width, name);
      const entries = Array.from(expected[name], (_, i) => quantity.at(Math.floor(i / width), i % width));
      assert_within(relative_error(entries, expected[name]), TOLERANCE, name);
      assert.throws(() => quantity.at(height, 0), /expected a place/);
    }
  }
});

/** All quantities in double precision, each row after row. @param {Step} step @returns {Record<string, ArrayLike<number>>} */
function reference_quantities({ before, images, labels, m, rate }) {
  const { Zh, Ah, Zo, Ao } = reference.activations(before, images);
  const { loss, Wh, bh, Wo, bo } = reference.gradients(before, images, labels);
  const dZo = reference.output_error(Ao, labels);
  const dAh = reference.back_through(before.Wo, dZo, m);
  const Y = reference.output_error(new Float64Array(10 * m), labels).map((y) => -y);
  const by_samples = {
    X: reference.input(images),
    Y,
    Zh,
    Ah,
    Zo,
    Ao,
    dZo,
    dAh,
    dZh: reference.mask(dAh, Zh),
  };
  const by_rows = Object.entries(by_samples).map(([name, values]) => [name, transposed(values, m)]);
  const { template: E, bias: c } = reference.explain(before, images.subarray(0, 784)); // of the first sample
  const others = { ...before, L: [loss], dWh: Wh, dbh: bh, dWo: Wo, dbo: bo, rate: [rate], E, c };
  return { ...Object.fromEntries(by_rows), ...others };
}

/** @param {Float64Array} values (m, rows) @param {number} m */
function transposed(values, m) {
  const rows = values.length / m;
  return values.map((_, i) => values[(i % m) * rows + Math.floor(i / m)]);
}

test('the errors of single samples have the bits of the network’s own', BOUND, async (t) => {
  for (const step of await steps_of_all_kinds(t)) {
    const { dZo, dZh } = Object.fromEntries(
      /** @type {const} */ (['dZo', 'dZh']).map((name) => [name, new Quantities(step).of(name).values]),
    );
    await with_network({ hidden: step.hidden }, (network) => {
      network.set_parameters(step.before);
      for (let s = 0; s < step.m; s++) {
        const { bo, bh } = network.gradients(...sample_of(step, s)); // of a batch of one: dZ_o and dZ_h themselves
        assert_same_bits(bo, Array.from(dZo).slice(10 * s, 10 * (s + 1)), 'dZo');
        assert_same_bits(bh, Array.from(dZh).slice(step.hidden * s, step.hidden * (s + 1)), 'dZh');
      }
    });
  }
});

/* ---- entries worked out ---- */

/** What the terms of a line come to. @param {import('../web/mathematics/step/worked.js').Line} line */
function come_to({ kind, terms, scale = 1 }) {
  const [a, b] = terms.map(({ factors }) => factors.reduce((all, { value }) => all * value, 1));
  if (kind === 'sum')
    return (
      scale * terms.reduce((all, { factors }) => all + factors.reduce((p, { value }) => p * value, 1), 0)
    );
  if (kind === 'difference') return a - b;
  if (kind === 'quotient') return a / b;
  if (kind === 'exponential') return Math.exp(a - b);
  if (kind === 'logarithm') return -Math.log(a);
  if (kind === 'one_hot') return Number(a === b);
  return terms.reduce((all, { value }) => Math.max(all, value), -Infinity);
}

test('every entry of every phase is worked out to the number that the network has', BOUND, async (t) => {
  const random = generator(3);
  for (const step of await steps_of_all_kinds(t)) {
    const quantities = new Quantities(step);
    for (const { id, to } of PHASES) {
      for (const name of to) {
        const quantity = id === 'update' ? quantities.after(/** @type {any} */ (name)) : quantities.of(name);
        const size = magnitude(quantity.values);
        for (let i = 0; i < 20; i++) {
          const row = Math.floor(random() * quantity.rows);
          const column = Math.floor(random() * quantity.columns);
          const { lines, result } = worked_entry(quantities, id, name, row, column);
          const at = `${id}: ${name}[${row}, ${column}]`;
          assert.equal(result, quantity.at(row, column), at);
          for (const line of lines)
            assert_within(Math.abs(line.value - come_to(line)), TOLERANCE * Math.max(size, 1), at);
          const error = Math.abs((lines.at(-1)?.value ?? NaN) - result);
          assert_within(error, TOLERANCE * size, at);
        }
      }
    }
  }
});

test(
  'the logits of each sample are worked out as sums over its pixels, by its own template',
  BOUND,
  async (t) => {
    const random = generator(4);
    for (const step of await steps_of_all_kinds(t)) {
      const quantities = new Quantities(step);
      const network = await create_network({ hidden: step.hidden });
      network.set_parameters(step.before);
      for (let i = 0; i < 10; i++) {
        const sample = (quantities.sample = Math.floor(random() * step.m));
        const { template, bias } = network.explain(sample_of(step, sample)[0]);
        const [E, c] = [quantities.of('E'), quantities.of('c')];
        assert_within(relative_error(E.values, template), TOLERANCE, `E of sample ${sample}`);
        assert_within(relative_error(c.values, bias), TOLERANCE, `c of sample ${sample}`);
        const [k, d] = [Math.floor(random() * 10), Math.floor(random() * 784)];
        for (const [name, row, column] of /** @type {const} */ ([
          ['E', k, d],
          ['Zo', k, sample],
        ])) {
          // prettier-ignore
          const { lines, result } = worked_entry(quantities, 'why', name, row, column);
          const size = lines[0].terms.reduce((all, { value }) => all + Math.abs(value), 1);
          assert_within(Math.abs(lines[0].value - result) / size, TOLERANCE, `${name}[${row}, ${column}]`);
        }
      }
      network.free();
    }
  },
);

test('a sum leaves out what is 0 and counts it, and names its entries', BOUND, async (t) => {
  const [step] = await steps_of_all_kinds(t);
  const quantities = new Quantities(step);
  const { lines } = worked_entry(quantities, 'Zh', 'Zh', 3, 2);
  const [{ terms, zeros }] = lines;
  const ink = sample_of(step, 2)[0].filter((grey) => grey > 0).length;
  assert.deepEqual([terms.length, zeros], [ink + 1, 784 - ink], 'the bias is a term of its own');
  for (const { factors, value } of terms) {
    for (const { name, row, column, value: factor } of factors)
      assert.equal(factor, quantities.of(/** @type {any} */ (name)).at(row, column));
    assert.equal(value, factors.length === 2 ? factors[0].value * factors[1].value : factors[0].value);
  }
  assert.deepEqual(terms.at(-1)?.factors[0].name, 'bh');
  assert.throws(() => worked_entry(quantities, 'Zh', 'rate', 0, 0), /Phase Zh does not compute rate/);
});

test('the update is the one that the network makes, to the bit', BOUND, async (t) => {
  for (const step of await steps_of_all_kinds(t)) {
    const quantities = new Quantities(step);
    const rate = Math.fround(step.rate);
    for (const name of /** @type {const} */ (['Wh', 'bh', 'Wo', 'bo'])) {
      const d = quantities.of(/** @type {any} */ (`d${name}`)).values;
      const expected = step.before[name].map((theta, i) => theta - Math.fround(rate * d[i]));
      assert_same_bits(quantities.after(name).values, expected, name);
    }
  }
});
