// Own files of the visitor: which become training and test images, and that reading them can be cancelled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { read_own } from '../web/training/examples.js';

const BOUND = { timeout: 60_000 };

/** An IDX file of zeros, packed. @param {string} name @param {'images' | 'labels'} kind @param {number} count */
function packed_file(name, kind, count) {
  const head = kind === 'images' ? [0x803, count, 28, 28] : [0x801, count];
  const bytes = Buffer.alloc(4 * head.length + count * (kind === 'images' ? 784 : 1));
  head.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return new File([gzipSync(bytes, { level: 1 })], name);
}

/** @param {string} part @param {number} count */
const pair = (part, count) => [
  packed_file(`${part}-images`, 'images', count),
  packed_file(`${part}-labels`, 'labels', count),
];

/** @param {File[]} files @param {Partial<import('../web/training/examples.js').Options> & { turned?: boolean }} [options] */
const read = (files, options) =>
  read_own(files, { signal: new AbortController().signal, on_progress() {}, ...options });

test(
  'one pair: a sixth is for the test, but not more than 10,000; of test files the first 10,000',
  BOUND,
  async () => {
    /** @type {[File[], number, number][]} */
    const cases = [
      [pair('all', 60), 50, 10],
      [pair('all', 61), 50, 11],
      [pair('all', 70_000), 60_000, 10_000],
      [[...pair('train', 30), ...pair('t10k', 12_000)], 30, 10_000],
      [[...pair('test', 40), ...pair('train', 30)], 30, 40],
    ];
    for (const [files, train_count, test_count] of cases) {
      const { train, test: tested } = await read(files);
      assert.deepEqual([train.labels.length, tested.labels.length], [train_count, test_count]);
      assert.deepEqual([train.images.length, tested.images.length], [train_count * 784, test_count * 784]);
    }
  },
);

test('progress is told in bytes up to all of them; who cancels meanwhile is heard', BOUND, async () => {
  const files = pair('all', 100_000);
  /** @type {import('../web/training/examples.js').Progress[]} */
  const told = [];
  await read(files, { on_progress: (progress) => told.push(progress) });
  for (const { name, size } of files) {
    const own = told.filter(({ text }) => text === name);
    assert.ok(own.every(({ done, total }, i) => total === size && done >= (own[i - 1]?.done ?? 0)));
    assert.equal(own.at(-1)?.done, size);
  }
  const controller = new AbortController();
  let is_cancelled = false;
  const cancel = () => {
    if (!is_cancelled) setTimeout(() => controller.abort(), 0); // comes in only if the reading lets it
    is_cancelled = true;
  };
  await assert.rejects(read(files, { signal: controller.signal, on_progress: cancel }), {
    name: 'AbortError',
  });
  assert.ok(is_cancelled, 'it was on its way');
});

/* ---- files as people have them ---- */

/** Ten images with a bar, high or, turned, wide; their labels are 0 … 9. @param {boolean} [turned] */
function bars(turned = false) {
  const images = new Uint8Array(10 * 784);
  for (let i = 0; i < 10; i++)
    for (let along = 4; along < 24; along++)
      for (let across = 12 + (i % 3); across < 15 + (i % 3); across++)
        images[784 * i + (turned ? across * 28 + along : along * 28 + across)] = 200 + i;
  return { images, labels: Uint8Array.from({ length: 10 }, (_, i) => i) };
}
const { images: IMAGES, labels: LABELS } = bars();

/** An IDX file. @param {string} name @param {number} magic @param {number[]} sizes @param {Uint8Array | number[]} body */
function idx(name, magic, sizes, body) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  [magic, ...sizes].forEach((value, i) => head.writeUInt32BE(value, 4 * i));
  return new File([head, Uint8Array.from(body)], name);
}
const images_file = idx('images', 0x803, [10, 28, 28], IMAGES);
const labels_file = idx('labels', 0x801, [10], LABELS);

/** Whole numbers of so many bytes, big-endian. @param {number[]} values @param {number} bytes */
const whole = (values, bytes) =>
  values.flatMap((value) => Array.from({ length: bytes }, (_, i) => (value >> (8 * (bytes - 1 - i))) & 255));

/** @param {import('../web/training/examples.js').Examples} train @param {string} what */
function assert_read({ images, labels }, what) {
  assert.deepEqual(labels, LABELS.slice(0, labels.length), what);
  assert.deepEqual(images, IMAGES.slice(0, images.length), what);
}

