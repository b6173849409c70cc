/** Data sets in wasm memory: what goes in comes out, and what room it takes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { batch_of, with_network } from './networks.js';
import {
  as_floats,
  assert_within,
  BUILDS,
  generator,
  MAKERS,
  PIXELS,
  random_images,
  random_labels,
} from './support.js';

const BOUND = { timeout: 30_000 };

test('images and labels come back as they were loaded', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 3, build }, (network) => {
      for (const make of MAKERS) {
        for (const m of [1, 2, 17]) {
          const { images, labels } = batch_of(m, m, make);
          const data_set = network.load(images, labels);
          assert.equal(data_set.size, m);
          assert.deepEqual(data_set.images(), images);
          assert.deepEqual(data_set.labels(), labels);
          data_set.images().fill(1);
          data_set.labels().fill(1);
          images.fill(7);
          assert.notDeepEqual(data_set.images(), images, 'the data set holds a copy of its own');
          assert.deepEqual(data_set.labels(), labels);
          data_set.free();
        }
      }
    });
  }
});

test('a data set that is filled before there is any network holds its images', BOUND, async () => {
  for (const build of BUILDS) {
    const wasm = await readFile(new URL(`../web/network/network.${build}.wasm`, import.meta.url));
    const { exports } = (await WebAssembly.instantiate(wasm)).instance;
    const core = /** @type {import('../web/network/wasm.js').Exports} */ (/** @type {unknown} */ (exports));
    core._initialize();
    const { images, labels } = batch_of(1, 5);
    const [images_at, labels_at] = [images, labels].map((bytes) => {
      const at = core.malloc(bytes.length);
      new Uint8Array(core.memory.buffer, at).set(bytes);
      return at;
    });
    const data_set = core.data_set_create(0, 1);
    assert.equal(core.data_set_append(data_set, images_at, labels_at, labels.length), 1);
    const copy_at = core.malloc(images.length);
    core.data_set_get_images(data_set, 0, labels.length, copy_at);
    assert.deepEqual(new Uint8Array(core.memory.buffer, copy_at, images.length), images, build);
  }
});

test('samples are appended behind those that are there', BOUND, async () => {
  await with_network({ hidden: 3 }, (network) => {
    for (const make of MAKERS) {
      const { images, labels } = batch_of(4, 1000, make);
      const data_set = network.load(images.slice(0, PIXELS), labels.slice(0, 1));
      for (let from = 1, size = 1; from < 1000; from += size, size = Math.min(2 * size, 1000 - from))
        data_set.append(
          images.subarray(from * PIXELS, (from + size) * PIXELS),
          labels.subarray(from, from + size),
        );
      assert.equal(data_set.size, 1000);
      assert.deepEqual(data_set.images(), images);
      assert.deepEqual(data_set.labels(), labels);
    }
  });
});

test('data sets that grow side by side do not touch each other', BOUND, async () => {
  await with_network({ hidden: 3 }, (network) => {
    const all = [1, 2, 3].map((seed) => batch_of(seed, 60));
    const data_sets = all.map(({ images, labels }) =>
      network.load(images.subarray(0, PIXELS), labels.subarray(0, 1)),
    );
    for (let from = 1; from < 60; from++)
      data_sets.forEach((data_set, i) =>
        data_set.append(
          all[i].images.subarray(from * PIXELS, (from + 1) * PIXELS),
          all[i].labels.subarray(from, from + 1),
        ),
      );
    data_sets[1].free();
    network.load(random_images(generator(9), 200), random_labels(generator(9), 200));
    for (const i of [0, 2]) {
      assert.deepEqual(data_sets[i].images(), all[i].images);
      assert.deepEqual(data_sets[i].labels(), all[i].labels);
    }
  });
});

test('evaluate gives for a data set what it gives for its arrays', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 10, seed: 2, build }, (network) => {
      for (const m of [1, 3, 250, 1030]) {
        const { images, labels } = batch_of(m, m);
        const data_set = network.load(images, labels);
        assert.deepEqual(network.evaluate(data_set), network.evaluate(images, labels));
        const floats = network.load(as_floats(images), labels);
        assert.deepEqual(network.evaluate(floats), network.evaluate(images, labels));
      }
    });
  }
});

