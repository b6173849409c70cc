/** The network through the shim: the same bits from both builds, and what each call promises. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { read_mnist } from '../data/mnist_files.mjs';
import { create_network } from '../web/network/network.js';
import { batch_of, with_both, with_network } from './networks.js';
import * as reference from './reference.js';
import {
  as_floats,
  assert_same_bits,
  assert_within,
  BUILDS,
  dense_images,
  drawn_digits,
  fingerprint_of,
  generator,
  magnitude,
  NAMES,
  pick_images,
  PIXELS,
  random_images,
  random_labels,
  relative_error,
} from './support.js';

const BOUND = { timeout: 30_000 };
/** Single precision against double, relative to the largest magnitude of an array. */
const TOLERANCE = 1e-5;
const HIDDEN = [1, 3, 10, 37, 128];
const BATCH = [1, 7, 32, 100];

for (const hidden of HIDDEN) {
  test(`after 500 steps both builds hold the same bits: ${hidden} hidden units`, BOUND, async (t) => {
    for (const m of BATCH) {
      await with_both(hidden, (simd, scalar) => {
        const { images, labels } = batch_of(hidden * 1000 + m, 4 * m);
        for (let step = 0; step < 500; step++) {
          const from = (step % 4) * m;
          const X = images.subarray(from * PIXELS, (from + m) * PIXELS);
          const Y = labels.subarray(from, from + m);
          const losses = [simd, scalar].map((network) => network.train_step(X, Y, 0.05));
          assert.ok(Object.is(losses[0], losses[1]), `step ${step}: ${losses}`);
        }
        assert.equal(simd.fingerprint(), scalar.fingerprint());
        assert.ok(NAMES.every((name) => simd.parameters()[name].every(Number.isFinite)));
        t.diagnostic(`H ${hidden}, m ${m}: ${simd.fingerprint()}`);
      });
    }
  });
}

test('both builds hold the same bits after 100 steps on dense float images', BOUND, async () => {
  for (const hidden of HIDDEN) {
    await with_both(hidden, (simd, scalar) => {
      const { images, labels } = batch_of(hidden, 13, dense_images);
      for (const network of [simd, scalar])
        for (let step = 0; step < 100; step++) network.train_step(images, labels, 0.02);
      assert.equal(simd.fingerprint(), scalar.fingerprint());
    });
  }
});

test('both builds hold the same bits when training diverges to NaN', BOUND, async () => {
  await with_both(10, (simd, scalar) => {
    const { images, labels } = batch_of(5, 8);
    for (const network of [simd, scalar])
      for (let step = 0; step < 20; step++) network.train_step(images, labels, 1e38);
    assert.ok(simd.parameters().bo.some(Number.isNaN), 'the rate was meant to be ruinous');
    assert.equal(simd.fingerprint(), scalar.fingerprint());
    assert.equal(simd.fingerprint(), fingerprint_of(simd.parameters()));
  });
});

test('gradients and a descent by hand are one train_step, to the bit', BOUND, async () => {
  for (const build of BUILDS) {
    for (const m of [1, 2, 7, 32]) {
      for (const hidden of [3, 10, 13, 37]) {
        await with_network({ hidden, seed: 5, build }, (network) => {
          const { images, labels } = batch_of(hidden + m, m);
          const rate = Math.fround(0.07);
          const before = network.parameters();
          const d = network.gradients(images, labels);
          const loss = network.train_step(images, labels, rate);
          assert.ok(Object.is(loss, d.loss), `the loss of the step is ${loss}, of gradients() ${d.loss}`);
          for (const name of NAMES) {
            const expected = before[name].map((theta, i) => theta - Math.fround(rate * d[name][i]));
            assert_same_bits(network.parameters()[name], expected, `${name}, H ${hidden}, m ${m}`);
          }
        });
      }
    }
  }
});

