/** The core under sanitizers: nothing undefined, no access out of bounds. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { create_network } from '../../web/network/network.js';
import { BUILDS, dense_images, drawn_digits, generator, random_labels } from '../support.js';
import { built, make } from './modules.js';

const BOUND = { timeout: 240_000 };
const run = promisify(execFile);

/** A session that calls everything. @param {object} options */
async function session(options) {
  const network = await create_network({ hidden: 13, seed: 1, ...options });
  const random = generator(1);
  const { images, labels } = drawn_digits(random, 4);
  const [dense, dense_labels] = [dense_images(random, 5), random_labels(random, 5)];
  for (const [X, Y] of /** @type {const} */ ([
    [images, labels],
    [dense, dense_labels],
  ])) {
    network.train_step(X, Y, 0.1);
    network.train_step(X.subarray(0, 784), Y.subarray(0, 1), 0.1);
    network.gradients(X, Y);
    network.activations(X);
    network.errors(X, Y);
    network.explain(X.subarray(0, 784));
    network.predict(X);
    const data_set = network.load(X, Y);
    network.train(data_set, { batch_size: 3, learning_rate: 0.1, steps: 40 });
    data_set.append(X, Y);
    data_set.go_to(data_set.epoch, data_set.size);
    data_set.go_to(2, 1);
    network.train(data_set, { batch_size: 33, learning_rate: 0.1, steps: 5 });
    assert.deepEqual(data_set.images().subarray(X.length), X);
    network.evaluate(data_set);
    data_set.free();
  }
  const digits = network.digits(1, 100, 'train');
  network.train(digits, { batch_size: 32, learning_rate: 0.1, steps: 10 });
  network.rasterise([[[0, 0], [5, 9], [5, 9]], [[1e30, -1e30]], []]); // prettier-ignore
  const fingerprint = network.fingerprint();
  const parameters = network.parameters();
  for (let step = 0; step < 20; step++) network.train_step(images, labels, 1e38); // to NaN
  network.evaluate(images, labels);
  network.set_parameters(parameters); // and back
  assert.equal(network.fingerprint(), fingerprint);
  network.free();
  return fingerprint;
}

for (const build of BUILDS) {
  test(`nothing in a session is undefined behaviour: ${build}`, BOUND, async () => {
    const expected = await session({ build });
    const wasm = readFileSync(built(`trap.${build}.wasm`));
    assert.equal(await session({ build, wasm }), expected);
  });

  test(`the core stays within its arrays, under AddressSanitizer: ${build}`, BOUND, async (t) => {
    make(`asan/${build}.js`);
    // Emscripten's file loader takes a fetch() for a browser's.
    const program = `globalThis.fetch = undefined; require(${JSON.stringify(built(`asan/${build}.js`))})`;
    const { stdout } = await run(process.execPath, ['--eval', program], { timeout: 30_000 });
    assert.match(stdout, /^[0-9a-f]{16}\n$/);
    t.diagnostic(stdout.trim());
  });
}
