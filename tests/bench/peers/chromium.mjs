/** This project in a module worker in Chromium: `chromium.mjs FOLDER`. The browser's processes inherit the core. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { open_site } from '../../browser.js';

const folder = process.argv[2];
const project = fileURLToPath(new URL('../../..', import.meta.url));
process.env.CHROMIUM = execFileSync(join(project, '.setup/find-chromium'), { encoding: 'utf8' }).trim();
const site = await open_site(project);
const page = await site.open('tests/bench/peers/package.json'); // any file: only its origin counts
page.setDefaultTimeout(120_000);
await page.route('**/bench-input/*', async (route) => {
  const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
  await route.fulfill({ body: await readFile(join(folder, name)) });
});

/** Runs in the page. @param {string} question */
function ask(question) {
  const { worker } = /** @type {any} */ (globalThis);
  return new Promise((resolve, reject) => {
    worker.onmessage = (/** @type {MessageEvent} */ event) => resolve(event.data);
    worker.onerror = (/** @type {ErrorEvent} */ event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}

await page.evaluate(
  async (names) => {
    const buffers = await Promise.all(
      names.map(async (name) => (await fetch(`/bench-input/${name}`)).arrayBuffer()),
    );
    const worker = new Worker('/tests/bench/peers/chromium_worker.js', { type: 'module' });
    Object.assign(globalThis, { worker });
    worker.postMessage(Object.fromEntries(names.map((name, i) => [name, buffers[i]])), buffers);
  },
  ['train_images', 'train_labels', 'test_images', 'test_labels', 'order', 'weights'],
);

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await page.evaluate(ask, line)));
}
await site.close();