test('a step with rate 0 changes no weight', BOUND, async () => {
  await with_network({ hidden: 10 }, (network) => {
    const { images, labels } = batch_of(1, 32);
    const before = network.fingerprint();
    assert.ok(network.train_step(images, labels, 0) > 0);
    assert.equal(network.fingerprint(), before);
    assert.equal(network.steps, 1);
  });
});

test('bytes and the floats byte / 255 give the same bits', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 10, build }, async (network) => {
      const every_grey = Uint8Array.from({ length: 7 * PIXELS }, (_, i) => i);
      const random = generator(3);
      for (const images of [every_grey, random_images(random, 7), random_images(random, 7, 1)]) {
        const labels = random_labels(random, 7);
        await with_network({ hidden: 10, build }, (twin) => {
          twin.set_parameters(network.parameters());
          assert_same_bits(network.predict(images), twin.predict(as_floats(images)), 'predict');
          const losses = [
            network.train_step(images, labels, 0.1),
            twin.train_step(as_floats(images), labels, 0.1),
          ];
          assert.equal(losses[0], losses[1]);
          assert.equal(network.fingerprint(), twin.fingerprint());
        });
      }
    });
  }
});

test('views into larger buffers are read at their offset', BOUND, async () => {
  await with_network({ hidden: 10 }, (network) => {
    const { images, labels } = batch_of(2, 3);
    const shifted = new Uint8Array(images.length + 3);
    shifted.set(images, 3);
    const floats = new Float32Array(images.length + 1).fill(NaN);
    floats.set(as_floats(images), 1);
    const expected = network.predict(images);
    assert_same_bits(network.predict(shifted.subarray(3)), expected);
    assert_same_bits(network.predict(Buffer.from(images)), expected);
    assert_same_bits(network.predict(floats.subarray(1)), expected);
    const shifted_labels = Uint8Array.of(9, 9, ...labels).subarray(2);
    assert_same_bits(network.gradients(images, shifted_labels).Wh, network.gradients(images, labels).Wh);
  });
});

test('the answer for an image does not depend on its place in the batch', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 37, build }, (network) => {
      const { images } = batch_of(8, 33);
      const together = network.predict(images);
      const order = Array.from({ length: 33 }, (_, i) => (i * 10 + 4) % 33);
      const moved = network.predict(pick_images(images, order));
      order.forEach((from, to) => {
        const expected = together.slice(from * 10, from * 10 + 10);
        assert_same_bits(moved.slice(to * 10, to * 10 + 10), expected, `image ${from} at ${to}`);
        assert_same_bits(network.predict(pick_images(images, [from])), expected, `image ${from} alone`);
      });
    });
  }
});

test('the order of a batch changes its gradient by no more than rounding', BOUND, async () => {
  await with_network({ hidden: 10 }, (network) => {
    const { images, labels } = batch_of(8, 33);
    const order = Array.from({ length: 33 }, (_, i) => (i * 10 + 4) % 33);
    const d = network.gradients(images, labels);
    const moved = network.gradients(
      pick_images(images, order),
      Uint8Array.from(order, (from) => labels[from]),
    );
    for (const name of NAMES) assert_within(relative_error(moved[name], d[name]), TOLERANCE, `d${name}`);
  });
});

test('evaluate is predict, argmax and the mean loss', BOUND, async () => {
  await with_network({ hidden: 10, seed: 6 }, (network) => {
    for (const m of [1, 5, 257, 1030]) {
      const { images, labels } = batch_of(m, m);
      const { loss, accuracy, confusion, active } = network.evaluate(images, labels);
      const counted = new Uint32Array(10);
      network.activations(images).Ah.forEach((value, i) => (counted[i % 10] += value > 0 ? 1 : 0));
      assert.deepEqual(active, counted);
      const probabilities = network.predict(images);
      const expected = new Uint32Array(100);
      labels.forEach((label, i) => {
        const row = probabilities.slice(i * 10, i * 10 + 10);
        expected[label * 10 + row.indexOf(Math.max(...row))]++;
      });
      assert.ok(confusion instanceof Uint32Array);
      assert.deepEqual(confusion, expected);
      const right = expected.filter((_, i) => i % 11 === 0).reduce((sum, count) => sum + count, 0);
      assert_within(Math.abs(accuracy - right / m), 1e-7, 'accuracy');
      const { Zo } = reference.activations(network.parameters(), images);
      assert_within(relative_error([loss], [reference.loss(Zo, labels)]), TOLERANCE, `loss, m ${m}`);
    }
  });
});

