/** Where the images come from. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { finish, open_site, until, until_equal } from '../browser.js';
import { BOUND, hear, number, seen_image, standing_at, text } from './reading.js';
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
      [
        /^note\.txt is a text file: images come as IDX files or CSV/,
        [file('note.txt', Buffer.from('This is no IDX file at all'))],
      ],
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
    const own = await page.evaluate(() => location.hash);
    for (const data of ['digits', 'own']) {
      await page.selectOption('#data', data);
      await until(`the address of ${data}`, () =>
        page.evaluate((name) => location.hash.includes(`data=${name}`), data),
      );
      await until('its first steps', async () => (await number(page, 'steps')) > 0);
    }
    const opened = await site.open(own); // a reload may come before the address
    await until('a word about it', async () =>
      /asks for images of your own, but it cannot hold them/.test(await text(opened, 'status-text')),
    );
    await finish(opened);
    await finish(page);
  },
);

/** Drops files on the page. @param {import('../browser.js').Page} page @param {{ name: string, buffer: Buffer }[]} files */
async function drop(page, files) {
  const given = files.map(({ name, buffer }) => ({ name, bytes: buffer.toString('base64') }));
  await page.evaluate((all) => {
    const dataTransfer = new DataTransfer();
    for (const { name, bytes } of all)
      dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, given);
}

test('the page is marked while files are dragged over it, and only then', BOUND, async () => {
  const page = await site.open('#stop-steps=1');
  await standing_at(page, 1);
  /** Drags something over the page, or back out of it. */
  const drag = (/** @type {'dragover' | 'dragleave'} */ type, /** @type {'a file' | 'a text'} */ what) =>
    page.evaluate(
      ([name, thing]) => {
        const dataTransfer = new DataTransfer();
        if (thing === 'a file') dataTransfer.items.add(new File(['1'], 'one'));
        else dataTransfer.setData('text/plain', '1');
        const event = new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true });
        const is_allowed = !document.body.dispatchEvent(event); // the browser asks it of a place for what is dropped
        return { is_allowed, is_marked: 'dropping' in document.documentElement.dataset };
      },
      [type, what],
    );
  assert.deepEqual(await drag('dragover', 'a text'), { is_allowed: false, is_marked: false });
  assert.deepEqual(await drag('dragover', 'a file'), { is_allowed: true, is_marked: true });
  assert.equal((await drag('dragleave', 'a file')).is_marked, false);
  await drag('dragover', 'a file');
  await drop(page, []);
  assert.equal(await page.evaluate(() => 'dropping' in document.documentElement.dataset), false);
  await finish(page);
});

/** Sixty images of bars, upright or turned. @param {boolean} [turned] */
function bars_of(turned = false) {
  const count = 60;
  const pixels = new Array(count * 784).fill(0);
  for (let i = 0; i < count; i++)
    for (let along = 4; along < 24; along++)
      for (let across = 12; across < 15; across++)
        pixels[784 * i + (turned ? across * 28 + along : along * 28 + across)] = 255;
  const labels = Array.from({ length: count }, (_, i) => i % 10);
  return { images: idx_file('images', count, pixels), labels: idx_file('labels', count, labels) };
}

test('a saved network that is dropped on the page is opened, whatever its name', BOUND, async () => {
  const page = await site.open('#speed=100');
  await until('its first steps', async () => (await number(page, 'steps')) > 0);
  const { file_of, earlier_file, parameters_of } = await import('../saved_files.js');
  for (const [name, bytes] of /** @type {[string, Buffer][]} */ ([
    ['glassnet.safetensors', Buffer.from(file_of(12))],
    ['network (1)', Buffer.from(file_of(7))],
    ['earlier.json', Buffer.from(earlier_file(parameters_of(9), { seed: 3, steps: 500 }))],
  ])) {
    const has_said = await hear(page);
    await drop(page, [
      { name, buffer: bytes },
      { name: 'README.md', buffer: Buffer.from('# how it was trained') },
    ]);
    await has_said(/saved at step/);
  }
  assert.equal(await page.inputValue('#hidden'), '9');
  await finish(page);
});

test(
  'a picture that is dropped goes onto the pad, normalised as a drawing is, and can be taught',
  BOUND,
  async () => {
    const page = await site.open('#hidden=32&speed=full&stop-steps=2500');
    await standing_at(page, 2500);
    for (const type of ['image/png', 'image/jpeg']) {
      await page.click('#pad-clear');
      const base64 = await page.evaluate(async (as) => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 400 });
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
        context.fillStyle = '#ddd8cc';
        context.fillRect(0, 0, 600, 400);
        context.strokeStyle = '#223';
        context.lineWidth = 18;
        for (const [x, y] of [[90, 60], [220, 60], [180, 160], [130, 300]]) context.lineTo(x, y); // prettier-ignore
        context.stroke();
        return canvas.toDataURL(as).split(',')[1];
      }, type);
      await drop(page, [{ name: `seven.${type.slice(6)}`, buffer: Buffer.from(base64, 'base64') }]);
      await until_equal(`a seven, ${type}`, () => text(page, 'reading'), 'It reads a seven');
      const seen = await seen_image(page);
      const rows = [...seen.keys()].filter((i) => seen[i] > 0).map((i) => Math.floor(i / 28));
      const height = Math.max(...rows) - Math.min(...rows) + 1;
      assert.ok(height >= 19 && height <= 20, `${height} rows`);
      assert.equal(await page.getAttribute('#pad', 'data-state'), 'sample', 'it lies on the pad');
    }
    await page.locator('#teach-labels button').nth(7).click();
    await until_equal('its example', () => page.locator('#taught button').count(), 1);
    const has_said = await hear(page);
    await drop(page, [{ name: 'blank.png', buffer: Buffer.from('iVBORw0KGgo', 'base64') }]);
    await has_said(/^blank\.png is a picture that this browser cannot read/);
    await finish(page);
  },
);

test(
  'images with rows and columns swapped are turned by a choice that shows ten of them',
  BOUND,
  async () => {
    const page = await site.open('#speed=100');
    await until('its first steps', async () => (await number(page, 'steps')) > 0);
    assert.ok(await page.locator('#turning').isHidden());
    const { images, labels } = bars_of(true);
    let has_said = await hear(page);
    await drop(page, [file('images', images), file('labels', labels), file('.DS_Store', Buffer.alloc(8))]);
    await has_said(
      /^Learns from 50 images of your own.*Not read: \.DS_Store\. Rows and columns of these images seem/,
    );
    await page.click('#more summary');
    const shape = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.ten-images img')].map((img) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 28, height: 28 });
          const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
          context.drawImage(/** @type {HTMLImageElement} */ (img), 0, 0);
          const { data } = context.getImageData(0, 0, 28, 28);
          return [data[4 * (28 * 5 + 13)] > 0, data[4 * (28 * 13 + 5)] > 0].join();
        }),
      );
    await until_equal('ten on their side', shape, Array(10).fill('false,true'));
    has_said = await hear(page);
    await page.getByLabel('Turn the images').check();
    await has_said(/^Learns from 50 images of your own, [^.]*\.( Not read: \.DS_Store\.)?$/);
    await until_equal('ten upright', shape, Array(10).fill('true,false'));
    await page.click('#reset');
    await until_equal('still upright', shape, Array(10).fill('true,false'));
    assert.ok(await page.getByLabel('Turn the images').isChecked());
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
