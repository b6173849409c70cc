/** The design's equations: against the reference in double precision, and against central differences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_gradients, parameters_of } from './gradient_check.js';
import { batch_of, with_network } from './networks.js';
import * as reference from './reference.js';
import {
  assert_within,
  BUILDS,
  drawn_digits,
  elementwise_error,
  generator,
  magnitude,
  MAKERS,
  NAMES,
  PIXELS,
  relative_error,
} from './support.js';

const BOUND = { timeout: 30_000 };
/** Single precision against double, relative to the largest magnitude of an array. */
const TOLERANCE = 1e-5;
/** Below, at and above the sizes at which the core changes its way. */
const HIDDEN = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 16, 24, 25, 37, 128, 512];

/** @typedef {import('./networks.js').Network} Network */

test(
  'activations, loss and every gradient agree with the reference in double precision',
  BOUND,
  async (t) => {
    let worst = 0;
    let worst_element = 0;
    /** @param {ArrayLike<number>} actual @param {ArrayLike<number>} expected @param {string} what */
    const compare = (actual, expected, what) => {
      const error = relative_error(actual, expected);
      assert_within(error, TOLERANCE, what);
      worst = Math.max(worst, error);
      worst_element = Math.max(worst_element, elementwise_error(actual, expected));
    };
    for (const hidden of HIDDEN) {
      for (const [m, kind] of [
        [1, 0],
        [9, 0],
        [32, 1],
        [100, 0],
      ]) {
        // prettier-ignore
        const make = MAKERS[kind];
        const { images, labels } = batch_of(hidden + m, m, make);
        await with_network({ hidden, seed: 7 }, (network) => {
          shake_biases(network);
          const before = network.fingerprint();
          const parameters = network.parameters();
          const seen = network.activations(images);
          const expected = reference.activations(parameters, images);
          const d = network.gradients(images, labels);
          const expected_d = reference.gradients(parameters, images, labels);
          const at = `H ${hidden}, m ${m}, ${make.name}`;
          for (const name of /** @type {const} */ (['Zh', 'Ah', 'Zo', 'Ao']))
            compare(seen[name], expected[name], `${name}, ${at}`);
          for (const name of NAMES) compare(d[name], expected_d[name], `d${name}, ${at}`);
          compare([d.loss], [expected_d.loss], `loss, ${at}`);
          compare(network.predict(images), expected.Ao, `predict, ${at}`);
          compare([network.evaluate(images, labels).loss], [expected_d.loss], `evaluate, ${at}`);
          assert.equal(network.fingerprint(), before, 'looking changes nothing');
          compare([network.train_step(images, labels, 0.1)], [expected_d.loss], `train_step, ${at}`);
        });
      }
    }
    t.diagnostic(
      `largest error ${worst.toExponential(2)}, of single elements ${worst_element.toExponential(2)}`,
    );
  },
);

/** Initial biases are 0, which would hide a bias that is left out. @param {Network} network */
function shake_biases(network) {
  const random = generator(99);
  const { Wh, bh, Wo, bo } = network.parameters();
  const shaken = (/** @type {Float32Array} */ b) => b.map(() => random() - 0.4);
  network.set_parameters({ Wh, bh: shaken(bh), Wo, bo: shaken(bo) });
}

test('parameters after 50 steps agree with the reference in double precision', BOUND, async (t) => {
  let worst = 0;
  for (const hidden of [1, 10, 37]) {
    for (const m of [1, 7, 32]) {
      const { images, labels } = batch_of(hidden * m, m * 5);
      await with_network({ hidden, seed: 3 }, (network) => {
        /** @type {reference.Parameters} */
        let expected = network.parameters();
        for (let step = 0; step < 50; step++) {
          const from = (step % 5) * m;
          const X = images.subarray(from * PIXELS, (from + m) * PIXELS);
          const Y = labels.subarray(from, from + m);
          expected = reference.descend(expected, reference.gradients(expected, X, Y), Math.fround(0.1));
          network.train_step(X, Y, 0.1);
        }
        for (const name of NAMES) {
          const error = relative_error(network.parameters()[name], expected[name]);
          assert_within(error, TOLERANCE, `${name}, H ${hidden}, m ${m}`);
          worst = Math.max(worst, error);
        }
        assert.equal(network.steps, 50);
      });
    }
  }
  t.diagnostic(`largest error ${worst.toExponential(2)}`);
});