test('the fingerprint is the FNV-1a hash of the parameters', BOUND, async () => {
  for (const hidden of [1, 10, 13]) {
    await with_network({ hidden, seed: 11 }, (network) => {
      assert.match(network.fingerprint(), /^[0-9a-f]{16}$/);
      assert.equal(network.fingerprint(), fingerprint_of(network.parameters()));
      const { images, labels } = batch_of(3, 5);
      network.train_step(images, labels, 0.1);
      assert.equal(network.fingerprint(), fingerprint_of(network.parameters()));
    });
  }
});

test('parameters are copies, and set_parameters takes them back to the bit', BOUND, async () => {
  for (const hidden of [1, 10, 37]) {
    await with_network({ hidden, seed: 1 }, async (network) => {
      const before = network.fingerprint();
      const { Wh, bh, Wo, bo } = network.parameters();
      assert.deepEqual(
        [Wh.length, bh.length, Wo.length, bo.length],
        [hidden * PIXELS, hidden, 10 * hidden, 10],
      );
      network.parameters().Wh.fill(5);
      assert.equal(network.fingerprint(), before);
      await with_network({ hidden, seed: 2 }, (other) => {
        assert.notEqual(other.fingerprint(), before);
        other.set_parameters({ Wh, bh, Wo, bo });
        assert.equal(other.fingerprint(), before);
        assert_same_bits(other.parameters().Wh, Wh, 'Wh');
      });
    });
  }
});

test('initial weights are normal with standard deviation √(2 / fan-in), biases 0', BOUND, async () => {
  const { Wh, bh, Wo, bo } = (await create_network({ hidden: 512, seed: 1 })).parameters();
  for (const [W, fan_in] of /** @type {const} */ ([
    [Wh, PIXELS],
    [Wo, 512],
  ])) {
    const n = W.length;
    const z = Float64Array.from(W, (weight) => weight / Math.sqrt(2 / fan_in));
    /** Mean of z to a power, with five standard errors as tolerance. @param {number} power */
    const moment = (power) => z.reduce((sum, value) => sum + value ** power, 0) / n;
    assert_within(Math.abs(moment(1)), 5 / Math.sqrt(n), 'mean');
    assert_within(Math.abs(moment(2) - 1), 5 * Math.sqrt(2 / n), 'variance');
    assert_within(Math.abs(moment(3)), 5 * Math.sqrt(15 / n), 'skewness');
    assert_within(Math.abs(moment(4) - 3), 5 * Math.sqrt(96 / n), 'kurtosis');
    const inner = z.filter((value) => Math.abs(value) < 1).length / n;
    assert_within(Math.abs(inner - 0.682689), 5 * Math.sqrt(0.2166 / n), 'share within one deviation');
    assert.ok(new Set(W).size > 0.9 * n, 'weights repeat');
  }
  assert.equal(magnitude(bh), 0);
  assert.equal(magnitude(bo), 0);
});

