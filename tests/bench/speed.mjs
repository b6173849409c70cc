/**
 * How fast the network learns and answers, beside what people would otherwise use: Markdown tables for the README.
 *
 *   node tests/bench/speed.mjs [--rows simd,openblas] [--batch 1,32] [--parts train,predict,memory]
 *                              [--repeats 7] [--seconds 0.15]
 *
 * MNIST comes from the folder MNIST_DIR, or from data/mnist after `make data`. rows.js lists the rows. A row whose
 * packages are missing is left out, and the output says so.
 *
 * Every row trains 784-10-10 from the same weights on the same batches of MNIST in the same shuffled order: one step is
 * forward, loss, backward, update, of float32, on one thread. Images are prepared beforehand in the form that suits the
 * row; gathering a batch is part of the time. Glassnet's own `train` draws another order of the same 60,000 images.
 *
 * Before a row's time counts, its losses of 11 steps (the last one is the loss after 10), its probabilities and its
 * accuracy are compared with tests/reference.js in double precision; more than 1e-4 (relative) apart, it is marked as
 * wrong and not timed.
 *
 * Each row is a process that lives through the run (peers/peer.js describes it), pinned to the last core, and is warmed
 * up once per batch size. Repeats are interleaved: all rows are measured one after another, in an order that rotates.
 * The tables show the median (lowest–highest), and ratios of medians of this run: how many times as fast as the row the
 * SIMD build is.
 *
 * Prediction: `one` and `1,000` are calls with that many test images each, call and result included, with images as
 * bytes (Glassnet, JavaScript that skips zeros, C with bytes) or as floats; `evaluate` is all 10,000 at once, for
 * Glassnet those of a data set.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { read_mnist } from '../../data/mnist_files.mjs';
import { create_network } from '../../web/network/network.js';
import { activations, descend, gradients } from '../reference.js';
import { Child } from './child.js';
import { CHECKED, CLASSES, PIXELS, rate_of, split_weights } from './peers/peer.js';
import { pin, ROWS } from './rows.js';
import { figure, machine, median, table } from './tables.js';

const TOLERANCE = 1e-4;
const SEED = 1;

/** @typedef {import('./peers/peer.js').Input} Input */
/** @typedef {{ title: string, name: string, child: Child, wrong: Map<string, string>, samples: Map<string, number[]> }} Runner */
/** @typedef {{ key: string, question: string, m: number, head: string, unit: number, less: boolean }} Column
 *    unit: what the figure is divided by; less: less is better */

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: ROWS.map(({ name }) => name).join() },
    batch: { type: 'string', default: '1,32,100,1000' },
    parts: { type: 'string', default: 'train,predict,memory' },
    repeats: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '0.15' },
  },
});
const batches = flags.batch.split(',').map(Number);
const parts = flags.parts.split(',');
const seconds = Number(flags.seconds);

