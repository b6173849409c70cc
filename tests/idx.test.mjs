// The IDX reader: what it reads, in whatever chunks it comes, and what it says about files that are wrong.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { IdxError, read_all, read_idx } from '../data/idx.js';
import { check_mnist_file, stream_mnist } from '../data/mnist.js';
import { open_folder, read_mnist } from '../data/mnist_files.mjs';

/** @typedef {import('../data/idx.js').Progress} Progress */

const BOUND = { timeout: 60_000 };
const PIXELS = 784;

/** A big-endian header of 32-bit numbers, then the bytes. @param {number[]} header @param {Uint8Array} body */
function idx(header, body) {
  const start = Buffer.alloc(4 * header.length);
  header.forEach((number, i) => start.writeUInt32BE(number, 4 * i));
  return Buffer.concat([start, body]);
}
const greys = (/** @type {number} */ count) =>
  Uint8Array.from({ length: count * PIXELS }, (_, i) => (i * i) >> 3);
const digits = (/** @type {number} */ count) => Uint8Array.from({ length: count }, (_, i) => (i * 7) % 10);
const images_file = (count = 3) => idx([0x803, count, 28, 28], greys(count));
const labels_file = (count = 3) => idx([0x801, count], digits(count));

/** A stream of the bytes, cut at the places given. @param {Uint8Array} bytes @param {number[]} cuts */
function stream_of(bytes, cuts = []) {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((end, i) => new Uint8Array(bytes.subarray(places[i], end)));
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

/**
 * @param {'images' | 'labels'} kind
 * @param {Uint8Array} bytes
 * @param {{ cuts?: number[], count?: number, bytes?: number, on_progress?: (progress: Progress) => void }} [options]
 */
async function read(kind, bytes, { cuts, ...options } = {}) {
  const file = await read_idx(stream_of(bytes, cuts), { name: `my-${kind}`, kind, ...options });
  return { ...file, items: await read_all(file) };
}

const chunkings = fc.array(fc.nat(10_000), { maxLength: 12 });

test('any chunking of plain and gzip files gives the same items', BOUND, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(6), fc.boolean(), chunkings, async (count, packed, cuts) => {
      const pack = (/** @type {Buffer} */ bytes) => (packed ? gzipSync(bytes) : bytes);
      const images = await read('images', pack(images_file(count)), { cuts });
      assert.deepEqual([images.count, images.rows, images.columns], [count, 28, 28]);
      assert.deepEqual(images.items, greys(count));
      const labels = await read('labels', pack(labels_file(count)), { cuts });
      assert.deepEqual([labels.count, labels.items], [count, digits(count)]);
    }),
  );
});

test('the header and whole images are there before the rest has come', BOUND, async () => {
  const bytes = images_file(3);
  const cut = 16 + PIXELS + 5;
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  void writer.write(new Uint8Array(bytes.subarray(0, cut)));
  const { count, pieces } = await read_idx(readable, { name: 'slow', kind: 'images' });
  assert.equal(count, 3);
  assert.deepEqual((await pieces.next()).value, greys(1));
  void writer.write(new Uint8Array(bytes.subarray(cut)));
  void writer.close();
  assert.deepEqual((await pieces.next()).value, greys(3).slice(PIXELS));
  assert.equal((await pieces.next()).done, true);
});

test('leaving the loop cancels the stream, even one that stands still', BOUND, async () => {
  for (const pack of [gzipSync, (/** @type {Buffer} */ bytes) => bytes]) {
    let cancelled = false;
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(pack(images_file(300)))),
      cancel: () => void (cancelled = true),
    });
    const { pieces } = await read_idx(stream, { name: 'long', kind: 'images' });
    for await (const piece of pieces) {
      assert.ok(piece.length > 0);
      break;
    }
    assert.ok(cancelled);
  }
});

