/**
 * How soon the page's worker learns, in Chromium:  node tests/bench/start.mjs [site]
 *
 * Every visit but the first has a warm cache. Times are milliseconds after navigation start, of the shortest, the median
 * and the longest visit: when the worker began to run, when its first training step was done, when the page drew its loss.
 * Then the parts of the worker's start, each alone in a fresh page of the same browser.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { open_site, until } from '../browser.js';
import { machine, median, table } from './tables.js';

const VISITS = 15;
const BAR = 150; // ms
const SITE = argv[2] ?? fileURLToPath(new URL('../../build/site', import.meta.url));

/** @typedef {import('playwright-core').Page} Page */

/** Absolute time of a mark. @param {Page | import('playwright-core').Worker} place @param {string} name */
const time_of = (place, name) =>
  until(name, () =>
    /** @type {Page} */ (place).evaluate((mark) => {
      const [entry] = performance.getEntriesByName(mark);
      return entry && performance.timeOrigin + entry.startTime;
    }, name),
  );

/** @param {Page} page */
async function measure_visit(page) {
  const [worker] = await until('a worker', async () => page.workers().length > 0 && page.workers());
  const navigation = await page.evaluate(() => performance.timeOrigin);
  const began = await worker.evaluate(() => performance.timeOrigin);
  const marks = [await time_of(worker, 'first-step'), await time_of(page, 'first-loss')];
  return [began, ...marks].map((time) => time - navigation);
}

/** What the worker does before its first step, in the page. @param {Page} page */
function measure_parts(page) {
  return page.evaluate(async () => {
    /** @type {[string, number][]} */
    const parts = [];
    let last = performance.now();
    const done = (/** @type {string} */ name) => {
      const now = performance.now();
      parts.push([name, now - last]);
      last = now;
    };
    const url = './network.js';
    const { create_network } = await import(url);
    done('load network.js');
    const module = await WebAssembly.compileStreaming(fetch('./network.simd.wasm'));
    done('load and compile the module');
    const { exports } = await WebAssembly.instantiate(module);
    const wasm = /** @type {Record<string, CallableFunction>} */ (exports);
    wasm._initialize();
    done('instantiate');
    wasm.self_test(wasm.malloc(8));
    done('self-test');
    const network = await create_network({ wasm: module });
    done('create a network, with a self-test');
    const digits = network.digits(1, 10_000);
    done('10,000 digits');
    network.train(digits, { batch_size: 32, learning_rate: 0.1, steps: 1 });
    done('first step');
    return parts;
  });
}

/** @param {number[]} times */
const cells = (times) =>
  [Math.min(...times), median(times), Math.max(...times)].map((time) => time.toFixed(1));

const site = await open_site(SITE);
const visitor = await site.open();
await until('the first visit', () =>
  visitor.evaluate(() => performance.getEntriesByName('first-loss').length),
);
/** @type {number[][]} */
const visits = [];
/** @type {[string, number][][]} */
const starts = [];
for (let i = 0; i < VISITS; i++) {
  await visitor.goto('about:blank');
  await visitor.goto(site.url);
  visits.push(await measure_visit(visitor));
  const page = await visitor.context().newPage();
  await page.goto(`${site.url}icon.svg`);
  starts.push(await measure_parts(page));
  await page.close();
}
await visitor.context().close();
await site.close();

const names = ['worker begins', 'first step done', 'first loss drawn'];
console.log(`${machine()}\n\nMilliseconds after navigation start, ${VISITS} visits with a warm cache\n`);
console.log(
  table(
    ['', 'shortest', 'median', 'longest'],
    names.map((name, i) => [name, ...cells(visits.map((visit) => visit[i]))]),
  ),
);
const middle = median(visits.map(([, step]) => step));
console.log(
  `\nA first step after at most ${BAR} ms: ${middle <= BAR ? 'reached' : 'missed'}.\n\nIts parts, ms\n`,
);
console.log(
  table(
    ['', 'shortest', 'median', 'longest'],
    starts[0].map(([name], i) => [name, ...cells(starts.map((parts) => parts[i][1]))]),
  ),
);
