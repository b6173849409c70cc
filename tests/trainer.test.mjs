// The commands of a trainer, without a thread, a wire or a page: what it does, what it refuses, and what an error leaves.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Run } from '../web/training/run.js';
import { Bench, BOUND, sleep, small_bench, turn, until } from './rooms/harness.js';
import { idx_bytes, idx_files, made_up, Site, slow_site } from './rooms/site.js';

const SMALL = /** @type {const} */ ({ data: 'own', hidden: 4 });

/** A trainer that has begun early with a part of MNIST. */
async function early_bench() {
  const { site, open } = await slow_site();
  const bench = new Bench({ assets: site.assets });
  const begun = bench.start({ data: 'mnist', hidden: 4 }, { playing: true });
  await until(() => bench.trainer.asked?.can_begin, 'the first images are there');
  bench.trainer.begin_early({ run: 1 });
  await begun;
  return { bench, open };
}

/* ---- a run begins ---- */

test('asked twice for a run, a trainer begins it once', BOUND, async () => {
  const bench = new Bench();
  await Promise.all([bench.start({ hidden: 2 }), bench.start({ hidden: 3 })]);
  assert.deepEqual([bench.all('began').length, bench.run.network.hidden], [1, 2]);
  bench.trainer.dispose();
});

test(
  'of several runs that are asked for at once the last begins, and the others are refused',
  BOUND,
  async () => {
    const bench = await small_bench();
    const starts = [2, 3, 4].map((run) => bench.start({ ...SMALL, hidden: run }, { run }));
    const outcomes = await Promise.allSettled(starts);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual([bench.trainer.run, bench.run.network.hidden], [4, 4]);
    await assert.rejects(bench.trainer.state({ run: 3 }), { name: 'Overtaken' });
    bench.trainer.dispose();
  },
);

test(
  'what is set and ordered for a run that has just been refused holds for the one that begins instead',
  BOUND,
  async () => {
    const { site, open } = await slow_site();
    const bench = new Bench({ assets: site.assets });
    const first = bench.start({ data: 'mnist', hidden: 4 }, { playing: true });
    await until(() => bench.trainer.asked?.can_begin, 'the first images are there');
    await assert.rejects(bench.start({ hidden: 1000 }, { run: 2, playing: true }), /from 1 to 512/);
    bench.trainer.set({ run: 2, settings: { 'learning-rate': 0.5 } }); // sent before its sender knew
    bench.trainer.pause({ run: 2 });
    open();
    await first;
    assert.deepEqual(
      [bench.trainer.run, bench.trainer.loop?.settings['learning-rate'], bench.trainer.playing],
      [1, 0.5, false],
    );
    bench.trainer.dispose();
  },
);

