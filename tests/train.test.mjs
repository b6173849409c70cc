/** Training on data sets: epochs, batches, shuffles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create_network } from '../web/network/network.js';
import { batch_of, with_network } from './networks.js';
import {
  as_floats,
  assert_within,
  BUILDS,
  drawn_digits,
  generator,
  MAKERS,
  pick_images,
  PIXELS,
  random_labels,
  single_pixel_images,
} from './support.js';

const BOUND = { timeout: 30_000 };

/** @typedef {import('./networks.js').Network} Network */
/** @typedef {ReturnType<Network['load']>} DataSet */

/**
 * The samples of the next training step, read off the network: data of single_pixel_images, hidden units that are all
 * on, so that exactly the columns of W_h that belong to the batch change.
 * @param {Network} network @param {DataSet} data_set @param {number} batch_size
 */
function samples_of_next_step(network, data_set, batch_size) {
  const { hidden } = network;
  const Wo = Float32Array.from({ length: 10 * hidden }, (_, i) => Math.sin(i + 1));
  const start = {
    Wh: new Float32Array(hidden * PIXELS).fill(0.5),
    bh: new Float32Array(hidden),
    Wo,
    bo: new Float32Array(10),
  };
  network.set_parameters(start);
  network.train(data_set, { batch_size, learning_rate: 0.1, steps: 1 });
  const { Wh } = network.parameters();
  return Array.from({ length: data_set.size }, (_, i) => i).filter((i) => Wh[i] !== 0.5);
}

/** The order of the next `count` samples. @param {Network} network @param {DataSet} data_set @param {number} count */
function order_of_samples(network, data_set, count) {
  return Array.from({ length: count }, () => {
    const seen = samples_of_next_step(network, data_set, 1);
    assert.equal(seen.length, 1);
    return seen[0];
  });
}

/** @param {number[]} order */
function sorted(order) {
  return [...order].sort((a, b) => a - b);
}

/** @param {number} count */
function counting(count) {
  return Array.from({ length: count }, (_, i) => i);
}

test('an epoch visits every sample once, in a new order each time', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 4, seed: 9, build }, (network) => {
      const data_set = network.load(single_pixel_images(50), random_labels(generator(1), 50));
      const epochs = [1, 2, 3].map(() => order_of_samples(network, data_set, 50));
      for (const epoch of epochs) {
        assert.deepEqual(sorted(epoch), counting(50));
        assert.notDeepEqual(epoch, counting(50));
      }
      assert.notDeepEqual(epochs[0], epochs[1]);
      assert.notDeepEqual(epochs[1], epochs[2]);
    });
  }
});

test(
  'the samples drawn last are those of the last step, of bytes and of floats, also at the end of an epoch',
  BOUND,
  async () => {
    for (const build of BUILDS) {
      for (const of_type of [(/** @type {Uint8Array} */ bytes) => bytes, as_floats]) {
        await with_network({ hidden: 4, seed: 9, build }, async (network) => {
          const images = of_type(single_pixel_images(50));
          const data_set = network.load(images, random_labels(generator(1), 50));
          assert.equal(data_set.drawn(7).labels.length, 0);
          for (const m of [7, 32, 11, 7]) {
            const before = network.parameters();
            network.train(data_set, { batch_size: m, learning_rate: 0.5, steps: 1 });
            const drawn = data_set.drawn(m);
            assert.equal(drawn.labels.length, m);
            const twin = await create_network({ hidden: 4, seed: 9, build });
            twin.set_parameters(before);
            twin.train_step(drawn.images, drawn.labels, 0.5);
            assert.equal(network.fingerprint(), twin.fingerprint());
            twin.free();
          }
          assert.equal(data_set.drawn(100).labels.length, 7); // the epoch of 50 had ended before them
          assert.throws(() => data_set.drawn(-1), /count must be .*, was -1/);
        });
      }
    }
  },
);

test('the seed decides the order: the same in both builds, another one for another seed', BOUND, async () => {
  /** @param {number} seed @param {'simd' | 'scalar'} build */
  const order = async (seed, build) => {
    const network = await create_network({ hidden: 4, seed, build });
    const data_set = network.load(single_pixel_images(40), new Uint8Array(40));
    return order_of_samples(network, data_set, 80);
  };
  const first = await order(1, 'simd');
  assert.deepEqual(await order(1, 'simd'), first);
  assert.deepEqual(await order(1, 'scalar'), first);
  assert.notDeepEqual(await order(2, 'simd'), first);
});

test('the shuffle is fair: each sample is as often in each place', BOUND, async () => {
  const size = 4;
  const counts = new Float64Array(size * size);
  const epochs = 600;
  await with_network({ hidden: 2, seed: 1 }, (network) => {
    const data_set = network.load(single_pixel_images(size), new Uint8Array(size));
    for (let epoch = 0; epoch < epochs; epoch++)
      order_of_samples(network, data_set, size).forEach((sample, place) => counts[sample * size + place]++);
  });
  const expected = epochs / size;
  const chi_square = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert_within(chi_square, 27.9, 'χ² of 9 degrees of freedom, 0.1 %');
});

