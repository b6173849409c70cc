/** The gradient check, and the network in plain JavaScript into which errors can be planted for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_gradients } from '../web/training/gradient_check.js';
import { TOLERANCE } from '../web/training/tolerance.js';
import { as_floats, PlainNetwork } from '../web/training/plain_network.js';
import { batch_of, with_network } from './networks.js';
import { assert_within, generator, MAKERS, NAMES, relative_error } from './support.js';

const BOUND = { timeout: 120_000 };
const PLANTED = /** @type {const} */ (['mean', 'mask', 'new_weights', 'sign']);
const CAUGHT = 0.1;

/** @typedef {import('./networks.js').Network} Network */
/** @typedef {{ images: Uint8Array, labels: Uint8Array }} Batch */

/**
 * A network after so many steps on built-in handwriting, and m digits.
 * @param {{ hidden?: number, steps: number, m?: number }} options
 * @param {(network: Network, batch: Batch) => Promise<void>} use
 */
async function with_trained({ hidden = 10, steps, m = 32 }, use) {
  await with_network({ hidden }, async (network) => {
    network.train(network.digits(1, 10_000), { batch_size: 32, learning_rate: 0.1, steps });
    const set = network.digits(2, m);
    await use(network, { images: /** @type {Uint8Array} */ (set.images()), labels: set.labels() });
  });
}

/** @param {Network} network @param {Batch} batch @param {object} [options] */
const check = (network, batch, options) =>
  check_gradients(network, batch, { rate: 0.1, random: generator(5), ...options });

for (const { hidden, steps } of [
  { hidden: 10, steps: 0 },
  { hidden: 10, steps: 3000 },
  { hidden: 1, steps: 300 },
  { hidden: 40, steps: 300 },
]) {
  const what = `${hidden} hidden units after ${steps} steps`;
  test(`${what}: the check passes, and each planted error is caught`, BOUND, async (t) => {
    await with_trained({ hidden, steps }, async (network, batch) => {
      const before = network.fingerprint();
      const right = await check(network, batch);
      assert_within(right.error, TOLERANCE, what);
      assert.equal(right.points.length, 200);
      assert.deepEqual(new Set(right.points.map(({ name }) => name)), new Set(NAMES));
      assert.equal(new Set(right.points.map(({ name, index }) => `${name} ${index}`)).size, 200, 'each once');
      assert.deepEqual(right.drowned, []);
      const { loss, ...gradients } = network.gradients(batch.images, batch.labels);
      for (const { name, index, claimed } of right.points) assert.equal(claimed, gradients[name][index]);
      const errors = [];
      for (const sabotage of PLANTED) {
        const { error, is_right } = await check(network, batch, { sabotage });
        assert.ok(error > CAUGHT && !is_right, `${sabotage}: the check sees an error of ${error}`);
        errors.push(`${sabotage} ${error.toFixed(2)}`);
      }
      assert.equal(network.fingerprint(), before, 'it is left as it was');
      t.diagnostic(`loss ${loss.toFixed(2)}, error ${right.error.toExponential(1)}; ${errors.join(', ')}`);
    });
  });
}

test(
  'a planted error that makes no difference to a batch is told from one that is missed',
  BOUND,
  async () => {
    await with_trained({ steps: 0, m: 1 }, async (network, batch) => {
      const { is_right, error } = await check(network, batch, { sabotage: 'mean' });
      assert.ok(is_right);
      assert_within(error, TOLERANCE, 'of one sample the mean is the sum');
      assert.equal((await check(network, batch, { sabotage: 'sign' })).is_right, false);
    });
  },
);

test('the new W_o is hidden by a small rate, and the check says so', BOUND, async () => {
  await with_trained({ steps: 1000 }, async (network, batch) => {
    const { error, run_error, rate } = await check(network, batch, { sabotage: 'new_weights' });
    assert.ok(error > CAUGHT && rate > 1);
    assert_within(Number(run_error), CAUGHT, 'at the rate of the run');
  });
});

test('gradients that drown in the rounding of the loss are not judged', BOUND, async () => {
  await with_trained({ steps: 0, m: 1 }, async (network, batch) => {
    for (let i = 0; i < 2000; i++) network.train_step(batch.images, batch.labels, 1);
    const { drowned, error, points } = await check(network, batch);
    assert.deepEqual(drowned, [...NAMES], 'one image that the network is certain of');
    assert.ok(Number.isNaN(error));
    assert.ok(points.length > 0);
  });
});

test('one parameter of the reader’s choice is checked alone', BOUND, async () => {
  await with_trained({ steps: 100 }, async (network, batch) => {
    const place = { name: /** @type {const} */ ('Wh'), index: 784 * 3 + 400 };
    const { points, error } = await check(network, batch, { place });
    assert.deepEqual(
      points.map(({ name, index }) => ({ name, index })),
      [place],
    );
    assert_within(error, TOLERANCE, 'of this one');
  });
});

/* ---- plain JavaScript ---- */

test('plain JavaScript comes to the network’s gradients, with and without zeros', BOUND, async () => {
  for (const hidden of [1, 5, 10, 13])
    for (const make of MAKERS)
      await with_network({ hidden }, (network) => {
        const { images, labels } = batch_of(hidden, 9, make);
        const expected = network.gradients(images, labels);
        for (const skips_zeros of [true, false]) {
          const plain = new PlainNetwork(network.parameters(), { skips_zeros });
          const gradients = plain.gradients(as_floats(images), labels);
          for (const name of NAMES)
            assert_within(relative_error(gradients[name], expected[name]), 1e-5, `d${name}, H ${hidden}`);
        }
      });
});

test('plain JavaScript learns as the network does', BOUND, async () => {
  await with_network({ hidden: 7 }, (network) => {
    const { images, labels } = batch_of(3, 8);
    const plain = new PlainNetwork(network.parameters());
    for (let step = 0; step < 50; step++) {
      plain.train_step(as_floats(images), labels, 0.1);
      network.train_step(images, labels, 0.1);
    }
    const { Wo, bh, bo } = network.parameters();
    for (const [mine, theirs] of [
      [plain.Wo, Wo],
      [plain.bh, bh],
      [plain.bo, bo],
    ])
      assert_within(relative_error(mine, theirs), 1e-5, 'after 50 steps');
  });
});