test(
  'the seed decides the initial weights: the same one the same bits, another one others',
  BOUND,
  async () => {
    const seeds = [0, 1, 2, 3, 2 ** 31, 2 ** 32 - 1];
    /** @param {number} seed @param {'simd' | 'scalar'} build */
    const fingerprint = async (seed, build) =>
      (await create_network({ hidden: 10, seed, build })).fingerprint();
    const simd = await Promise.all(seeds.map((seed) => fingerprint(seed, 'simd')));
    const scalar = await Promise.all(seeds.map((seed) => fingerprint(seed, 'scalar')));
    assert.deepEqual(simd, scalar);
    assert.equal(new Set(simd).size, seeds.length);
  },
);

test('networks do not touch each other', BOUND, async () => {
  await with_both(10, (one, other) => {
    const { images, labels } = batch_of(1, 8);
    const before = other.fingerprint();
    one.train_step(images, labels, 0.1);
    assert.equal(other.fingerprint(), before);
    assert.deepEqual([one.steps, other.steps], [1, 0]);
  });
});

test('drawn digits are learnt: the loss falls and each is read', BOUND, async () => {
  await with_network({ hidden: 10, seed: 1 }, (network) => {
    const { images, labels } = drawn_digits(generator(1), 5);
    const first = network.train_step(images, labels, 0.1);
    for (let step = 0; step < 600; step++) network.train_step(images, labels, 0.1);
    const { loss, accuracy } = network.evaluate(images, labels);
    assert.ok(first > 1.5, `the first loss is ${first}`);
    assert_within(loss, 0.1, 'loss');
    assert.equal(accuracy, 1);
  });
});

test('properties of any size, seed and batch', BOUND, async () => {
  const size = fc.record({
    hidden: fc.integer({ min: 1, max: 60 }),
    m: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
    ink: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });
  const holds = fc.asyncProperty(size, async ({ hidden, m, seed, ink, rate }) => {
    const random = generator(seed);
    const images = random_images(random, m, ink);
    const labels = random_labels(random, m);
    await with_both(
      hidden,
      (simd, scalar) => {
        const expected = reference.gradients(simd.parameters(), images, labels);
        const d = simd.gradients(images, labels);
        for (const name of NAMES) assert_within(relative_error(d[name], expected[name]), 2e-5, `d${name}`);
        for (const network of [simd, scalar]) network.train_step(images, labels, rate);
        assert.equal(simd.fingerprint(), scalar.fingerprint());
        const Ao = simd.predict(images);
        assert_same_bits(Ao, scalar.predict(images), 'predict');
        for (let i = 0; i < m; i++) {
          const row = Ao.slice(i * 10, i * 10 + 10);
          assert_within(Math.abs(row.reduce((sum, a) => sum + a, 0) - 1), 1e-6, `sum of row ${i}`);
          assert.ok(row.every((a) => a >= 0 && a <= 1));
        }
      },
      seed,
    );
  });
  await fc.assert(holds, { numRuns: 40, seed: 20240601 });
});

test("MNIST's digits are learnt, with the same bits in both builds", BOUND, async (t) => {
  const mnist = await read_mnist().catch((/** @type {Error} */ error) => t.skip(error.message));
  if (!mnist) return;
  const few = mnist.train.images.subarray(0, 50 * PIXELS);
  const few_labels = mnist.train.labels.subarray(0, 50);
  await with_both(10, (...networks) => {
    const expected = reference.gradients(networks[0].parameters(), few, few_labels);
    const d = networks[0].gradients(few, few_labels);
    for (const name of NAMES) assert_within(relative_error(d[name], expected[name]), TOLERANCE, `d${name}`);
    for (const network of networks) {
      const data_set = network.load(mnist.train.images, mnist.train.labels);
      network.train(data_set, { batch_size: 32, learning_rate: 0.1, steps: 1875 });
      const { accuracy } = network.evaluate(mnist.test.images, mnist.test.labels);
      t.diagnostic(`${network.build}: ${accuracy} after one epoch, ${network.fingerprint()}`);
      assert.ok(accuracy >= 0.88, `accuracy ${accuracy}`);
    }
    assert.equal(networks[0].fingerprint(), networks[1].fingerprint());
  });
});