test('progress counts the bytes that come in, up to the length of the file', BOUND, async () => {
  const packed = gzipSync(images_file(50));
  /** @type {Progress[]} */
  const seen = [];
  const on_progress = (/** @type {Progress} */ progress) => void seen.push(progress);
  await read('images', packed, { cuts: [100, 200, 300], bytes: packed.length, on_progress });
  assert.deepEqual(
    seen.map(({ received }) => received),
    [100, 200, 300, packed.length],
  );
  assert.ok(seen.every(({ total }) => total === packed.length));
});

const images = images_file();
const labels = labels_file();
const damaged = Buffer.from(gzipSync(images)).fill(0xff, 40, 60);
/** @type {[string, 'images' | 'labels', Buffer, RegExp, object?][]} */
const bad_files = [
  [
    'labels where images are expected',
    'images',
    labels,
    /it begins with 0x00000801, but an IDX file .* begins with 0x00000803/,
  ],
  [
    'images where labels are expected',
    'labels',
    images,
    /it begins with 0x00000803, but an IDX file .* begins with 0x00000801/,
  ],
  [
    'a page of HTML',
    'images',
    Buffer.from('<!doctype html>'),
    /it begins with 0x3c21646f, but .* begins with 0x00000803/,
  ],
  ['floats', 'images', idx([0xd03, 3, 28, 28], greys(3)), /it begins with 0x00000d03/],
  [
    'an empty file',
    'images',
    Buffer.alloc(0),
    /it is cut short: it has 0 bytes, and its header alone takes 16/,
  ],
  [
    'half a header',
    'labels',
    labels.subarray(0, 7),
    /it is cut short: it has 7 bytes, and its header alone takes 8/,
  ],
  [
    'other dimensions',
    'images',
    idx([0x803, 3, 32, 32], greys(4)),
    /its images are 32 × 32 pixels, but have to be 28 × 28/,
  ],
  ['another count', 'labels', labels, /it has 3 labels, but has to have 60000/, { count: 60_000 }],
  [
    'a huge count',
    'images',
    idx([0x803, 0xffffffff, 28, 28], greys(3)),
    /it has 4294967295 images, but at most \d+ can be read/,
  ],
  [
    'an image missing',
    'images',
    idx([0x803, 4, 28, 28], greys(3)),
    /cut short: 2368 bytes, where a header and 4 images take 3152/,
  ],
  [
    'a byte missing',
    'images',
    images.subarray(0, -1),
    /cut short: 2367 bytes, where a header and 3 images take 2368/,
  ],
  [
    'a label missing',
    'labels',
    labels.subarray(0, -1),
    /cut short: 10 bytes, where a header and 3 labels take 11/,
  ],
  [
    'a byte too many',
    'images',
    Buffer.concat([images, Buffer.of(0)]),
    /too long: at least 2369 bytes, where a header and 3 images take 2368/,
  ],
  [
    'a label too many',
    'labels',
    Buffer.concat([labels, Buffer.of(0)]),
    /too long: at least 12 bytes, where a header and 3 labels take 11/,
  ],
  [
    'a label 10',
    'labels',
    idx([0x801, 3], Buffer.of(0, 9, 10)),
    /label 2 is 10, but labels are the digits 0 to 9/,
  ],
];

for (const [what, kind, bytes, message, options] of bad_files) {
  test(`${what}: the error says so, plain and gzip, in any chunks`, BOUND, async () => {
    const expected = (/** @type {unknown} */ error) => {
      assert.ok(error instanceof IdxError);
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`my-${kind}: `));
      return true;
    };
    for (const file of [bytes, gzipSync(bytes)]) {
      for (const cuts of [[], [1], [3, 4, 5, 20, 800]]) {
        await assert.rejects(read(kind, file, { cuts, ...options }), expected);
      }
    }
  });
}

