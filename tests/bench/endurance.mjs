/**
 * Whether memory stays and training comes back, however long it goes on:  node tests/bench/endurance.mjs [minutes]
 * Two million steps in Node; the page at full speed for some minutes, five unless said; two thousand resets 25 ms apart.
 */
import { readFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { create_network } from '../../web/network.js';
import { open_site, until } from '../browser.js';
import { machine, table } from './tables.js';

const MINUTES = Number(argv[2] ?? 5);
const STEPS = 2_000_000;
const WARM = 100_000; // steps after which the engine has compiled what it will
const RESETS = 2_000;
const RESET_GAP = 25; // ms
const SETTLING = 30_000; // ms until the page has all that it fetches late
const MOVING_ON = 30; // steps

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Resident memory after the first steps and after all. @returns {Promise<string[][]>} */
async function steps_in_node() {
  const batch = 32;
  const network = await create_network({ hidden: 10, seed: 1 });
  const data = network.digits(1, 10_000);
  const { images, labels } = { images: data.images(), labels: data.labels() };
  const pixels = images.length / labels.length;
  const batches = Math.floor(labels.length / batch);
  const rows = [];
  for (let i = 1; i <= STEPS; i++) {
    const from = (i % batches) * batch;
    network.train_step(
      images.subarray(from * pixels, (from + batch) * pixels),
      labels.subarray(from, from + batch),
      0.1,
    );
    if (i === WARM || i === STEPS)
      rows.push([`Node, ${i.toLocaleString('en')} steps: resident`, megabytes(process.memoryUsage().rss)]);
  }
  return rows;
}

const site = await open_site();

/** What the page holds after its garbage is collected. @param {import('playwright-core').CDPSession} session */
async function held(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return `heap ${megabytes(of('JSHeapUsedSize'))}, ${of('Nodes')} nodes, ${of('JSEventListeners')} listeners`;
}

/** The page at full speed. @returns {Promise<string[][]>} */
async function minutes_at_full_speed() {
  const page = await site.open('#speed=full');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await sleep(SETTLING);
  const early = await held(session);
  await sleep(MINUTES * 60_000 - SETTLING);
  const late = await held(session);
  const steps = await page.evaluate(() => document.getElementById('steps')?.textContent);
  const problems = page.problems.join('; ') || 'none';
  await page.context().close();
  return [
    [`the page at full speed, after ${SETTLING / 1000} s`, early],
    [`after ${MINUTES} min, at step ${steps}`, late],
    ['problems that it reported', problems],
  ];
}

/**
 * Resident memory of all processes that show pages, once the page has settled and its garbage is collected: otherwise it says
 * how long ago the engine has collected it.
 * @param {import('playwright-core').CDPSession} session of the browser
 * @param {import('playwright-core').CDPSession} of_page
 */
async function resident(session, of_page) {
  await sleep(SETTLING);
  await of_page.send('HeapProfiler.collectGarbage');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = renderers.map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => ''); // it may have ended
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Resets much faster than a large network is made. @returns {Promise<string[][]>} */
async function many_resets() {
  const page = await site.open('#hidden=512&speed=full');
  const session = await /** @type {import('playwright-core').Browser} */ (
    page.context().browser()
  ).newBrowserCDPSession();
  const steps = () => page.evaluate(() => Number(document.getElementById('steps')?.dataset.value));
  await until('training', async () => (await steps()) > MOVING_ON);
  const of_page = await page.context().newCDPSession(page);
  const before = await resident(session, of_page);
  const waited = await page.evaluate(
    ([resets, gap, enough]) =>
      new Promise((done) => {
        let count = 0;
        const timer = setInterval(() => {
          document.getElementById('reset')?.click();
          count += 1;
          if (count < resets) return;
          clearInterval(timer);
          const last = performance.now();
          const look = setInterval(() => {
            if (Number(document.getElementById('steps')?.dataset.value) <= enough) return;
            clearInterval(look);
            done(performance.now() - last);
          }, 10);
        }, gap);
      }),
    [RESETS, RESET_GAP, MOVING_ON],
  );
  const after = await resident(session, of_page);
  const problems = page.problems.join('; ') || 'none';
  await page.context().close();
  return [
    [`${RESETS} resets, 512 hidden units: past step ${MOVING_ON} after`, `${Number(waited).toFixed(0)} ms`],
    ['memory of the tab before and after', `${megabytes(before)}, ${megabytes(after)}`],
    ['problems that it reported', problems],
  ];
}

console.log(machine());
const rows = [...(await many_resets()), ...(await minutes_at_full_speed()), ...(await steps_in_node())];
console.log(table(['what', 'value'], rows));
await site.close();
