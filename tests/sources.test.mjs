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

/** @param {File[]} files @param {Partial<import('../web/training/examples.js').Options>} [options] */
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