const packed = gzipSync(images);
/** @type {[string, Buffer][]} */
const broken_gzip = [
  ['cut in its header', packed.subarray(0, 5)],
  ['cut in the middle', packed.subarray(0, packed.length >> 1)],
  ['cut in its trailer', packed.subarray(0, -1)],
  ['with damaged bytes', damaged],
  [
    'with a wrong checksum',
    Buffer.concat([packed.subarray(0, -8), Buffer.of(1, 2, 3, 4), packed.subarray(-4)]),
  ],
  ['with a wrong length', Buffer.concat([packed.subarray(0, -4), Buffer.of(1, 2, 3, 4)])],
  ['with junk behind it', Buffer.concat([packed, Buffer.from('junk')])],
  ['with zeros behind it', Buffer.concat([packed, Buffer.alloc(512)])],
];
for (const [what, bytes] of broken_gzip) {
  test(`a gzip stream ${what}: the error says so, in any chunks`, BOUND, async () => {
    for (const cuts of [[], [1, 2, 3], [200, 400, 600]]) {
      await assert.rejects(read('images', bytes, { cuts }), {
        name: 'IdxError',
        message: /^my-images: broken gzip stream/,
      });
    }
  });
}

test('a gzip file with any byte changed gives an error or the same items', BOUND, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(packed.length - 1),
      fc.integer({ min: 1, max: 255 }),
      chunkings,
      async (at, flip, cuts) => {
        const changed = new Uint8Array(packed);
        changed[at] ^= flip;
        const outcome = await read('images', changed, { cuts }).catch(
          (/** @type {unknown} */ error) => error,
        );
        // Time and system in the gzip header may change without harm.
        if (outcome instanceof Error) assert.ok(outcome instanceof IdxError, String(outcome));
        else assert.deepEqual(/** @type {{ items: Uint8Array }} */ (outcome).items, greys(3));
      },
    ),
  );
});

test('a stream that fails gives its own error', BOUND, async () => {
  for (const bytes of [images, packed]) {
    let sent = false;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent) controller.error(new Error('connection lost'));
        else controller.enqueue(new Uint8Array(bytes.subarray(0, 100)));
        sent = true;
      },
    });
    await assert.rejects(async () => read_all(await read_idx(stream, { name: 'x', kind: 'images' })), {
      message: 'connection lost',
    });
  }
});

test('arguments of the wrong type are named', BOUND, async () => {
  const name = 'x';
  // @ts-expect-error
  await assert.rejects(read_idx('file', { name, kind: 'images' }), {
    name: 'TypeError',
    message: /stream is file/,
  });
  // @ts-expect-error
  await assert.rejects(read_idx(stream_of(images), { name, kind: 'sounds' }), { message: /kind is sounds/ });
  // @ts-expect-error
  await assert.rejects(read_idx(stream_of(images), { kind: 'images' }), { message: /name is undefined/ });
});

/** A folder with four small files of MNIST's names. @param {import('node:test').TestContext} t @param {number} labels_count */
async function small_folder(t, labels_count = 5) {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(images_file(5)));
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), labels_file(labels_count));
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), images_file(2));
  await writeFile(join(folder, 't10k-labels-idx1-ubyte.gz'), gzipSync(labels_file(2)));
  return folder;
}

test('images and labels come in pairs, from packed and plain files of a folder', BOUND, async (t) => {
  const folder = await small_folder(t);
  const { train, test: tested } = await read_mnist(folder);
  assert.deepEqual(train, { images: greys(5), labels: digits(5) });
  assert.deepEqual(tested, { images: greys(2), labels: digits(2) });
  for await (const piece of stream_mnist(open_folder(folder), 'train')) {
    assert.equal(piece.count, 5);
    assert.equal(piece.images.length, piece.labels.length * PIXELS);
  }
});

test('another number of labels than of images: the error names both files', BOUND, async (t) => {
  const folder = await small_folder(t, 4);
  const message = 'train-labels-idx1-ubyte: it has 4 labels, but train-images-idx3-ubyte has 5 images';
  await assert.rejects(read_mnist(folder), { name: 'IdxError', message });
});