test(
  'labels of every whole type and width are read, column 0, and images of every shape',
  BOUND,
  async () => {
    const rows = [...LABELS].flatMap((label) => [label, 7, 1, 0, 0, 5, 1000, 0]);
    /** @type {[what: string, images: File, labels: File][]} */
    const cases = [
      ['QMNIST: n × 8 of four bytes', images_file, idx('q', 0xc02, [10, 8], whole(rows, 4))],
      ['four bytes', images_file, idx('l', 0xc01, [10], whole([...LABELS], 4))],
      ['two bytes', images_file, idx('l', 0xb01, [10], whole([...LABELS], 2))],
      ['signed bytes', images_file, idx('l', 0x901, [10], LABELS)],
      ['a column', images_file, idx('l', 0x802, [10, 1], LABELS)],
      ['flat images', idx('i', 0x802, [10, 784], IMAGES), labels_file],
      ['images with a channel', idx('i', 0x804, [10, 28, 28, 1], IMAGES), labels_file],
    ];
    for (const [what, images, labels] of cases) {
      const { train, test: tested } = await read([labels, images]);
      assert_read(train, what);
      assert.deepEqual(tested.labels, LABELS.slice(8), what);
    }
    await assert.rejects(
      read([
        images_file,
        idx(
          'q',
          0xc02,
          [10, 8],
          whole(
            rows.map((v) => v + 10),
            4,
          ),
        ),
      ]),
      {
        message: /^q: label 0 is 10, but labels are/,
      },
    );
  },
);

/** @param {string} name @param {BlobPart} text */
const text_file = (name, text) => new File([text], name);

/** Rows of a table. @param {string} separator @param {(label: number, greys: number[]) => unknown[]} fields */
const rows_of = (separator, fields) =>
  [...LABELS].map((label, i) => fields(label, [...IMAGES.subarray(784 * i, 784 * (i + 1))]).join(separator));

test('tables are read: with a header or without, whatever stands between the fields', BOUND, async () => {
  const plain = rows_of(',', (label, greys) => [label, ...greys]);
  const pixels = Array.from({ length: 784 }, (_, i) => `pixel${i}`);
  /** @type {Record<string, BlobPart>} */
  const tables = {
    'without a header': plain.join('\n'),
    'with a header, CRLF and a last line': `${['label', ...pixels]}\r\n${plain.join('\r\n')}\r\n\r\n`,
    'a byte order mark': `\ufeff${['label', ...pixels]}\n${plain.join('\n')}`,
    semicolons: rows_of(';', (label, greys) => [label, ...greys]).join('\n'),
    tabs: rows_of('\t', (label, greys) => [label, ...greys]).join('\n'),
    spaces: rows_of('  ', (label, greys) => [label, ...greys]).join('\n'),
    quotes: rows_of(',', (label, greys) => [`"${label}"`, ...greys.map((grey) => `"${grey}"`)]).join('\n'),
    'the class at the end': `${[...pixels, 'class']}\n${rows_of(',', (label, greys) => [...greys, label]).join('\n')}`,
    'a number for each row': `${['', 'label', ...pixels]}\n${plain.map((row, i) => `${i},${row}`).join('\n')}`,
    'as NumPy writes': rows_of(' ', (label, greys) => [label, ...greys].map((v) => v.toExponential(18))).join(
      '\n',
    ),
    'shares of 1': rows_of(',', (label, greys) => [label, ...greys.map((grey) => grey / 255)]).join('\n'),
    packed: /** @type {BlobPart} */ (gzipSync(plain.join('\n'))),
  };
  for (const [what, text] of Object.entries(tables)) {
    const { train, test: tested } = await read([text_file('mnist_train.csv', text)]);
    assert_read(train, what);
    assert.equal(train.labels.length + tested.labels.length, 10, what);
  }
  const two = [
    text_file('mnist_test.csv', plain.slice(0, 3).join('\n')),
    text_file('mnist_train.csv', plain.join('\n')),
  ];
  const { train, test: tested } = await read(two);
  assert.deepEqual([train.labels.length, tested.labels.length], [10, 3]);
  /** @type {[string, RegExp][]} */
  const wrong = [
    [rows_of(',', (_, greys) => greys).join('\n'), /^t\.csv: line 1 has 784 fields: .* without a label/],
    [`${plain[0]}\n${plain[1].slice(0, 300)}`, /^t\.csv: line 2 has \d+ fields, but/],
    [`${plain[0]}\n${plain[1].replace('1,', 'x,')}`, /^t\.csv: line 2 has “x” in field 1/],
    [plain[3].replace('3,', '12,'), /^t\.csv: line 1 has the label 12/],
    [plain[3].replace(',203,', ',999,'), /^t\.csv: line 1 has the grey 999/],
  ];
  for (const [text, message] of wrong) await assert.rejects(read([text_file('t.csv', text)]), { message });
});

