/** Memory that runs out: whatever asks for it says so in words, and nothing is half changed. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { create_network } from '../web/network.js';
import { PIXELS } from '../web/network/arguments.js';

const BOUND = { timeout: 120_000 };
const BUILDS = /** @type {const} */ (['simd', 'scalar']);
const MEMORY_SECTION = 5;
const DIGITS = 500;
const TRAINING = { steps: 3, batch_size: 8, learning_rate: 0.1 };

/** An unsigned LEB128 number. @param {Uint8Array} bytes @param {number} at @returns {[value: number, end: number]} */
function read_number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/**
 * A module whose memory grows to so many pages and no further.
 * @param {Uint8Array} bytes @param {number} pages of 64 KiB @returns {WebAssembly.Module}
 */
function limited(bytes, pages) {
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at];
    const [size, from] = read_number(bytes, at + 1);
    if (id === MEMORY_SECTION) {
      const [first] = read_number(bytes, from + 2); // after the count and the flags
      assert.ok(first <= pages && first < 128 && pages < 2 ** 14, `${first} pages at first`);
      const memory = [1, 1, first, 0x80 | (pages & 0x7f), pages >> 7];
      const head = bytes.subarray(0, at);
      const tail = bytes.subarray(from + size);
      return new WebAssembly.Module(
        Uint8Array.from([...head, MEMORY_SECTION, memory.length, ...memory, ...tail]),
      );
    }
    at = from + size;
  }
  throw new Error('The module has no memory of its own.');
}

/** @param {number} count */
const some = (count) => ({
  images: Uint8Array.from({ length: count * PIXELS }, (_, i) => (i * 7) % 256),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});

/** What does not fit is refused in words. @param {() => unknown} action @returns {boolean} whether it fits */
function fits(action) {
  try {
    action();
    return true;
  } catch (error) {
    assert.ok(error instanceof RangeError, `${error}`);
    assert.match(error.message, /memory/);
    return false;
  }
}

for (const build of BUILDS) {
  test(`memory that runs out is said, and network and data stay as they were: ${build}`, BOUND, async (t) => {
    const bytes = await readFile(new URL(`../web/network/network.${build}.wasm`, import.meta.url));
    const hidden = 10;
    const { images, labels } = some(900);
    const refused = new Set();
    let complete = 0;
    for (let pages = 16; pages < 100; pages += 3) {
      const wasm = limited(bytes, pages);
      const large = await create_network({ hidden: 256, wasm }).catch((/** @type {Error} */ error) => error);
      if (large instanceof Error) {
        fits(() => {
          throw large;
        });
        refused.add('create_network');
      } else large.free();
      const made = await create_network({ hidden, wasm });
      const before = made.fingerprint();
      /** @type {import('../web/network/data_set.js').DataSet[]} */
      const sets = [];
      /** @type {Record<string, () => unknown>} */
      const actions = {
        load: () => sets.push(made.load(images, labels)),
        digits: () => sets.push(made.digits(1, DIGITS)),
        append: () => sets[0]?.append(images, labels),
        predict: () => made.predict(images),
        activations: () => made.activations(images),
        explain: () => made.explain(images.subarray(0, PIXELS)),
        evaluate: () => made.evaluate(images, labels),
        gradients: () => made.gradients(images, labels),
        images: () => sets[0]?.images(),
      };
      let has_all = true;
      for (const [name, action] of Object.entries(actions)) {
        const sizes = sets.map(({ size }) => size);
        if (fits(action)) continue;
        has_all = false;
        refused.add(name);
        assert.deepEqual(sets.map(({ size }) => size), sizes, `${name} with ${pages} pages`); // prettier-ignore
        assert.equal(made.fingerprint(), before, `${name} with ${pages} pages`);
      }
      const [first] = sets;
      if (first && fits(() => made.train(first, TRAINING))) {
        const plain = await create_network({ hidden, build });
        const alike = first.size === DIGITS ? plain.digits(1, DIGITS) : plain.load(images, labels);
        if (first.size > labels.length) alike.append(images, labels);
        plain.train(alike, TRAINING);
        assert.equal(made.fingerprint(), plain.fingerprint(), `training with ${pages} pages`);
        plain.free();
      }
      made.free();
      if (has_all) complete++;
    }
    t.diagnostic(`refused at some size: ${[...refused].join(', ')}`);
    for (const name of ['create_network', 'load', 'append', 'digits', 'predict'])
      assert.ok(refused.has(name), `${name} was never refused`);
    assert.ok(complete > 0, 'with enough memory all of it fits');
  });
}

/** @param {'simd' | 'scalar'} build @param {number} pages of memory at most */
async function network_in(build, pages) {
  const bytes = await readFile(new URL(`../web/network/network.${build}.wasm`, import.meta.url));
  return create_network({ hidden: 1, wasm: limited(bytes, pages) });
}

for (const build of BUILDS) {
  test(`what was refused for want of memory gives back all that it took: ${build}`, BOUND, async () => {
    const { images, labels } = some(3000); // which are copied in three pieces
    const part = /** @type {const} */ ([images.subarray(0, 900 * PIXELS), labels.subarray(0, 900)]);
    for (const pages of [36, 40, 44, 48]) {
      const network = await network_in(build, pages);
      for (let i = 0; i < 100; i++) assert.ok(!fits(() => network.load(images, labels)));
      const data_set = network.load(...part);
      assert.ok(!fits(() => data_set.append(images, labels)));
      assert.equal(data_set.size, 900, `${pages} pages`);
      assert.deepEqual(data_set.images(), part[0]);
      assert.deepEqual(data_set.labels(), part[1]);
      network.free();
    }
  });

  test(
    `images that are appended one by one are all there when the memory ends: ${build}`,
    BOUND,
    async () => {
      for (const pages of [40, 45, 50]) {
        const network = await network_in(build, pages);
        const many = some(700);
        const room = network.load(many.images, many.labels); // given back at the end, for what reading needs
        const data_set = network.load(new Uint8Array(0), new Uint8Array(0));
        const image = new Uint8Array(PIXELS).fill(9, 40, 42); // of few bytes, so that the lists of images fill the memory
        let count = 0;
        while (fits(() => data_set.append(image, Uint8Array.of(count % 10)))) count++;
        assert.ok(count > 100, `${count} images`);
        room.free();
        assert.equal(data_set.size, count);
        const expected = Uint8Array.from({ length: count }, (_, i) => i % 10);
        assert.deepEqual(data_set.labels(), expected, `${pages} pages`);
        network.free();
      }
    },
  );
}