test('the built-in handwriting is a data set that can be trained on', BOUND, async () => {
  await with_network({ hidden: 10, seed: 1 }, (network) => {
    const train = network.digits(1, 2000, 'train');
    const held_out = network.digits(1, 500, 'test');
    assert.deepEqual([train.size, held_out.size], [2000, 500]);
    assert.equal(train.images().length, 2000 * PIXELS);
    network.train(train, { batch_size: 32, learning_rate: 0.1, steps: 630 });
    const { accuracy } = network.evaluate(held_out);
    assert.ok(accuracy >= 0.7, `accuracy ${accuracy} after ten epochs`);
    assert.deepEqual(network.evaluate(held_out), network.evaluate(held_out.images(), held_out.labels()));
  });
});

test('digits made while training goes on are those made at once', BOUND, async () => {
  for (const build of BUILDS) {
    await with_network({ hidden: 3, seed: 5, build }, (network) => {
      const weights = network.parameters();
      const train = (/** @type {import('../web/network/data_set.js').DataSet} */ data_set) => {
        network.set_parameters(weights);
        network.train(data_set, { batch_size: 7, learning_rate: 0.1, steps: 40 }); // 130 digits take 19 steps an epoch
        return network.fingerprint();
      };
      const known = network.digits(2, 130);
      const [images, labels] = [known.images(), known.labels()];
      const unmade = network.digits(2, 130);
      assert.equal(train(unmade), train(network.load(images, labels)));
      assert.deepEqual([unmade.images(), unmade.labels()], [images, labels]);
      const joined = network.digits(2, 130);
      joined.append(images, labels);
      assert.deepEqual(joined.images(), Uint8Array.from([...images, ...images]));
      assert.deepEqual(joined.images(129, 2), joined.images().subarray(129 * PIXELS, 131 * PIXELS));
      assert.throws(() => joined.images(261), /first must be a whole number 0 … 260, was 261/);
      assert.throws(() => joined.images(259, 2), /count must be a whole number 0 … 1, was 2/);
    });
  }
});

test('memory of a freed data set is used again', BOUND, async () => {
  const memories = await memories_of(async () => {
    await with_network({ hidden: 3 }, (network) => {
      const { images, labels } = batch_of(1, 5000);
      for (let i = 0; i < 40; i++) network.load(images, labels).free();
    });
  });
  const bytes = largest_size(memories);
  assert_within(bytes, 20e6, 'bytes of wasm memory after 40 × 3.9 MB, loaded and freed one after the other');
});

test('60,000 images as MNIST has them take at most 60 MB', BOUND, async (t) => {
  const { images, labels } = batch_of(1, 1000);
  let empty = 0;
  const memories = await memories_of(async (so_far) => {
    await with_network({ hidden: 10 }, (network) => {
      network.train_step(images, labels, 0);
      empty = largest_size(so_far);
      const data_set = network.load(images, labels);
      for (let part = 1; part < 60; part++) data_set.append(images, labels);
      assert.equal(data_set.size, 60_000);
      network.train(data_set, { batch_size: 1000, learning_rate: 0.01, steps: 2 });
      network.evaluate(data_set);
    });
  });
  const bytes = largest_size(memories) - empty;
  t.diagnostic(`${(bytes / 1e6).toFixed(1)} MB`);
  assert.ok(bytes > 0);
  assert_within(bytes, 60e6, 'bytes of wasm memory');
});

/**
 * The wasm memories that come into being during `use`.
 * @param {(memories: WebAssembly.Memory[]) => Promise<void>} use
 */
async function memories_of(use) {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  const { instantiate, Instance } = WebAssembly;
  /** @param {WebAssembly.Instance} instance */
  const note = (instance) => {
    for (const value of Object.values(instance.exports))
      if (value instanceof WebAssembly.Memory) memories.push(value);
    return instance;
  };
  WebAssembly.Instance = /** @type {any} */ (
    function (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
      return note(new Instance(module, imports));
    }
  );
  WebAssembly.instantiate = async (/** @type {any} */ source, /** @type {any} */ imports) => {
    const result = /** @type {any} */ (await instantiate(source, imports));
    note(result.instance ?? result);
    return result;
  };
  try {
    await use(memories);
  } finally {
    Object.assign(WebAssembly, { instantiate, Instance });
  }
  assert.ok(memories.length > 0, 'no memory was seen');
  return memories;
}

/** The bytes of the largest memory; the others are of self-tests. @param {WebAssembly.Memory[]} memories */
function largest_size(memories) {
  return Math.max(...memories.map((memory) => memory.buffer.byteLength));
}
