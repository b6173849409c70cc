/**
 * Trains on MNIST's 60,000 and tests on its 10,000 images; prints a table. Ends with 1 if the mean of an accuracy is
 * below its bar. `MNIST_DIR=folder node tests/bench/accuracy.mjs`, or data/mnist after `make data`.
 */
import { read_mnist } from '../../data/mnist_files.mjs';
import { create_network } from '../../web/network/network.js';

const SEEDS = [1, 2, 3, 4, 5];
const CASES = [
  { hidden: 10, batch_size: 32, learning_rate: 0.1, epochs: 10, bar: 0.928 },
  { hidden: 128, batch_size: 32, learning_rate: 0.2, epochs: 5, bar: 0.972 },
];

/** @typedef {Awaited<ReturnType<typeof read_mnist>>} Mnist */

/** @param {Mnist} mnist @param {typeof CASES[number]} options @param {number} seed */
async function train_and_test({ train, test }, { hidden, batch_size, learning_rate, epochs }, seed) {
  const network = await create_network({ hidden, seed });
  const data_set = network.load(train.images, train.labels);
  const steps = epochs * Math.ceil(data_set.size / batch_size);
  const start = performance.now();
  network.train(data_set, { batch_size, learning_rate, steps });
  const seconds = (performance.now() - start) / 1000;
  const { accuracy, loss } = network.evaluate(test.images, test.labels);
  const { build } = network;
  const fingerprint = network.fingerprint();
  network.free();
  return { accuracy, loss, seconds, build, fingerprint };
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}

/** @param {Mnist} mnist @param {typeof CASES[number]} options @returns {Promise<boolean>} whether the bar is reached */
async function report(mnist, options) {
  const { hidden, batch_size, learning_rate, epochs, bar } = options;
  console.log(`\n784-${hidden}-10, batch ${batch_size}, rate ${learning_rate}, ${epochs} epochs\n`);
  console.log('| seed | test accuracy | test loss | training | build | fingerprint |');
  console.log('|---|---|---|---|---|---|');
  let sum = 0;
  for (const seed of SEEDS) {
    const { accuracy, loss, seconds, build, fingerprint } = await train_and_test(mnist, options, seed);
    const cells = [seed, percent(accuracy), loss.toFixed(4), `${seconds.toFixed(2)} s`, build, fingerprint];
    console.log(`| ${cells.join(' | ')} |`);
    sum += accuracy;
  }
  const mean = sum / SEEDS.length;
  const reached = mean >= bar;
  console.log(
    `| mean | ${percent(mean)} | at least ${percent(bar)}: ${reached ? 'reached' : 'MISSED'} | | | |`,
  );
  return reached;
}

const mnist = await read_mnist().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
for (const options of CASES) if (!(await report(mnist, options))) process.exitCode = 1;