test('a run that cannot begin says why, and the one before goes on', BOUND, async (t) => {
  const bench = await small_bench({ playing: true });
  const refused = async (/** @type {Promise<void>} */ start, /** @type {RegExp} */ reason) => {
    await assert.rejects(start, reason);
    assert.deepEqual([bench.trainer.run, bench.trainer.playing], [1, true]);
  };
  await refused(
    bench.start({ hidden: 1000 }, { run: 2 }),
    /hidden units must be a whole number from 1 to 512; it was 1000/,
  );
  await refused(bench.start({ data: 'mnist' }, { run: 3 }), /list of this site's files.*could not be loaded/);
  t.mock.method(Run, 'begin', async () => {
    throw new Error('The memory is full.');
  });
  await refused(bench.start({}, { run: 4 }), /The memory is full/);
  bench.trainer.dispose();
});

test('a site without MNIST, and images of the visitor’s own that are missing, are said', BOUND, async () => {
  const site = await Site.open();
  const bench = new Bench({ assets: site.assets });
  assert.deepEqual(await bench.trainer.offers(), { mnist: true });
  site.has_mnist = false;
  assert.deepEqual(await bench.trainer.offers(), { mnist: false });
  await assert.rejects(bench.start({ data: 'mnist' }), /This site has no MNIST/);
  await assert.rejects(bench.start({ data: 'own' }, { run: 2 }), /There are no images of your own yet/);
  await site.close();
  await assert.rejects(bench.trainer.offers(), /files\.txt, could not be loaded: /);
  assert.equal(bench.trainer.snapshot(), undefined);
});

test('a file of MNIST that is missing or damaged is named', BOUND, async () => {
  const site = await Site.open();
  after(() => site.close());
  const bench = new Bench({ assets: site.assets });
  site.instead['t10k-labels-idx1-ubyte'] = Buffer.from('<!doctype html>');
  await assert.rejects(bench.start({ data: 'mnist' }), /t10k-labels-idx1-ubyte: it begins with/);
  site.instead = { 'train-labels-idx1-ubyte': idx_bytes(made_up(50), 'labels') };
  await assert.rejects(bench.start({ data: 'mnist' }, { run: 2 }), /it has 50 labels, but .* has 60 images/);
  const elsewhere = new Bench({ assets: `${site.assets}elsewhere/` });
  await assert.rejects(elsewhere.start({ data: 'mnist' }), /This site has no MNIST/);
});

test('MNIST is loaded once, and its progress is told in bytes', BOUND, async () => {
  const site = await Site.open();
  const bench = new Bench({ assets: site.assets });
  await bench.start({ data: 'mnist', hidden: 4 });
  const progress = bench.all('progress');
  const { done, total, run } = progress[progress.length - 1];
  assert.deepEqual([done, run], [total, 1]);
  await site.close();
  await bench.start({ data: 'mnist', hidden: 5 }, { run: 2 });
  assert.deepEqual([bench.run.train_set.size, bench.run.test_set.size], [60, 20]);
  bench.trainer.dispose();
});

test(
  'step and pause while data are loading leave it paused once they are there, play leaves it playing',
  BOUND,
  async () => {
    for (const [action, playing] of /** @type {const} */ ([
      ['step', false],
      ['pause', false],
      ['play', true],
      ['finish_epoch', true],
    ])) {
      const { site, open } = await slow_site();
      const bench = new Bench({ assets: site.assets });
      const begun = bench.start({ data: 'mnist', hidden: 4 }, { playing: !playing });
      await until(() => bench.trainer.asked?.can_begin, 'the first images are there');
      bench.trainer[action]({ run: 1 });
      bench.trainer[action]({ run: 9 }); // another run's
      assert.equal(bench.trainer.playing, playing);
      bench.trainer.set({ run: 1, settings: { 'learning-rate': 0.25 } });
      open();
      await begun;
      assert.deepEqual(
        [bench.trainer.playing, bench.loop.settings['learning-rate']],
        [playing, 0.25],
        action,
      );
      bench.trainer.dispose();
    }
  },
);

test(
  'loading that is cancelled is refused; a run that has begun early goes on with what it has',
  BOUND,
  async () => {
    const { site } = await slow_site();
    const bench = new Bench({ assets: site.assets });
    const begun = bench.start({ data: 'mnist' });
    await until(() => bench.trainer.asked?.can_begin, 'the first images are there');
    bench.trainer.cancel({ run: 1 });
    await assert.rejects(begun, /Loading was cancelled/);

    const { bench: early } = await early_bench();
    await assert.rejects(early.start({ data: 'own' }, { run: 2 }), /no images of your own/);
    early.trainer.cancel({ run: 1 }); // though another was asked for since
    const { message } = await early.last('failed');
    assert.match(message, /^Loading was cancelled\. It goes on with the \d+ images that have arrived\.$/);
    assert.equal(early.trainer.playing, true);
    early.trainer.dispose();
  },
);

test('what a replaced run was still loading is ended without a word', BOUND, async () => {
  const { bench, open } = await early_bench();
  await bench.start({ hidden: 2 }, { run: 2 });
  open();
  for (let i = 0; i < 50; i++) await turn();
  assert.deepEqual([bench.all('failed'), bench.all('complete')], [[], []]);
  bench.trainer.dispose();
});

test('files of the visitor’s own are trained on, until the next run too', BOUND, async () => {
  const bench = new Bench();
  const files = [...idx_files('train', 40), ...idx_files('t10k', 12)];
  await bench.start({ data: 'own', hidden: 4 }, { files });
  await bench.start({ data: 'own', hidden: 5 }, { run: 2 });
  assert.deepEqual([bench.run.train_set.size, bench.run.test_set.size], [40, 12]);
  const packed = idx_files('all', 30).map(
    async (file) => new File([gzipSync(Buffer.from(await file.arrayBuffer()))], file.name),
  );
  await bench.start({ data: 'own', hidden: 4 }, { run: 3, files: await Promise.all(packed) });
  assert.deepEqual([bench.run.train_set.size, bench.run.test_set.size], [25, 5]);
  bench.trainer.dispose();
});

/** @type {[string, File[], RegExp][]} */
const BAD_FILES = [
  [
    'images alone',
    idx_files('a', 10).slice(0, 1),
    /1 file of images and 0 of labels came \(a-images\)\. Drop/,
  ],
  [
    'something else',
    [new File(['hello, world'], 'hello')],
    /hello is a text file: images come as IDX files or CSV/,
  ],
  ['an empty file', [new File([], 'nothing')], /nothing is empty/],
  ['too many', [...idx_files('a', 9), ...idx_files('b', 9), ...idx_files('c', 9)], /3 files of images and 3/],
  ['pairs without names', [...idx_files('a', 9), ...idx_files('b', 9)], /must hold “t10k” or “test”/],
  [
    'counts that differ',
    [idx_files('a', 9)[0], idx_files('b', 8)[1]],
    /b-labels: it has 8 labels, but a-images has 9 images/,
  ],
  ['a single image', idx_files('a', 1), /a-images: it has 1 image, but 2 or more/],
];
for (const [what, files, reason] of BAD_FILES) {
  test(`files of the visitor’s own are refused with the reason: ${what}`, BOUND, async () => {
    const bench = await small_bench();
    await assert.rejects(bench.start({ data: 'own' }, { run: 2, files }), reason);
    assert.deepEqual([bench.trainer.run, bench.run.train_set.size], [1, 60]);
    bench.trainer.dispose();
  });
}

/* ---- errors ---- */

test(
  'an exception while it trains pauses it and is said; play and a new run work afterwards',
  BOUND,
  async (t) => {
    const bench = await small_bench();
    const { trainer } = bench;
    for (const action of /** @type {const} */ (['play', 'step', 'finish_epoch'])) {
      const train = t.mock.method(bench.run, 'train', () => {
        throw new Error('It cannot be computed.');
      });
      bench.told.length = 0;
      trainer[action]({ run: 1 });
      assert.deepEqual(await bench.last('fault'), { run: 1, message: 'It cannot be computed.' });
      assert.equal(trainer.playing, false, action);
      train.mock.restore();
    }
    trainer.play({ run: 1 });
    await until(() => bench.loop.steps > 10, 'it trains again');
    await bench.start(SMALL, { run: 2, playing: true });
    await until(() => bench.loop.steps > 10, 'the new run trains');
    trainer.dispose();
  },
);

test('a recipe that cannot be followed ends with a word and not with the trainer', BOUND, async () => {
  const bench = await small_bench();
  const recipe = { steps: 60, fingerprint: '', stretches: [{ step: 0, learning_rate: 0.1, batch_size: -1 }] };
  const { fingerprint } = bench.loop.snapshot().numbers ?? {};
  await assert.rejects(bench.start(SMALL, { run: 2, playing: true, recipe }), {
    name: 'RangeError',
    message: 'This run cannot be repeated: its fingerprint must be 16 hexadecimal digits.',
  });
  assert.equal(bench.trainer.playing, false);
  assert.equal(bench.run.network.fingerprint(), fingerprint, 'the run before goes on');
  bench.trainer.dispose();
});

test(
  'a number that no test image has is refused with words, then and when another run begins',
  BOUND,
  async () => {
    const bench = await small_bench();
    const message = 'The number of a test image must be a whole number from 0 on, was 3.5.';
    assert.throws(() => bench.run.test_example(3.5), { name: 'RangeError', message });
    assert.throws(() => bench.run.test_example(-1), { name: 'RangeError' });
    assert.equal(bench.run.test_example(23).label, 3); // counted round
    bench.trainer.show_on_pad({ sample: 3.5 });
    assert.deepEqual(bench.all('failed'), [{ run: 1, message }]);
    await bench.start(SMALL, { run: 2 });
    await sleep(5);
    assert.equal(bench.all('failed').length, 1);

    const early = new Bench(); // what is on the pad is read once a run has begun
    early.trainer.show_on_pad({ sample: 3.5 });
    await early.start({ hidden: 2 });
    assert.deepEqual(await early.last('failed'), { run: 1, message });
    early.trainer.dispose();
    bench.trainer.dispose();
  },
);

test('settings that are none are refused with words and change nothing', BOUND, async () => {
  const bench = await small_bench();
  const before = bench.loop.settings;
  /** @type {[Record<string, unknown>, RegExp][]} */
  const cases = [
    [{ 'learning-rate': -1 }, /learning rate must be a number from 0 to 100; it was -1/],
    [{ 'batch-size': 2.5 }, /batch size must be a whole number from 1 to 2,048; it was 2.5/],
    [{ speed: 0 }, /speed must be from 1 to 100,000 steps per second, or full; it was 0/],
    [{ colour: 'red' }, /There is no setting colour/],
  ];
  for (const [settings, reason] of cases)
    assert.throws(() => bench.trainer.set({ run: 1, settings }), reason);
  assert.equal(bench.loop.settings, before);
  bench.trainer.dispose();
});

test(
  'a gradient check whose network is replaced meanwhile is refused; errors elsewhere do not end it',
  BOUND,
  async () => {
    const bench = await small_bench({}, { hidden: 40 }); // its check takes longer than a network of four units to begin
    const checking = bench.trainer.check_gradients({ run: 1 });
    bench.trainer.show_on_pad({ sample: 3.5 });
    const checked = await checking;
    assert.ok(checked.points.length > 50 && checked.error < 1e-2);
    const replaced = bench.trainer.check_gradients({ run: 1 });
    await bench.start(SMALL, { run: 2 });
    await assert.rejects(replaced, { name: 'Overtaken', message: 'Another network has begun meanwhile.' });
    bench.trainer.dispose();
  },
);
