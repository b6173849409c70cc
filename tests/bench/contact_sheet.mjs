/**
 * Built-in handwriting beside MNIST: writes a PNG, left 100 built-in digits and right 100 of MNIST's training images,
 * ten of each class to a row; prints how ink, bounding box and stroke width compare, and how long the digits take.
 * `MNIST_DIR=folder node tests/bench/contact_sheet.mjs [OUT.png]`, or data/mnist after `make data`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { read_mnist } from '../../data/mnist_files.mjs';
import { create_network } from '../../web/network/network.js';

const PIXELS = 784;
const COUNT = 10_000;
const CELL = 30; // an image and a margin
const GAP = 20; // between the two halves

/** @typedef {{ images: Uint8Array, labels: Uint8Array }} Examples */

/** A block of a PNG file: length, type, data, checksum. @param {string} type @param {Uint8Array} data */
function png_block(type, data) {
  const block = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  block.writeUInt32BE(data.length, 0);
  block.writeUInt32BE(crc32(block.subarray(4, -4)), block.length - 4);
  return block;
}

/** @param {Uint8Array[]} rows of greys @returns {Buffer} a PNG file */
function png(rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(rows[0].length, 0);
  head.writeUInt32BE(rows.length, 4);
  head[8] = 8; // bits, grey
  const pixels = deflateSync(Buffer.concat(rows.flatMap((row) => [Buffer.of(0), row])));
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    png_block('IHDR', head),
    png_block('IDAT', pixels),
    png_block('IEND', Buffer.of()),
  ]);
}

/** The first ten images of each class: row digit. @param {Examples} examples */
function ten_of_each({ images, labels }) {
  return Array.from({ length: 10 }, (_, digit) =>
    [...labels.keys()]
      .filter((i) => labels[i] === digit)
      .slice(0, 10)
      .map((i) => images.subarray(i * PIXELS, (i + 1) * PIXELS)),
  );
}

/** @param {Examples} built_in @param {Examples} mnist */
function contact_sheet(built_in, mnist) {
  const rows = Array.from({ length: 10 * CELL }, () => new Uint8Array(20 * CELL + GAP).fill(64));
  [built_in, mnist].forEach((examples, half) =>
    ten_of_each(examples).forEach((line, digit) =>
      line.forEach((image, column) => {
        const left = half * (10 * CELL + GAP) + column * CELL + 1;
        for (let y = 0; y < 28; y++)
          rows[digit * CELL + 1 + y].set(image.subarray(28 * y, 28 * y + 28), left);
      }),
    ),
  );
  return png(rows);
}

/**
 * The length of the edge between ink and paper is the sum of the grey steps along rows and columns, times π/4 on average
 * over its directions; a stroke has two edges, so its width is the ink over half of that.
 * @param {Uint8Array} image @returns {number[]} mean grey, width and height of the bounding box, stroke width in pixels
 */
function measures(image) {
  const box = { left: 28, right: -1, top: 28, bottom: -1 };
  let [ink, steps] = [0, 0];
  for (let p = 0; p < PIXELS; p++) {
    const [x, y] = [p % 28, Math.floor(p / 28)];
    ink += image[p];
    if (x < 27) steps += Math.abs(image[p + 1] - image[p]);
    if (y < 27) steps += Math.abs(image[p + 28] - image[p]);
    if (image[p] === 0) continue;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const edge = (Math.PI / 4) * steps;
  return [ink / PIXELS, box.right - box.left + 1, box.bottom - box.top + 1, (2 * ink) / edge];
}

/** 5 %, mean and 95 %. @param {number[]} values */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${at(0.05)} … **${mean.toFixed(1)}** … ${at(0.95)}`;
}

/** @param {Examples} examples @param {number} [digit] all if left out */
function table_cells({ images, labels }, digit) {
  /** @type {number[][]} */
  const all = [];
  for (let i = 0; i < COUNT; i++)
    if (digit === undefined || labels[i] === digit)
      all.push(measures(images.subarray(i * PIXELS, (i + 1) * PIXELS)));
  return [0, 1, 2, 3].map((k) => spread(all.map((values) => values[k])));
}

/** @param {Examples} built_in @param {Examples} mnist */
function print_comparison(built_in, mnist) {
  console.log(`5 % … mean … 95 % of ${COUNT} digits\n`);
  console.log(
    '| digit | from | mean grey | box width | box height | stroke width |\n|---|---|---|---|---|---|',
  );
  for (const digit of [...Array(10).keys(), undefined])
    for (const [name, examples] of Object.entries({ 'built-in': built_in, MNIST: mnist }))
      console.log(`| ${digit ?? 'all'} | ${name} | ${table_cells(examples, digit).join(' | ')} |`);
}

/** The median of seven times, in seconds. @param {() => void} run */
function median_time(run) {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return times.toSorted((a, b) => a - b)[3];
}

const out = process.argv[2] ?? 'build/contact_sheet.png';
const { train } = await read_mnist().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
const network = await create_network({ hidden: 1 });
const data_set = network.digits(1, COUNT);
const built_in = { images: /** @type {Uint8Array} */ (data_set.images()), labels: data_set.labels() };
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, contact_sheet(built_in, train));
print_comparison(built_in, train);
console.log(
  `\n12,000 digits in ${median_time(() => network.digits(2, 12_000).labels()).toFixed(3)} s (${network.build})`,
);
console.log(`contact sheet: ${out}`);