test('the gradients agree with central differences, signs included', BOUND, async (t) => {
  for (const build of BUILDS) {
    for (const trained of [false, true]) {
      await with_network({ hidden: 10, seed: 2, build }, (network) => {
        const { images, labels } = drawn_digits(generator(4), 2);
        if (trained) for (let i = 0; i < 30; i++) network.train_step(images, labels, 0.1);
        else shake_biases(network);
        const errors = check_gradients(network, images, labels, network.gradients(images, labels));
        for (const name of NAMES) assert_within(errors[name], 1e-2, `d${name}, ${build}`);
        t.diagnostic(
          `${build}${trained ? ', trained' : ''}: largest error ${magnitude(Object.values(errors))}`,
        );
      });
    }
  }
});

/**
 * Ways to get the derivation wrong, each composed from the reference's own equations.
 * @type {Record<string, (parameters: reference.Parameters, images: Uint8Array, labels: Uint8Array) => reference.Parameters>}
 */
const MISTAKES = {
  'a flipped sign': (parameters, images, labels) =>
    reference.descend(parameters_of(0, parameters), reference.gradients(parameters, images, labels), 1),
  'a dropped 1/m': (parameters, images, labels) =>
    reference.descend(
      parameters_of(0, parameters),
      reference.gradients(parameters, images, labels),
      -labels.length,
    ),
  'a forgotten ReLU mask': (parameters, images, labels) => {
    const { Ao } = reference.activations(parameters, images);
    const dAh = reference.back_through(parameters.Wo, reference.output_error(Ao, labels), labels.length);
    return with_hidden_error(parameters, images, labels, dAh);
  },
  'the new W_o in dA_h': (parameters, images, labels) => {
    const { Zh, Ao } = reference.activations(parameters, images);
    const { Wo } = reference.descend(parameters, reference.gradients(parameters, images, labels), 1);
    const dAh = reference.back_through(Wo, reference.output_error(Ao, labels), labels.length);
    return with_hidden_error(parameters, images, labels, reference.mask(dAh, Zh));
  },
};

/** @param {reference.Parameters} parameters @param {Uint8Array} images @param {Uint8Array} labels @param {Float64Array} dZh */
function with_hidden_error(parameters, images, labels, dZh) {
  const m = labels.length;
  return {
    ...reference.gradients(parameters, images, labels),
    Wh: reference.weight_gradient(dZh, reference.input(images), m),
    bh: reference.bias_gradient(dZh, m),
  };
}

for (const [mistake, wrong_gradients] of Object.entries(MISTAKES)) {
  test(`the check by central differences catches ${mistake}`, BOUND, async (t) => {
    await with_network({ hidden: 10, seed: 2 }, (network) => {
      const { images, labels } = drawn_digits(generator(4), 2);
      shake_biases(network);
      const wrong = wrong_gradients(network.parameters(), images, labels);
      const largest = magnitude(Object.values(check_gradients(network, images, labels, wrong)));
      assert.ok(largest > 0.1, `the check sees an error of ${largest} only`);
      t.diagnostic(`the check sees an error of ${largest}`);
    });
  });
}

test('the check by central differences refuses a gradient that is zero everywhere', BOUND, async () => {
  await with_network({ hidden: 10 }, (network) => {
    const images = new Uint8Array(PIXELS);
    assert.throws(() =>
      check_gradients(network, images, Uint8Array.of(3), network.gradients(images, Uint8Array.of(3))),
    );
  });
});

test('logits of ±1000 give no NaN, no infinite loss and a gradient', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 3, build }, (network) => {
      const { Wh, bh, Wo } = network.parameters();
      const bo = Float32Array.of(1000, -1000, 0, 999, 1000, 88, -88, 104, 1, -1);
      network.set_parameters({ Wh, bh, Wo: Wo.fill(0), bo });
      const images = new Uint8Array(2 * PIXELS);
      const { loss, ...d } = network.gradients(images, Uint8Array.of(1, 0));
      const expected = reference.gradients(network.parameters(), images, Uint8Array.of(1, 0));
      assert_within(relative_error([loss], [expected.loss]), TOLERANCE, 'loss');
      assert_within(relative_error(d.bo, expected.bo), TOLERANCE, 'dbo');
    });
  }
});

test('a hidden unit at exactly 0 passes no gradient', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 10, build }, (network) => {
      const { Wh, bh, Wo, bo } = network.parameters();
      network.set_parameters({ Wh: Wh.fill(0), bh: bh.fill(0), Wo, bo });
      const { images, labels } = batch_of(1, 3);
      const d = network.gradients(images, labels);
      assert.equal(magnitude(d.Wh), 0);
      assert.equal(magnitude(d.bh), 0);
      assert.ok(magnitude(d.bo) > 0);
    });
  }
});