test('a missing file: the error says what to do', BOUND, async (t) => {
  const folder = await small_folder(t);
  await rm(join(folder, 't10k-images-idx3-ubyte'));
  await assert.rejects(read_mnist(folder), {
    message: /t10k-images-idx3-ubyte\.gz is not in .*make data.*MNIST_DIR/,
  });
});

test('MNIST is found in the layouts in which people have it', BOUND, async (t) => {
  const four = {
    'train-images': images_file(5),
    'train-labels': labels_file(5),
    't10k-images': images_file(2),
    't10k-labels': labels_file(2),
  };
  const kind = (/** @type {string} */ name) => (name.endsWith('images') ? 'idx3' : 'idx1');
  /** @type {Record<string, (name: string) => string>} */
  const layouts = {
    'a point before idx': (name) => `${name}.${kind(name)}-ubyte`,
    'a point, packed': (name) => `${name}.${kind(name)}-ubyte.gz`,
    torchvision: (name) => `MNIST/raw/${name}-${kind(name)}-ubyte`,
    'torchvision, packed': (name) => `MNIST/raw/${name}-${kind(name)}-ubyte.gz`,
    'a folder for each file': (name) => `${name}-${kind(name)}-ubyte/${name}-${kind(name)}-ubyte`,
    'underscores and capitals': (name) =>
      `Train/${name.replace('-', '_').toUpperCase()}_${kind(name)}_ubyte.GZ`,
    'test for t10k': (name) => `${name.replace('t10k', 'test')}-${kind(name)}-ubyte.gz`,
  };
  for (const [layout, path_of] of Object.entries(layouts)) {
    const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'README.md'), 'of this layout');
    for (const [name, bytes] of Object.entries(four)) {
      const path = join(folder, path_of(name));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, /gz$/i.test(path) ? gzipSync(bytes) : bytes);
    }
    const { train, test: tested } = await read_mnist(folder);
    assert.deepEqual(train, { images: greys(5), labels: digits(5) }, layout);
    assert.deepEqual(tested, { images: greys(2), labels: digits(2) }, layout);
  }
});

test('where MNIST is not found, the sentence says which names were seen', BOUND, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'glassnet-'));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(read_mnist(join(folder, 'nowhere')), { message: /There is no folder .*nowhere\./ });
  await assert.rejects(read_mnist(folder), { message: /There are no files in it\./ });
  await writeFile(join(folder, 'mnist.npz'), 'of Keras');
  await mkdir(join(folder, 'raw'));
  await writeFile(join(folder, 'raw', 'train.csv'), '');
  const seen = { message: /It has mnist\.npz, raw.train\.csv\..*make data.*MNIST_DIR/ };
  await assert.rejects(read_mnist(folder), seen);
  for (let i = 0; i < 20; i++) await writeFile(join(folder, `file-${i}`), '');
  await assert.rejects(read_mnist(folder), { message: /and 10 more\./ });
});

test('an abort ends the stream', BOUND, async (t) => {
  const folder = await small_folder(t);
  const signal = AbortSignal.abort();
  await assert.rejects(stream_mnist(open_folder(folder), 'train', { signal }).next(), { name: 'AbortError' });
});

test('files that are as long as MNIST’s, but others, are refused, whichever they are', BOUND, async () => {
  const count = 10_000;
  const threes = new Uint8Array(count).fill(3);
  await assert.rejects(check_mnist_file('t10k-labels-idx1-ubyte', 'labels', threes), {
    name: 'IdxError',
    message: /^t10k-labels-idx1-ubyte: as long as MNIST's, but with other labels: its SHA-256 is/,
  });
  const black = new Uint8Array(784 * count);
  await assert.rejects(check_mnist_file('t10k-images-idx3-ubyte', 'images', black), { name: 'IdxError' });
  await check_mnist_file('t10k-labels-idx1-ubyte', 'labels', threes.subarray(1)); // a made-up file of another length
});
