/**
 * Whether the time grows with the work and with nothing else: a Markdown table for the README.
 *
 *   node tests/bench/growth.mjs [--repeats 5] [--seconds 0.05]
 *
 * Generated images of 784 pixels, of which 5, 19, 50 or 100 % are not 0, at random places; H hidden units; batches of
 * m. Training by `train` of the SIMD build in Node. The work of one sample, in multiply-adds, with n pixels not 0:
 *
 *   2 H n        first layer: forward, gradient of W_h
 *   3 · 10 H     output layer: forward, gradient of W_o, back through W_o
 *   784 H / m    update of W_h, where m > 1 (for m = 1 it is part of its gradient)
 *
 * A cell is the time per sample and, in brackets, per unit of work. A cell is marked with ▲ if its time per work is
 * more than 1.3 times that of the neighbour with the next smaller H, m or ink: a cliff. The process pins itself to the
 * last core. Repeats are interleaved over all batch sizes and inks of one H; medians.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { create_network } from '../../web/network/network.js';
import { pin } from './rows.js';
import { figure, machine, median, table } from './tables.js';

const PIXELS = 784;
const CLASSES = 10;
const HIDDEN = [10, 32, 128, 512];
const BATCHES = [1, 32, 100, 1000, 10_000];
const INKS = [5, 19, 50, 100];
const IMAGES = 10_000;
const CLIFF = 1.3;

const { values: flags } = parseArgs({
  options: { repeats: { type: 'string', default: '5' }, seconds: { type: 'string', default: '0.05' } },
});

/** @typedef {{ H: number, m: number, ink: number, sample: number, work: number }} Cell  sample, work: ns */

/** Images with exactly `ink` % of the pixels at random places. @param {number} ink */
function make_images(ink) {
  let state = ink;
  const random = (/** @type {number} */ n) => (state = (state * 48271) % 0x7fffffff) % n;
  const images = new Uint8Array(IMAGES * PIXELS);
  const places = Uint16Array.from({ length: PIXELS }, (_, i) => i);
  for (let image = 0; image < IMAGES; image++) {
    for (let i = 0; i < pixels_of(ink); i++) {
      const other = i + random(PIXELS - i);
      [places[i], places[other]] = [places[other], places[i]];
      images[image * PIXELS + places[i]] = 1 + random(255);
    }
  }
  return { images, labels: Uint8Array.from({ length: IMAGES }, () => random(CLASSES)) };
}

/** @param {number} ink */
const pixels_of = (ink) => Math.round((ink * PIXELS) / 100);

/** Multiply-adds per sample. @param {number} H @param {number} m @param {number} ink */
function work_of(H, m, ink) {
  return 2 * H * pixels_of(ink) + 3 * CLASSES * H + (m > 1 ? (PIXELS * H) / m : 0);
}

/** All cells of one H. @param {number} hidden @param {Map<number, ReturnType<typeof make_images>>} sets @returns {Promise<Cell[]>} */
async function measure(hidden, sets) {
  const network = await create_network({ hidden, build: 'simd' });
  const cases = BATCHES.flatMap((m) =>
    [...sets].map(([ink, { images, labels }]) => {
      const n = Math.floor(IMAGES / m) * m; // so that every batch is full
      const data_set = network.load(images.subarray(0, n * PIXELS), labels.subarray(0, n));
      const run = (/** @type {number} */ steps) => {
        const start = performance.now();
        network.train(data_set, { batch_size: m, learning_rate: 0.001, steps });
        return ((performance.now() - start) * 1e6) / (steps * m);
      };
      const steps = Math.ceil((Number(flags.seconds) * 1e9) / (run(Math.ceil(100 / m)) * m));
      return { m, ink, run, steps, times: /** @type {number[]} */ ([]) };
    }),
  );
  for (let repeat = 0; repeat < Number(flags.repeats); repeat++)
    for (const { run, steps, times } of cases) times.push(run(steps));
  network.free();
  return cases.map(({ m, ink, times }) => {
    const sample = median(times);
    return { H: hidden, m, ink, sample, work: sample / work_of(hidden, m, ink) };
  });
}

/** The largest growth of the time per work from a neighbour with less of one kind. @param {Cell[]} cells @param {Cell} cell */
function growth_into(cells, cell) {
  const { H, m, ink } = cell;
  const before = (/** @type {number[]} */ list, /** @type {number} */ value) => list[list.indexOf(value) - 1];
  const neighbours = [
    [before(HIDDEN, H), m, ink],
    [H, before(BATCHES, m), ink],
    [H, m, before(INKS, ink)],
  ].map(([h, b, i]) => cells.find((other) => other.H === h && other.m === b && other.ink === i));
  return Math.max(...neighbours.map((other) => (other ? cell.work / other.work : 0)));
}

const [taskset, ...core] = pin;
if (taskset) spawnSync(taskset, ['-a', '-p', ...core, String(process.pid)]);
console.log(`784-H-10, SIMD build, one thread. ${machine()}\n`);
const sets = new Map(INKS.map((ink) => [ink, make_images(ink)]));
/** @type {Cell[]} */
const cells = [];
for (const hidden of HIDDEN) cells.push(...(await measure(hidden, sets)));
const lines = HIDDEN.flatMap((H) =>
  BATCHES.map((m) => [
    `${H}, ${m.toLocaleString('en')}`,
    ...cells
      .filter((cell) => cell.H === H && cell.m === m)
      .map((cell) => {
        const mark = growth_into(cells, cell) > CLIFF ? ' ▲' : '';
        return `${figure(cell.sample / 1000)} (${figure(cell.work * 1000)})${mark}`;
      }),
  ]),
);
console.log('Training, µs per sample (ps per multiply-add), median\n');
console.log(table(['H, m', ...INKS.map((ink) => `${ink} % ink`)], lines));
const growths = cells.map((cell) => growth_into(cells, cell));
const cliffs = growths.filter((growth) => growth > CLIFF).length;
console.log(
  `\n${cliffs || 'No'} cell(s) above ${CLIFF} times the proportional cost; the largest is ${figure(Math.max(...growths))}.`,
);