/** A shuffle by a generator of its own (Park and Miller, "minimal standard"). @param {number} n */
function permutation(n) {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = SEED;
  for (let i = n - 1; i > 0; i--) {
    state = (state * 48271) % 0x7fffffff;
    const other = state % (i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}

/** @returns {Promise<Input>} */
async function make_input() {
  const { train, test } = await read_mnist();
  const network = await create_network({ seed: SEED });
  const { Wh, bh, Wo, bo } = network.parameters();
  network.free();
  return {
    ...{ train_images: train.images, train_labels: train.labels },
    ...{ test_images: test.images, test_labels: test.labels },
    order: permutation(train.labels.length),
    weights: Float32Array.from([...Wh, ...bh, ...Wo, ...bo]),
  };
}

/** What a row must answer: losses by batch size, probabilities by place, accuracy. @param {Input} input */
function make_reference({ train_images, train_labels, test_images, test_labels, order, weights }) {
  const initial = split_weights(weights);
  const { Ao } = activations(initial, test_images);
  let right = 0;
  test_labels.forEach((label, i) => {
    const a = Ao.subarray(i * CLASSES, (i + 1) * CLASSES);
    if (a.indexOf(Math.max(...a)) === label) right++;
  });
  return {
    accuracy: [right / test_labels.length],
    /** @param {number} m */
    probabilities: (m) => [...Ao.subarray((m - 1) * CLASSES, m * CLASSES)],
    losses: once_each((m) => {
      /** @type {import('../reference.js').Parameters} */
      let theta = initial;
      return Array.from({ length: CHECKED }, (_, step) => {
        const chosen = [...order.subarray(step * m, (step + 1) * m)];
        const images = new Uint8Array(m * PIXELS);
        chosen.forEach((i, s) => images.set(train_images.subarray(i * PIXELS, (i + 1) * PIXELS), s * PIXELS));
        const labels = Uint8Array.from(chosen, (i) => train_labels[i]);
        const d = gradients(theta, images, labels);
        theta = descend(theta, d, rate_of(m));
        return d.loss;
      });
    }),
  };
}

/** @template T @param {(m: number) => T} make */
function once_each(make) {
  /** @type {Map<number, T>} */
  const made = new Map();
  return (/** @type {number} */ m) => {
    const value = made.get(m) ?? make(m);
    made.set(m, value);
    return value;
  };
}

/** @param {number[]} answers @param {number[]} expected */
function largest_error(answers, expected) {
  return Math.max(...expected.map((value, i) => Math.abs(answers[i] - value) / Math.abs(value)));
}

/** @returns {Column[]} */
function make_columns() {
  const train = batches.map((m) => {
    return { key: `train ${m}`, question: 'train', m, head: `batch ${m}`, unit: 1000, less: false };
  });
  const predict = [
    { key: 'predict 1', question: 'predict', m: 1, head: 'one, k/s', unit: 1000, less: false },
    { key: 'predict 1000', question: 'predict', m: 1000, head: '1,000, k/s', unit: 1000, less: false },
    { key: 'evaluate', question: 'evaluate', m: 1, head: 'evaluate, ms', unit: 1, less: true },
  ];
  return [...(parts.includes('train') ? train : []), ...(parts.includes('predict') ? predict : [])];
}

/** @param {Runner} runner @param {Column[]} columns @param {ReturnType<typeof make_reference>} reference */
async function check(runner, columns, reference) {
  for (const { key, question, m } of columns) {
    const [asked, expected] = /** @type {const} */ ({
      train: ['losses', reference.losses],
      predict: ['probabilities', reference.probabilities],
      evaluate: ['accuracy', () => reference.accuracy],
    })[/** @type {'train' | 'predict' | 'evaluate'} */ (question)];
    const error = largest_error([await runner.child.ask(asked, m)].flat(), expected(m));
    if (!(error <= TOLERANCE)) runner.wrong.set(key, `wrong by ${error.toExponential(1)}`);
    else await runner.child.ask(question, m, Math.max(0.3, seconds)); // warm-up
  }
}

/** @param {string} title @param {string} reason */
function leave_out(title, reason) {
  console.log(`**Left out: ${title.replaceAll('**', '')}: ${reason}**\n`);
}

/** Checks all rows; one whose process fails is left out.
 * @param {Runner[]} all @param {Column[]} columns @param {ReturnType<typeof make_reference>} reference */
async function keep_working(all, columns, reference) {
  const working = [];
  for (const runner of all) {
    const own = columns.filter((column) => is_measured(runner.name, column));
    try {
      await check(runner, own, reference);
      working.push(runner);
    } catch (error) {
      leave_out(runner.title, /** @type {Error} */ (error).message);
    }
  }
  return working;
}

/** @param {string} folder @returns {Promise<Runner[]>} */
async function start_rows(folder) {
  const names = flags.rows.split(',');
  const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown)
    throw new RangeError(
      `There is no row '${unknown}'. The rows are: ${ROWS.map(({ name }) => name).join(', ')}`,
    );
  const runners = [];
  for (const { name, title, command, prepare } of ROWS.filter((row) => names.includes(row.name))) {
    const missing = prepare?.();
    if (missing) leave_out(title, missing);
    else {
      const child = new Child([...pin, ...command, folder]);
      runners.push({ name, title, child, wrong: new Map(), samples: new Map() });
    }
  }
  return runners;
}

/** @param {string} name @param {Column} column */
function is_measured(name, { question }) {
  return question !== 'train' || ROWS.find((row) => row.name === name)?.trains !== false;
}

/** Every repeat asks every row once for every column, in an order that rotates. @param {Runner[]} runners @param {Column[]} columns */
async function measure(runners, columns) {
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++) {
    for (const column of columns) {
      for (let i = 0; i < runners.length; i++) {
        const { name, child, wrong, samples } = runners[(i + repeat) % runners.length];
        if (wrong.has(column.key) || !is_measured(name, column)) continue;
        const taken = samples.get(column.key) ?? [];
        taken.push(await child.ask(column.question, column.m, seconds));
        samples.set(column.key, taken);
      }
    }
  }
}