test('batches are runs of the epoch; the last one of an epoch may be smaller', BOUND, async () => {
  await with_network({ hidden: 4, seed: 3 }, async (network) => {
    const size = 25;
    const labels = random_labels(generator(2), size);
    const data_set = network.load(single_pixel_images(size), labels);
    const order = order_of_samples(network, data_set, 2 * size);
    await with_network({ hidden: 4, seed: 3 }, (twin) => {
      const twin_set = twin.load(single_pixel_images(size), labels);
      for (const [from, to] of [
        [0, 7],
        [7, 14],
        [14, 21],
        [21, 25],
        [25, 32],
      ])
        assert.deepEqual(samples_of_next_step(twin, twin_set, 7), sorted(order.slice(from, to)));
    });
    await with_network({ hidden: 4, seed: 3 }, (twin) => {
      const twin_set = twin.load(single_pixel_images(size), labels);
      assert.deepEqual(
        samples_of_next_step(twin, twin_set, 1000),
        counting(size),
        'a batch is no larger than the set',
      );
      assert.deepEqual(samples_of_next_step(twin, twin_set, 7), sorted(order.slice(25, 32)));
    });
  });
});

test('another batch size in mid-epoch goes on from where the epoch stands', BOUND, async () => {
  await with_network({ hidden: 4, seed: 3 }, (network) => {
    const data_set = network.load(single_pixel_images(25), new Uint8Array(25));
    const seen = [4, 4, 4, 5, 1, 5, 30].flatMap((batch_size) =>
      samples_of_next_step(network, data_set, batch_size),
    );
    assert.deepEqual(sorted(seen), counting(25));
  });
});

for (const build of BUILDS) {
  test(`train is train_step on the batches of the epoch, to the bit: ${build}`, BOUND, async () => {
    for (const make of MAKERS) {
      const size = 45;
      const { images, labels } = batch_of(6, size, make);
      const seeds = { hidden: 10, seed: 12, build };
      let /** @type {number[]} */ order = [];
      await with_network(seeds, (network) => {
        order = order_of_samples(network, network.load(single_pixel_images(size), labels), 3 * size);
      });
      await with_network(seeds, async (network) => {
        const losses = network.train(network.load(images, labels), {
          batch_size: 7,
          learning_rate: 0.05,
          steps: 21,
        });
        assert.ok(losses instanceof Float32Array);
        assert.equal(losses.length, 21);
        assert.equal(network.steps, 21);
        await with_network(seeds, (twin) => {
          for (let step = 0; step < 21; step++) {
            const epoch = Math.floor(step / 7);
            const from = epoch * size + (step % 7) * 7;
            const batch = order.slice(from, Math.min(from + 7, (epoch + 1) * size));
            const X = pick_images(images, batch);
            const Y = Uint8Array.from(batch, (i) => labels[i]);
            const loss = twin.train_step(X, Y, 0.05);
            assert.ok(
              Math.fround(loss) === losses[step],
              `step ${step}: ${losses[step]}, by train_step ${loss}`,
            );
          }
          assert.equal(network.fingerprint(), twin.fingerprint());
        });
      });
    }
  });
}

test('ten steps in one call are five and five', BOUND, async () => {
  const { images, labels } = drawn_digits(generator(2), 4);
  /** @param {number[]} calls */
  const run = async (calls) => {
    const network = await create_network({ hidden: 10, seed: 4 });
    const data_set = network.load(images, labels);
    const losses = calls.flatMap((steps) => [
      ...network.train(data_set, { batch_size: 9, learning_rate: 0.1, steps }),
    ]);
    return { losses, fingerprint: network.fingerprint(), steps: network.steps };
  };
  const at_once = await run([10]);
  assert.equal(at_once.steps, 10);
  assert.deepEqual(await run([5, 5]), at_once);
  assert.deepEqual(await run([1, 3, 2, 4]), at_once);
});

test('looking at the network between steps does not change the training', BOUND, async () => {
  const { images, labels } = drawn_digits(generator(2), 4);
  /** @param {(network: Network, data_set: DataSet) => void} look */
  const run = async (look) => {
    const network = await create_network({ hidden: 10, seed: 4 });
    const data_set = network.load(images, labels);
    for (let i = 0; i < 6; i++) {
      network.train(data_set, { batch_size: 9, learning_rate: 0.1, steps: 1 });
      look(network, data_set);
    }
    return network.fingerprint();
  };
  const undisturbed = await run(() => {});
  const looked_at = await run((network, data_set) => {
    network.evaluate(data_set);
    network.predict(images);
    network.gradients(images, labels);
    network.activations(images);
    network.digits(4, 30, 'train').free();
    network.load(images, labels).free();
  });
  assert.equal(looked_at, undisturbed);
});

test('training on bytes and on the floats byte / 255 gives the same bits', BOUND, async () => {
  const { images, labels } = batch_of(3, 40);
  /** @param {Uint8Array | Float32Array} X */
  const run = async (X) => {
    const network = await create_network({ hidden: 10, seed: 4 });
    network.train(network.load(X, labels), { batch_size: 16, learning_rate: 0.1, steps: 30 });
    return network.fingerprint();
  };
  assert.equal(await run(as_floats(images)), await run(images));
});

test('samples appended while training join in, and none is lost', BOUND, async () => {
  await with_network({ hidden: 4, seed: 3 }, (network) => {
    const data_set = network.load(single_pixel_images(20), new Uint8Array(20));
    order_of_samples(network, data_set, 7);
    data_set.append(single_pixel_images(15, 20), new Uint8Array(15));
    assert.equal(data_set.size, 35);
    const later = order_of_samples(network, data_set, 20 + 2 * 35);
    assert.deepEqual(sorted([...new Set(later)]), counting(35));
    const epoch = order_of_samples(network, data_set, 35);
    assert.ok(new Set([...later.slice(-35), ...epoch]).size === 35);
  });
});
