/** Built-in handwriting: the templates' reader, the digits as a data set, and the pen of the drawing pad. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse_strokes } from '../data/strokes.js';
import { read_mnist } from '../data/mnist_files.mjs';
import { with_both, with_network } from './networks.js';
import { pen_drawings, SPECKS } from './pen_drawings.js';
import { PIXELS } from './support.js';

const BOUND = { timeout: 60_000 };
const strokes_file = fileURLToPath(new URL('../data/strokes.txt', import.meta.url));
const builder = fileURLToPath(new URL('../data/build_strokes.mjs', import.meta.url));
const forms = parse_strokes(readFileSync(strokes_file, 'utf8'), 'strokes.txt');

/** A file with one form of each digit, the lines of digit 3 replaced. */
function file_with(/** @type {string} */ three) {
  return Array.from({ length: 10 }, (_, d) => (d === 3 ? three : `form ${d} plain 1\n0,0 50,100`)).join('\n');
}

/** Where the ink of image `i` is: its box, its centre of mass in pixel numbers, and its sum. */
function ink_of(/** @type {Uint8Array} */ images, i = 0) {
  const ink = { left: 28, right: -1, top: 28, bottom: -1, x: 0, y: 0, sum: 0 };
  for (let p = 0; p < PIXELS; p++) {
    const grey = images[i * PIXELS + p];
    if (grey === 0) continue;
    const [x, y] = [p % 28, Math.floor(p / 28)];
    ink.left = Math.min(ink.left, x);
    ink.right = Math.max(ink.right, x);
    ink.top = Math.min(ink.top, y);
    ink.bottom = Math.max(ink.bottom, y);
    ink.x += x * grey;
    ink.y += y * grey;
    ink.sum += grey;
  }
  ink.x /= ink.sum;
  ink.y /= ink.sum;
  return ink;
}

test('a template file is read into forms, drawings, strokes and points', () => {
  const [form] = parse_strokes(
    file_with('form 3 x 1')
      .replace('form 0 plain 1', 'form 0 ring 7 # round')
      .replace('form 3 x 1', 'form 3 x 1\r\n0,0 1,1! 2,2\r\n3,3 4,4\r\nor\r\n5,5 6,6! 7,7\r\n8,8 9,9'),
  );
  assert.deepEqual([form.digit, form.name, form.weight, form.line], [0, 'ring', 7, 1]);
  const three = parse_strokes(file_with('form 3 x 1\n0,0 1,1! 2,2\n3,3 4,4\nor\n5,5 6,6! 7,7\n8,8 9,9'))[3];
  assert.deepEqual(
    three.drawings.map((drawing) => drawing.map((stroke) => stroke.length)),
    [
      [3, 2],
      [3, 2],
    ],
  );
  assert.deepEqual(three.drawings[1][0][1], { x: 6, y: 6, corner: true });
});

test('the templates have several forms of every digit', () => {
  for (let digit = 0; digit <= 9; digit++)
    assert.ok(forms.filter((form) => form.digit === digit).length >= 5, `digit ${digit}`);
});

