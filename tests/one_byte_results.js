/**
 * A worker that says what a copy of the shim computes: for each message { shim, has_hash } a text, the same for the same
 * results; 'noticed' if the shim does not use its SIMD module, 'throws' if it
 * fails later.
 */
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { dense_images, generator, random_images, random_labels } from './support.js';

const crypto = globalThis.crypto;

/** @param {unknown} value @param {import('node:crypto').Hash} hash */
function note(value, hash) {
  if (ArrayBuffer.isView(value))
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else if (value && typeof value === 'object') Object.values(value).forEach((part) => note(part, hash));
  else hash.update(String(value));
}

/** What a network computes: more than the self-test asks. @param {typeof import('../web/network/network.js')['create_network']} create_network */
async function results(create_network) {
  const hash = createHash('sha256');
  const random = generator(3);
  for (const hidden of [1, 10, 37]) {
    const network = await create_network({ hidden, seed: hidden });
    if (network.build !== 'simd') return 'noticed';
    const set = network.digits(hidden, 400);
    note(network.train(set, { batch_size: 32, learning_rate: 0.1, steps: 100 }), hash);
    note(network.train(set, { batch_size: 7, learning_rate: 0.3, steps: 70 }), hash);
    note([network.fingerprint(), network.evaluate(set), set.images(), set.labels(), set.drawn(20)], hash);
    note([network.evaluate(network.digits(9, 300, 'test')), network.parameters()], hash);
    for (const images of [random_images(random, 35), dense_images(random, 35)]) {
      const labels = random_labels(random, 35);
      note(network.train_step(images, labels, 0.2), hash);
      note([network.predict(images), network.activations(images), network.gradients(images, labels)], hash);
      const own = network.load(images, labels);
      own.append(images, labels);
      note(network.train(own, { batch_size: 9, learning_rate: 0.1, steps: 20 }), hash);
      note([own.images(), network.evaluate(own), network.fingerprint()], hash);
      own.free();
    }
    for (let i = 0; i < 300; i++) note(network.write_digit(hidden, i, i % 2 ? 'train' : 'test'), hash);
    for (let i = 0; i < 30; i++) {
      const strokes = Array.from({ length: 1 + (i % 3) }, () =>
        Array.from({ length: 1 + Math.floor(random() * 9) }, () => [random() * 300, random() * 200]),
      );
      note(network.rasterise(strokes), hash);
    }
    network.free();
  }
  return hash.digest('hex');
}

parentPort?.on('message', async ({ shim, has_hash }) => {
  Object.defineProperty(globalThis, 'crypto', { value: has_hash ? crypto : {}, configurable: true });
  const { create_network } = await import(shim);
  parentPort?.postMessage(await results(create_network).catch(() => 'throws'));
});
