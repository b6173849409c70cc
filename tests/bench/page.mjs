/**
 * How fast the page is, in Chromium:  node tests/bench/page.mjs [site]
 * The first loss after navigation, the intervals between frames at full training speed over 10 s, bytes transferred.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { open_site, until } from '../browser.js';

const VISITS = 5;
const SECONDS = 10;
const LOOKING_ON = 6_000; // ms
const SITE = argv[2] ?? fileURLToPath(new URL('../../build/site', import.meta.url));

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)];

const site = await open_site(SITE);
const times = [];
for (let i = 0; i < VISITS; i++) {
  const page = await site.open();
  const mark = () => page.evaluate(() => performance.getEntriesByName('first-loss')[0]?.startTime);
  times.push(await until('a first loss', mark));
  await page.context().close();
}
console.log(
  `first loss: ${times.map((time) => time.toFixed(0)).join(', ')} ms; median ${quantile(times, 0.5).toFixed(0)} ms`,
);

for (const hidden of [10, 128]) {
  const page = await site.open(`#speed=full&hidden=${hidden}`);
  await page.waitForTimeout(2000);
  const steps = () => page.evaluate(() => Number(document.getElementById('steps')?.dataset.value));
  const before = await steps();
  /** @type {number[]} */
  const intervals = await page.evaluate(
    (time) =>
      new Promise((done) => {
        /** @type {number[]} */
        const list = [];
        let last = performance.now();
        const end = last + time;
        requestAnimationFrame(function frame() {
          const now = performance.now();
          list.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else done(list);
        });
      }),
    SECONDS * 1000,
  );
  const rate = ((await steps()) - before) / SECONDS;
  const [median, p95] = [0.5, 0.95].map((share) => quantile(intervals, share).toFixed(1));
  console.log(
    `${hidden} hidden units, full speed: frames every ${median} ms, 95th percentile ${p95} ms; ${rate.toFixed(0)} steps/s`,
  );
  await page.context().close();
}

/** Files of the site that a visit asks for whose visitor only looks on. */
async function files_of_a_visit() {
  const page = await site.open();
  const names = new Set();
  page.on('request', (request) => names.add(request.url().slice(site.url.length) || 'index.html'));
  await page.reload();
  await page.waitForTimeout(LOOKING_ON);
  await page.context().close();
  return [...names].filter((name) => extname(name) !== '' && !name.startsWith('data/')).sort();
}
const visited = await files_of_a_visit();
await site.close();

/** Bytes of the files that come with one wish of the visitor. @param {string} what @param {string[]} names */
async function tell_sizes(what, names) {
  let total = 0;
  for (const name of names) {
    const size = gzipSync(await readFile(join(SITE, name)), { level: 9 }).length;
    total += size;
    console.log(`${name}: ${(size / 1024).toFixed(1)} KiB gzip`);
  }
  console.log(`${what}: ${(total / 1024).toFixed(1)} KiB gzip`);
}

await tell_sizes('a visit, without data', visited);
const section = (await readdir(join(SITE, 'mathematics'))).map((name) => join('mathematics', name));
await tell_sizes('the section on the mathematics adds', ['mathematics.html', ...section]);