const line = 7; // where the lines of digit 3 begin
const mistakes = {
  'form x a 1': [`${line}:6`, /the digit "x", expected 0 … 9/],
  'form 10 a 1': [`${line}:6`, /the digit "10"/],
  'form 3 a': [`${line}:8`, /expected "form DIGIT NAME WEIGHT"/],
  'form 3 a 1 2': [`${line}:12`, /expected "form DIGIT NAME WEIGHT"/],
  'form 3 a 0': [`${line}:10`, /the weight "0", expected a whole number 1 … 255/],
  'form 3 a 1.5': [`${line}:10`, /the weight "1.5"/],
  'form 3 a 256': [`${line}:10`, /the weight "256"/],
  'form 2 plain 1': [`${line}:8`, /a second form "plain" of 2/],
  'form 3 a 1\n0,0 5': [`${line + 1}:5`, /"5", expected a point "X,Y"/],
  'form 3 a 1\n0,0 1.5,2': [`${line + 1}:5`, /"1.5,2", expected a point/],
  'form 3 a 1\n0,0 NaN,2': [`${line + 1}:5`, /"NaN,2", expected a point/],
  'form 3 a 1\n0,0 101,2': [`${line + 1}:5`, /x = 101, expected 0 … 100/],
  'form 3 a 1\n  0,-1 1,2': [`${line + 1}:3`, /y = -1, expected 0 … 100/],
  'form 3 a 1\n0,0': [`${line + 1}:1`, /a stroke of one point/],
  'form 3 a 1\n0,0 1,1\n0,0 1,1\n0,0 1,1\n0,0 1,1\n0,0 1,1': [
    `${line + 5}:1`,
    /another stroke, expected at most 4/,
  ],
  [`form 3 a 1\n${'0,0 '.repeat(33)}`]: [`${line + 1}:129`, /another point, expected at most 32/],
  [`form 3 a 1\n0,0 1,1${'\nor\n0,0 1,1'.repeat(8)}`]: [`${line + 16}:1`, /another "or", expected at most 8/],
  'form 3 a 1\n0,0 1,1\nor\n0,0 1,1 2,2': [`${line + 3}:1`, /3 points, expected 2 as in the first drawing/],
  'form 3 a 1\n0,0 1,1 2,2\nor\n0,0 1,1! 2,2': [`${line + 3}:5`, /"1,1!", expected corners where/],
  'form 3 a 1\n0,0 1,1\nor\n0,0 1,1\n0,0 1,1': [`${line + 4}:1`, /no more strokes than in the first drawing/],
  'form 3 a 1\n0,0 1,1\nor': [`${line + 3}:1`, /0 strokes in a drawing of "3 a", expected 1/],
  'form 3 a 1\n0,0 1,1\nor else\n0,0 1,1': [`${line + 2}:4`, /"else", expected nothing after "or"/],
  'form 3 a 1': [`${line + 1}:1`, /0 strokes in a drawing of "3 a"/],
  '# nothing': ['19:1', /found the end, expected a form of the digit 3/],
};

test('a template file that is wrong is refused with the file, the line and the column', () => {
  for (const [three, [place, message]] of Object.entries(mistakes)) {
    assert.throws(
      () => parse_strokes(file_with(three), 'bad.txt'),
      (/** @type {Error} */ error) => {
        assert.ok(error.message.startsWith(`bad.txt:${place}: `), `${three}\n→ ${error.message}`);
        assert.match(error.message, /** @type {RegExp} */ (message));
        return true;
      },
    );
  }
  assert.throws(
    () => parse_strokes('0,0 1,1'),
    /strokes.txt:1:1: found "0,0", expected "form DIGIT NAME WEIGHT"/,
  );
  assert.throws(() => parse_strokes(''), /strokes.txt:1:1: found the end, expected a form of the digit 0/);
  assert.throws(
    () => parse_strokes(/** @type {any} */ (undefined)),
    /text is undefined, expected the contents/,
  );
});