/** @param {Runner} runner @param {Column} column */
function time_cell({ wrong, samples }, { key, unit }) {
  const taken = samples.get(key);
  if (!taken) return wrong.get(key) ?? '';
  const [middle, low, high] = [median(taken), Math.min(...taken), Math.max(...taken)];
  return `${figure(middle / unit)} (${figure(low / unit)}–${figure(high / unit)})`;
}

/** @param {Runner} runner @param {Column} column @param {Runner} ours */
function ratio_cell({ samples }, { key, less }, ours) {
  const [own, other] = [ours.samples.get(key), samples.get(key)];
  if (!own || !other) return '';
  return `${figure((median(own) / median(other)) ** (less ? -1 : 1))}`;
}

/** @param {string} caption @param {Runner[]} runners @param {Column[]} columns */
function report(caption, runners, columns) {
  if (columns.length === 0) return;
  const heads = columns.map(({ head }) => head);
  const measured = runners.filter(({ name }) => columns.some((column) => is_measured(name, column)));
  console.log(`${caption}: median (lowest–highest) of ${flags.repeats}\n`);
  const times = measured.map((runner) => [
    runner.title,
    ...columns.map((column) => time_cell(runner, column)),
    `\`node tests/bench/speed.mjs --rows ${runner.name}\``,
  ]);
  console.log(`${table(['', ...heads, 'command'], times)}\n`);
  const ours = runners.find(({ name }) => name === 'simd');
  const others = measured.filter((runner) => runner !== ours);
  if (!ours || others.length === 0) return;
  console.log('How many times as fast Glassnet’s SIMD build in Node is\n');
  const ratios = others.map((runner) => [
    runner.title,
    ...columns.map((column) => ratio_cell(runner, column, ours)),
  ]);
  console.log(`${table(['', ...heads], ratios)}\n`);
}

/** @param {Runner[]} runners */
async function report_memory(runners) {
  const ours = runners.find(({ name }) => name === 'simd');
  if (!ours || !parts.includes('memory')) return;
  const { before, loaded, steps, growth, heap_growth } = await ours.child.ask('memory');
  const mb = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  console.log(
    `Memory: ${mb(before)} MB of wasm memory before MNIST’s 60,000 images are loaded, ${mb(loaded)} MB after. ` +
      `${steps.toLocaleString('en')} steps later it has grown by ${growth} bytes, Node’s heap by ${heap_growth}.`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'glassnet-bench-'));
/** @type {Runner[]} */
let started = [];
try {
  const begin = performance.now();
  const input = await make_input();
  for (const [name, data] of Object.entries(input)) await writeFile(join(folder, name), data);
  console.log(`784-10-10, one thread${pin.length ? `, pinned by \`${pin.join(' ')}\`` : ''}. ${machine()}\n`);
  started = await start_rows(folder);
  const columns = make_columns();
  const reference = make_reference(input);
  const runners = await keep_working(started, columns, reference);
  await measure(runners, columns);
  const training = columns.filter(({ question }) => question === 'train');
  report('Training, thousand samples per second', runners, training);
  report(
    'Prediction',
    runners,
    columns.filter((column) => !training.includes(column)),
  );
  await report_memory(runners);
  console.log(`\nThe run took ${figure((performance.now() - begin) / 1000)} s.`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
} finally {
  await Promise.all(started.map(({ child }) => child.end()));
  await rm(folder, { recursive: true });
}
