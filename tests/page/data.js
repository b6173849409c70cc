/** Where the images come from. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { finish, open_site, until, until_equal } from '../browser.js';
import { BOUND, hear, number, text } from './reading.js';
import { site, plain_site } from './site.js';

test(
  'without MNIST on the site it is not offered, and asking for it falls back with a reason',
  BOUND,
  async () => {
    const page = await site.open('#data=mnist');
    await until('training', async () => (await number(page, 'steps')) > 0);
    await until('the reason', async () => /This site has no MNIST/.test(await text(page, 'status-text')));
    assert.ok(await page.locator('#data option[value=mnist]').isDisabled());
    await until('the address', async () => new URL(page.url()).hash.startsWith('#data=digits&'));
    await finish(page);
  },
);

const mnist = resolve(process.env.MNIST_DIR ?? fileURLToPath(new URL('../../data/mnist', import.meta.url)));
const no_mnist = !existsSync(join(mnist, 'train-images-idx3-ubyte.gz')) && `no MNIST in ${mnist}`;

test(
  'MNIST arrives with its progress in bytes; training may begin before the end',
  { ...BOUND, skip: no_mnist },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'glassnet-'));
    const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
      (name) => `${name}-ubyte.gz`,
    );
    await cp(plain_site, root, { recursive: true });
    for (const name of names)
      await cp(join(mnist, name), join(root, 'data', 'mnist', name), { dereference: true });
    await cp(fileURLToPath(import.meta.url), join(root, 'data', 'mnist', 'files.txt')); // names the files, like this test
    const with_mnist = await open_site(root);
    try {
      const page = await with_mnist.open('#speed=1');
      const status = () => text(page, 'status-text');
      await until(
        'MNIST on offer',
        async () => !(await page.locator('#data option[value=mnist]').isDisabled()),
      );
      await page.evaluate(press_at_once, 'Cancel'); // by hand it would be too late on a fast machine
      const has_said = await hear(page);
      await page.selectOption('#data', 'mnist');
      await has_said(/^Loading was cancelled/);
      await until_equal('what ran before', () => page.inputValue('#data'), 'digits');
      await page.evaluate(press_at_once, 'Begin with these');
      await page.selectOption('#data', 'mnist');
      const progress = await until('progress', () =>
        page.evaluate(() => document.documentElement.dataset.progress),
      );
      assert.match(progress ?? '', /^MNIST training images: [\d.]+ of [\d.]+ MB, [\d,]+ images$/);
      await until('a beginning', async () => /still arriving/.test(await text(page, 'fingerprint-note')));
      await has_said(/^Learns from 60,000 images/);
      await until('its address', async () => new URL(page.url()).hash.startsWith('#data=mnist&'));
      await page.reload();
      await until('all images', async () => /60,000 images of MNIST/.test(await status()));
      await until('training', async () => (await number(page, 'steps')) > 0);
      await finish(page);
    } finally {
      await with_mnist.close();
      await rm(root, { recursive: true });
    }
  },
);

/* ---- files of the visitor's own ---- */

/** An IDX file. @param {'images' | 'labels'} kind @param {number} count @param {number[]} body @param {number} [side] */
function idx_file(kind, count, body, side = 28) {
  const head = kind === 'images' ? [0x803, count, side, side] : [0x801, count];
  const bytes = Buffer.alloc(4 * head.length + body.length, 0);
  head.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  bytes.set(body, 4 * head.length);
  return bytes;
}

/** @param {string} name @param {Buffer} buffer */
const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test(
  'files of the visitor are trained on; what is none is refused, and training goes on',
  BOUND,
  async () => {
    const page = await site.open('#speed=100');
    await until('its first steps', async () => (await number(page, 'steps')) > 0);
    const count = 60;
    const pixels = Array.from({ length: count * 784 }, (_, i) =>
      i % 784 > 300 && i % 784 < 360 ? (i * 7) % 256 : 0,
    );
    const images = file('images', idx_file('images', count, pixels));
    const labels = file(
      'labels',
      idx_file(
        'labels',
        count,
        Array.from({ length: count }, (_, i) => i % 10),
      ),
    );
    const choose = (/** @type {any[]} */ files) => page.locator('#own-images + input').setInputFiles(files);
    /** @type {[RegExp, any[]][]} */
    const bad = [
      [/^note\.txt: it begins with/, [file('note.txt', Buffer.from('This is no IDX file at all'))]],
      [/^short: it is cut short/, [file('short', idx_file('images', count, pixels.slice(0, 5000))), labels]],
      [
        /^small: its images are 14 × 14 pixels, but have to be 28 × 28/,
        [file('small', idx_file('images', 4, pixels.slice(0, 784), 14)), labels],
      ],
      [/^huge: it has 1000000 images, but at most/, [file('huge', idx_file('images', 1e6, [])), labels]],
      [
        /it has 59 labels, but .* has 60 images/,
        [images, file('few', idx_file('labels', 59, Array(59).fill(1)))],
      ],
    ];
    for (const [says, files] of bad) {
      const has_said = await hear(page);
      await choose(files);
      await has_said(says);
      const steps = await number(page, 'steps');
      await until('going on', async () => (await number(page, 'steps')) > steps);
    }
    const has_said = await hear(page);
    await choose([images, labels]);
    await has_said(/^Learns from 50 images of your own, is tested on 10 others/); // and soon that it still guesses
    const steps = await number(page, 'steps');
    await until('training', async () => (await number(page, 'steps')) > steps);
    await until('its address', () => page.evaluate(() => location.hash.includes('data=own')));
    const opened = await site.open(await page.evaluate(() => location.hash)); // a reload may come before the address
    await until('a word about it', async () =>
      /asks for images of your own, but it cannot hold them/.test(await text(opened, 'status-text')),
    );
    await finish(opened);
    await finish(page);
  },
);

/** In the page: presses a button as soon as it appears, and keeps what the progress said then. @param {string} name */
function press_at_once(name) {
  delete document.documentElement.dataset.progress;
  new MutationObserver((_, observer) => {
    const button = [...document.querySelectorAll('#status button')].find((each) => each.textContent === name);
    if (!button) return;
    observer.disconnect();
    document.documentElement.dataset.progress = document.getElementById('status-text')?.textContent ?? '';
    /** @type {HTMLElement} */ (button).click();
  }).observe(document.getElementById('status') ?? document, { childList: true, subtree: true });
}