test('the builder writes the tables, or says what is wrong and writes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strokes-'));
  const [input, output] = ['in.txt', 'out/strokes.h'].map((name) => join(folder, name));
  const build = (/** @type {string[]} */ ...args) =>
    spawnSync(process.execPath, [builder, ...args], { encoding: 'utf8' });
  try {
    writeFileSync(input, file_with('form 4 other 1\n0,0 1,101'));
    const refused = build(input, output);
    assert.equal(refused.status, 1);
    assert.ok(refused.stderr.startsWith(`${input}:8:5: found y = 101`), refused.stderr);
    assert.throws(() => readFileSync(output), { code: 'ENOENT' });
    assert.equal(build(strokes_file, output).status, 0);
    assert.match(readFileSync(output, 'utf8'), new RegExp(`FORM_COUNT = ${forms.length},`));
    assert.equal(build(input).status, 2);
    assert.equal(build(join(folder, 'none.txt'), output).status, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(
  'the same seed gives the same bytes in both builds; another seed or part gives others',
  BOUND,
  async () => {
    await with_both(1, (simd, scalar) => {
      const sets = [simd, scalar].map((network) => network.digits(7, 2000));
      assert.deepEqual(sets[0].images(), sets[1].images());
      assert.deepEqual(sets[0].labels(), sets[1].labels());
      for (const other of [simd.digits(8, 2000), simd.digits(7, 2000, 'test')]) {
        const [a, b] = [sets[0].images(), other.images()];
        const written = new Set();
        for (let i = 0; i < 2000; i++) written.add(a.subarray(i * PIXELS, (i + 1) * PIXELS).join());
        for (let i = 0; i < 2000; i++)
          assert.ok(!written.has(b.subarray(i * PIXELS, (i + 1) * PIXELS).join()));
      }
    });
  },
);

test('a larger set begins with the smaller one; an empty one is empty', BOUND, async () => {
  await with_network({ hidden: 1 }, (network) => {
    const [small, large, none] = [95, 1000, 0].map((count) => network.digits(3, count));
    assert.deepEqual(large.images().subarray(0, 95 * PIXELS), small.images());
    assert.deepEqual(large.labels().subarray(0, 95), small.labels());
    assert.deepEqual(large.labels(40, 55), small.labels(40));
    assert.deepEqual([none.size, none.images().length, none.labels().length], [0, 0, 0]);
  });
});

test('the classes are balanced and shuffled', BOUND, async () => {
  await with_network({ hidden: 1 }, (network) => {
    const labels = network.digits(1, 10_000).labels();
    const counts = new Array(10).fill(0);
    for (const label of labels) counts[label]++;
    for (const count of counts) assert.ok(Math.abs(count - 1000) <= 10, `${counts}`);
    const repeats = labels.filter((label, i) => i >= 10 && label === labels[i - 10]).length;
    assert.ok(Math.abs(repeats - 999) < 150, `${repeats} labels are as ten before`);
  });
});

test('of 100,000 digits none is empty, clipped or off the centre', { timeout: 120_000 }, async () => {
  await with_network({ hidden: 1 }, (network) => {
    for (let seed = 0; seed < 10; seed++) {
      const data_set = network.digits(seed, 10_000);
      const images = /** @type {Uint8Array} */ (data_set.images());
      for (let i = 0; i < data_set.size; i++) {
        const { left, right, top, bottom, x, y, sum } = ink_of(images, i);
        const longer = Math.max(right - left, bottom - top) + 1;
        assert.ok(sum > 2000, `seed ${seed}, ${i}: ink ${sum}`);
        assert.ok(longer >= 16 && longer <= 20, `seed ${seed}, ${i}: ${longer} pixels long`);
        assert.ok(
          Math.max(Math.abs(x - 14), Math.abs(y - 14)) <= 0.5,
          `seed ${seed}, ${i}: centre ${x}, ${y}`,
        );
      }
      data_set.free();
    }
  });
});

test('a digit can be followed from its form over its strokes to its pixels', BOUND, async () => {
  await with_network({ hidden: 1 }, (network) => {
    const data_set = network.digits(5, 300, 'test');
    const [images, labels] = [data_set.images(), data_set.labels()];
    for (let i = 0; i < 300; i++) {
      const { label, form, inked, image } = network.write_digit(5, i, 'test');
      assert.equal(label, labels[i]);
      assert.equal(forms[form].digit, label);
      assert.equal(inked.length, forms[form].drawings[0].length);
      assert.deepEqual(image, images.slice(i * PIXELS, (i + 1) * PIXELS));
      for (const { points } of inked)
        for (const [x, y] of points)
          assert.ok(image[Math.floor(y) * 28 + Math.floor(x)] >= 100, `digit ${i}: no ink at ${x}, ${y}`);
    }
  });
});

test('no strokes give an empty image, a stroke of one point a dot in the middle', BOUND, async () => {
  await with_both(1, (...networks) => {
    for (const network of networks) {
      for (const nothing of [[], [[]], [[], []]])
        assert.deepEqual(network.rasterise(nothing), new Uint8Array(PIXELS));
      const dot = network.rasterise([[[1e9, -5]]]);
      const { left, right, top, bottom, x, y } = ink_of(dot);
      assert.ok(right - left <= 3 && bottom - top <= 3 && left < right);
      assert.ok(Math.abs(x - 14) <= 0.5 && Math.abs(y - 14) <= 0.5);
      assert.deepEqual(
        network.rasterise([
          [
            [3, 3],
            [3, 3],
            [3, 3],
          ],
        ]),
        dot,
      );
    }
  });
});

test('a drawing is scaled to 20 pixels and centred by mass, whatever its unit and place', BOUND, async () => {
  await with_network({ hidden: 1 }, (network) => {
    const seven = [
      [
        [0, 0],
        [40, 0],
        [15, 64],
      ],
    ];
    const image = network.rasterise(seven);
    const { left, right, top, bottom, x, y } = ink_of(image);
    assert.deepEqual([bottom - top + 1, right - left + 1], [20, 14]);
    assert.ok(Math.abs(x - 14) <= 0.5 && Math.abs(y - 14) <= 0.5);
    for (const unit of [2 ** -120, 0.25, 1024, 2 ** 120])
      for (const place of [0, 64])
        assert.deepEqual(
          network.rasterise([seven[0].map((point) => point.map((c) => (c + place) * unit))]),
          image,
        );
    assert.equal(image[(top + 1) * 28 + left + 4], 255, 'the bar is drawn');
    assert.equal(image[(bottom - 2) * 28 + right], 0, 'nothing is beside the stem');
  });
});

test('a million points are drawn in bounded time', BOUND, async () => {
  await with_network({ hidden: 1 }, (network) => {
    const points = Array.from({ length: 1e6 }, (_, i) => [(i * 7919) % 1000, (i * 104729) % 997]);
    const scribble = network.rasterise([points]);
    const spiral = network.rasterise([points.map((_, i) => [Math.cos(i / 1e5) * i, Math.sin(i / 1e5) * i])]);
    assert.ok(ink_of(scribble).sum > ink_of(spiral).sum);
  });
});

/** How many pixels differ. @param {Uint8Array} a @param {Uint8Array} b */
const difference = (a, b) => a.reduce((count, grey, i) => count + Number(grey !== b[i]), 0);

test('specks far from a drawing do not change its image, before it or after it', BOUND, async () => {
  await with_both(1, (...networks) => {
    for (const network of networks)
      for (const { digit, strokes } of pen_drawings())
        for (const [name, specks_of] of Object.entries(SPECKS)) {
          const [image, specks] = [network.rasterise(strokes), specks_of(strokes)];
          for (const all of [
            [...strokes, ...specks],
            [...specks, ...strokes],
          ])
            // coordinates are rounded to another unit where the whole is larger
            assert.ok(difference(network.rasterise(all), image) <= 3, `${digit} with ${name}`);
        }
  });
});

test('what is no speck is drawn: dots near the line, a dotted digit, two dots, a dash', BOUND, async () => {
  await with_both(1, (...networks) => {
    for (const network of networks) {
      const stem = [[50, 0], [50, 100]]; // prettier-ignore
      const image = network.rasterise([stem]);
      const ink = (/** @type {number[][][]} */ ...strokes) => ink_of(network.rasterise(strokes));
      assert.ok(ink(stem, [[60, 50]]).right > ink_of(image).right, 'a dot beside the line');
      const followed = network.rasterise([stem, [[50, 110]], [[50, 122]], [[50, 134]]]);
      assert.ok(difference(followed, image) > 0, 'dots that follow the line');
      const dots = Array.from({ length: 20 }, (_, i) => [[50 + (i % 2), 5 * i]]);
      assert.equal(ink(...dots).bottom - ink(...dots).top, 19, 'a digit of dots');
      const smeared = [...dots, [[50, 100], [50, 104]]]; // prettier-ignore
      assert.equal(ink(...smeared).bottom - ink(...smeared).top, 19, 'a digit of dots, one of them smeared');
      assert.ok(ink_of(network.rasterise(smeared)).sum < ink_of(image).sum, 'the dots of it are apart');
      const colon = ink([[50, 0]], [[50, 100]]);
      assert.equal(colon.bottom - colon.top, 19, 'two dots');
      const dash = ink(stem, [[110, 50], [130, 50]]); // prettier-ignore
      assert.ok(dash.right - dash.left > 12, 'a dash far from the rest, longer than the pen is wide');
    }
  });
});

const mnist = await read_mnist().catch(() => undefined);
test(
  'of 120 pen drawings 95 % and more are read, with specks and without',
  { ...BOUND, skip: !mnist && 'no MNIST here' },
  async (t) => {
    if (!mnist) return;
    const steps = 1875 * 3;
    await with_network({ hidden: 64, seed: 1 }, (network) => {
      const { images, labels } = mnist.train;
      network.train(network.load(images, labels), { batch_size: 32, learning_rate: 0.1, steps });
      const drawings = pen_drawings();
      assert.equal(drawings.length, 120);
      const read_with = (/** @type {typeof SPECKS[string]} */ specks_of) =>
        drawings.filter(({ digit, strokes }) => {
          const output = network.predict(network.rasterise([...strokes, ...specks_of(strokes)]));
          return output.indexOf(Math.max(...output)) === digit;
        }).length;
      for (const [name, specks_of] of Object.entries({ 'no speck': () => [], ...SPECKS })) {
        const count = read_with(specks_of);
        t.diagnostic(`${name}: ${count} of 120`);
        assert.ok(count >= 0.95 * 120, `${name}: ${count} of 120`);
      }
    });
  },
);