test(
  'a first line with a damaged value is refused like any other, and one that names its columns is a header',
  BOUND,
  async () => {
    const plain = rows_of(',', (label, greys) => [label, ...greys]);
    const numbered = Array.from({ length: 784 }, (_, i) => i);
    const named = numbered.map((i) => `pixel${i}`);
    for (const header of [
      ['label', ...numbered],
      ['', 'label', ...numbered],
      [...numbered, 'class'],
      ['?', ...named],
    ]) {
      const rows = rows_of(',', (label, greys) =>
        header.at(-1) === 'class' ? [...greys, label] : [label, ...greys],
      );
      const numbers = header[0] === '' ? rows.map((row, i) => `${i},${row}`) : rows;
      const { train } = await read([text_file('t.csv', [header, ...numbers].join('\n'))]);
      assert_read(train, `${header.slice(0, 3)}`);
    }
    for (const [field, value] of /** @type {[number, string][]} */ ([
      [400, 'NaN'],
      [3, '?'],
      [0, 'x'],
      [784, 'Infinity'],
    ]))
      for (const line of [0, 1]) {
        const fields = plain[line].split(',');
        fields[field] = value;
        const rows = [...plain.slice(0, line), fields, ...plain.slice(line + 1)];
        const message = `t.csv: line ${line + 1} has “${value}” in field ${field + 1}, which is no number`;
        await assert.rejects(read([text_file('t.csv', rows.join('\n'))]), ({ message: said }) =>
          said.startsWith(message),
        );
      }
  },
);

test('a good pair is read whatever else comes with it, and the rest is named', BOUND, async () => {
  const others = [
    text_file('.DS_Store', Buffer.from([0, 0, 0, 1, 66, 117, 100, 49, 0, 0, 16, 0])),
    text_file('README.md', '# MNIST\n\nHandwritten digits.'),
    text_file('LICENSE', 'CC BY-SA'),
    text_file('empty', ''),
    text_file('photo.png', Buffer.from('\x89PNG\r\n\x1a\n____', 'latin1')),
  ];
  for (const other of others) {
    const source = await read([other, images_file, labels_file]);
    assert_read(source.train, other.name);
    assert.equal(source.note, `Not read: ${other.name}.`);
  }
  const all = await read([...others, labels_file, images_file]);
  assert.equal(all.note, 'Not read: .DS_Store, README.md, LICENSE, empty, photo.png.');
  assert.equal((await read([images_file, labels_file])).note, undefined);
});

test('a file of another kind is named in plain words, with what to do', BOUND, async () => {
  const latin1 = (/** @type {string} */ text) => Buffer.from(text.padEnd(300, '\x01'), 'latin1');
  /** @type {[name: string, bytes: BlobPart, says: RegExp][]} */
  const cases = [
    ['archive.zip', latin1('PK\x03\x04'), /^archive\.zip is an archive \(zip\): unpack it/],
    ['mnist.npz', latin1('PK\x03\x04'), /^mnist\.npz is an archive of NumPy: write/],
    ['model.pt', latin1('PK\x03\x04'), /^model\.pt is a network of PyTorch/],
    ['x.npy', latin1('\x93NUMPY'), /^x\.npy is an array of NumPy: write/],
    ['train.parquet', latin1('PAR1'), /^train\.parquet is data of another program/],
    ['all.7z', latin1('7z\xbc\xaf\x27\x1c'), /an archive: unpack/],
    ['all.tar.gz', gzipSync(latin1('raw/'.padEnd(257, '\0') + 'ustar')), /an archive: unpack/],
    ['page.html', '<!doctype html><p>404', /a web page, not the file/],
    ['note.txt', 'This is no IDX file at all', /^note\.txt is a text file: images come as/],
    ['empty.gz', '', /^empty\.gz is empty/],
    ['broken.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /^broken\.gz is not to be read: broken gzip/],
    ['noise', latin1('\x07\x01\xff\xfe'), /^noise is none of the files that are read here/],
  ];
  for (const [name, bytes, message] of cases) {
    const [error] = await Promise.allSettled([read([text_file(name, bytes)])]);
    const words = error.status === 'rejected' ? error.reason.message : 'it was read';
    assert.match(words, message);
    assert.doesNotMatch(words, /0x/);
    await assert.rejects(
      read([text_file(name, bytes), labels_file]),
      (/** @type {Error} */ { message: said }) =>
        said.includes(name) && said.includes('1 of labels') && said.includes('Drop an IDX file'),
    );
  }
});

test(
  'images whose rows and columns are swapped are noticed, by look or name, and turned',
  BOUND,
  async () => {
    const turned = idx('images', 0x803, [10, 28, 28], bars(true).images);
    const as_it_is = await read([turned, labels_file]);
    assert.match(
      as_it_is.note ?? '',
      /^Rows and columns of these images seem to be swapped, as EMNIST has them/,
    );
    const put_right = await read([turned, labels_file], { turned: true });
    assert_read(put_right.train, 'turned');
    assert.deepEqual(put_right.test.images, IMAGES.slice(8 * 784));
    assert.equal(put_right.note, undefined);
    const emnist = new File([images_file], 'emnist-digits-train-images-idx3-ubyte');
    assert.match((await read([emnist, labels_file])).note ?? '', /swapped/);
    assert.match(
      (await read([images_file, labels_file], { turned: true })).note ?? '',
      /swapped/,
      'turned by mistake',
    );
  },
);
