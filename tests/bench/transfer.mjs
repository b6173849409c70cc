/**
 * Does the built-in handwriting teach to read real handwriting? Trains on 20,000 built-in digits and tests on MNIST's
 * 10,000 test images; and the reverse, trained on MNIST's 60,000 and tested on 10,000 built-in digits. Prints tables and
 * confusion matrices; ends with 1 if a mean accuracy is below its bar.
 * `MNIST_DIR=folder node tests/bench/transfer.mjs`, or data/mnist after `make data`.
 */
import { read_mnist } from '../../data/mnist_files.mjs';
import { create_network } from '../../web/network/network.js';

const SEEDS = [1, 2, 3, 4, 5];
const OPTIONS = { batch_size: 32, learning_rate: 0.1 };
const EPOCHS = 10;
const CASES = [
  { from: 'built-in', to: 'MNIST', hidden: 10, bar: 0.874, goal: 0.874 },
  { from: 'built-in', to: 'MNIST', hidden: 128, bar: 0.935, goal: 0.935 },
  { from: 'MNIST', to: 'built-in', hidden: 128, bar: 0.9, goal: 0.9 },
];

/** @typedef {Awaited<ReturnType<typeof create_network>>} Network */
/** @typedef {Awaited<ReturnType<typeof read_mnist>>} Mnist */

/** @param {Network} network @param {Mnist} mnist @param {string} from @param {number} seed */
function training_set(network, mnist, from, seed) {
  if (from === 'MNIST') return network.load(mnist.train.images, mnist.train.labels);
  return network.digits(seed, 20_000);
}

/** @param {Network} network @param {Mnist} mnist @param {string} to @param {number} seed */
function evaluate(network, mnist, to, seed) {
  if (to === 'MNIST') return network.evaluate(mnist.test.images, mnist.test.labels);
  return network.evaluate(network.digits(seed, 10_000, 'test'));
}

/** @param {Mnist} mnist @param {typeof CASES[number]} options @param {number} seed */
async function train_and_test(mnist, { from, to, hidden }, seed) {
  const network = await create_network({ hidden, seed });
  const data_set = training_set(network, mnist, from, seed);
  network.train(data_set, { ...OPTIONS, steps: EPOCHS * Math.ceil(data_set.size / OPTIONS.batch_size) });
  const own = network.evaluate(data_set).accuracy;
  const { accuracy, confusion } = evaluate(network, mnist, to, seed);
  network.free();
  return { own, accuracy, confusion };
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}

/** @param {number[]} confusion sums over the seeds: row true, column predicted */
function print_confusion(confusion) {
  console.log(
    '\n| % read as | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |\n|---|---|---|---|---|---|---|---|---|---|---|',
  );
  for (let digit = 0; digit < 10; digit++) {
    const row = confusion.slice(10 * digit, 10 * digit + 10);
    const all = row.reduce((sum, n) => sum + n, 0);
    console.log(`| ${digit} | ${row.map((n) => ((100 * n) / all).toFixed(1)).join(' | ')} |`);
  }
}

/** @param {Mnist} mnist @param {typeof CASES[number]} options @returns {Promise<boolean>} whether the bar is reached */
async function report(mnist, options) {
  const { from, to, hidden, bar, goal } = options;
  console.log(
    `\n784-${hidden}-10, trained on ${from}, tested on ${to}: batch 32, rate 0.1, ${EPOCHS} epochs\n`,
  );
  console.log('| seed | own training set | test accuracy |\n|---|---|---|');
  const confusion = new Array(100).fill(0);
  let mean = 0;
  for (const seed of SEEDS) {
    const result = await train_and_test(mnist, options, seed);
    console.log(`| ${seed} | ${percent(result.own)} | ${percent(result.accuracy)} |`);
    mean += result.accuracy / SEEDS.length;
    result.confusion.forEach((n, i) => (confusion[i] += n));
  }
  const verdict = mean >= goal ? 'reached' : mean >= bar ? 'reached, but not the goal' : 'MISSED';
  console.log(`| mean | | ${percent(mean)}; at least ${percent(bar)}, goal ${percent(goal)}: ${verdict} |`);
  print_confusion(confusion);
  return mean >= bar;
}

const mnist = await read_mnist().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
for (const options of CASES) if (!(await report(mnist, options))) process.exitCode = 1;
