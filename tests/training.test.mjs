// A run and its loop, without a thread, a wire or a page: nothing is lost, and what a trainer says of itself is so.
import './training/recipes.js';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Evaluating, in_pieces, test_examples, training_examples } from '../web/training/evaluating.js';
import { Run } from '../web/training/run.js';
import { Source } from '../web/training/source.js';
import { standard_config } from '../web/training/settings.js';
import { Bench, BOUND, small_bench, STROKES, turn, until } from './rooms/harness.js';
import { made_up, Site } from './rooms/site.js';
import { PIXELS } from './support.js';

/** @typedef {import('./rooms/site.js').Examples} Examples */

const site = await Site.open();
after(() => site.close());

const DIGITS = { hidden: 10, seed: 1 };
const FINGERPRINT_500 = '4deb134cb06d9618'; // of the built-in handwriting, batches of 32, rate 0.1

/** @param {Examples} examples @param {number} first @param {number} count of the whole */
const piece = ({ images, labels }, first, count) => ({
  images: images.subarray(first * PIXELS, (first + 10) * PIXELS),
  labels: labels.subarray(first, first + 10),
  count,
});

/* ---- the images of an epoch are those that arrived ---- */

test(
  'images that arrive before, while and after the network is created are all trained on',
  BOUND,
  async () => {
    const all = made_up(60);
    const source = new Source();
    source.add('test', { ...made_up(20), count: 20 });
    source.add('train', piece(all, 0, 60));
    const beginning = Run.begin({ ...DIGITS, source });
    for (const first of [10, 20, 30]) source.add('train', piece(all, first, 60));
    const run = await beginning;
    for (const first of [40, 50]) source.add('train', piece(all, first, 60));
    assert.equal(run.train_set.size, 60);
    assert.deepEqual(run.train_set.images(), all.images);
    assert.deepEqual(run.train_set.labels(), all.labels);
    run.free();
  },
);

test('begun early at any moment, a run learns from every image that the site has', BOUND, async () => {
  for (let turns = 0; turns < 40; turns += turns < 15 ? 1 : 5) {
    const bench = new Bench({ assets: site.assets, rhythm: { slice: 1 } });
    const { trainer } = bench;
    const begun = bench.start({ data: 'mnist', hidden: 2 }, { playing: true });
    await until(() => trainer.asked?.can_begin, 'the first images are there');
    for (let i = 0; i < turns; i++) await turn();
    trainer.begin_early({ run: 1 });
    await begun;
    const [{ is_early }] = bench.all('began');
    if (is_early) assert.deepEqual(await bench.last('complete'), { run: 1, train: 60 });
    assert.equal(bench.run.train_set.size, 60, `after ${turns} turns`);
    assert.deepEqual(bench.run.train_set.images(), site.train.images);
    trainer.dispose();
  }
});

test(
  'pieces of a slow site join the epoch under way, also after an example was taken back',
  BOUND,
  async (t) => {
    /** @type {(value?: unknown) => void} */
    let open = () => {};
    site.gate = (at) => (at === 2 ? new Promise((resolve) => (open = () => resolve())) : undefined);
    t.after(() => (site.gate = () => {}));
    const bench = new Bench({ assets: site.assets });
    const { trainer } = bench;
    const begun = bench.start({ data: 'mnist' });
    await until(() => trainer.asked?.can_begin, 'the first images are there');
    trainer.begin_early({ run: 1 });
    await begun;
    const [{ is_early, train }] = bench.all('began');
    assert.ok(is_early && train < 60);
    trainer.show_on_pad({ strokes: STROKES });
    trainer.teach({ run: 1, label: 1 });
    assert.equal(bench.run.train_set.size, train + 20);
    trainer.forget({ run: 1, id: 0 });
    assert.equal(bench.run.train_set.size, train);
    open();
    await bench.last('complete');
    assert.equal(bench.run.train_set.size, 60);
    assert.deepEqual(bench.run.train_set.labels(), site.train.labels);
    trainer.step({ run: 1 });
    trainer.finish_epoch({ run: 1 });
    await bench.paused_at(2);
    assert.equal(bench.run.epochs, 1);
    trainer.dispose();
  },
);

test(
  'an example is taught twenty times over, and taken back once however often that is asked',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    trainer.teach({ run: 1, label: 1 }); // nothing is on the pad yet
    trainer.show_on_pad({ strokes: STROKES });
    trainer.teach({ run: 1, label: 1 });
    trainer.teach({ run: 1, label: 2 });
    trainer.teach({ run: 7, label: 2 }); // another run's
    assert.equal(bench.run.train_set.size, 100);
    for (let i = 0; i < 2; i++) trainer.forget({ run: 1, id: 0 });
    trainer.forget({ run: 7, id: 1 });
    assert.equal(bench.run.train_set.size, 80);
    const { examples } = await bench.last('taught');
    assert.deepEqual(
      examples.map(({ id, label }) => [id, label]),
      [[1, 2]],
    );
    const again = { examples: [{ image: new Uint8Array(PIXELS), label: 3 }] };
    await trainer.teach_again({ run: 1, ...again });
    await assert.rejects(trainer.teach_again({ run: 7, ...again }), { name: 'Overtaken' });
    assert.equal(bench.run.train_set.size, 100);
    assert.deepEqual(
      bench.run.taught.map(({ id }) => id),
      [1, 2],
    );
    trainer.dispose();
  },
);

test('an example that does not fit is not among those that are taught', BOUND, async () => {
  const bench = await small_bench();
  bench.trainer.show_on_pad({ strokes: STROKES });
  assert.throws(() => bench.trainer.teach({ run: 1, label: 12 }), /labels\[0\] must be 0 … 9, was 12/);
  assert.deepEqual([bench.run.taught, bench.run.train_set.size], [[], 60]);
  bench.trainer.dispose();
});

/* ---- recipes and fingerprints ---- */

test('in any rhythm the same steps give the same network', BOUND, async () => {
  for (const rhythm of [undefined, { slice: 8, rest: 8 }, { slice: 8, rest: 8, pieces: in_pieces(8) }]) {
    const bench = new Bench({ rhythm });
    await bench.start({ ...DIGITS, 'stop-steps': 500 }, { playing: true });
    await bench.paused_at(500);
    assert.equal(bench.run.network.fingerprint(), FINGERPRINT_500);
    assert.deepEqual(await bench.last('stopped'), { run: 1, reason: 'Stopped at step 500, as set.' });
    bench.trainer.dispose();
  }
});

test(
  'a saved network with another fingerprint is refused, and the run under way goes on',
  BOUND,
  async () => {
    const bench = await small_bench({ playing: true });
    const { parameters, fingerprint } = await bench.trainer.state({ run: 1 });
    const saved = { parameters, fingerprint: '0123456789abcdef' };
    const refused = bench.start({ data: 'own', hidden: 4 }, { run: 2, saved });
    await assert.rejects(refused, /should have the fingerprint 0123456789abcdef, but its parameters have/);
    assert.deepEqual([bench.trainer.run, bench.trainer.playing], [1, true]);
    await bench.start({ data: 'own', hidden: 4 }, { run: 3, saved: { parameters, fingerprint } });
    assert.equal(bench.run.network.fingerprint(), fingerprint);
    assert.equal((await bench.last('began')).is_saved, true);
    bench.trainer.dispose();
  },
);

/* ---- what is measured ---- */

test(
  'what goes wrong is put down to the highest rate up to then, whatever the rate is when it is noticed',
  BOUND,
  async () => {
    const bench = new Bench();
    bench.trainer.sources.own = Source.of(made_up(300, 3), made_up(20, 4));
    await bench.start({ data: 'own', hidden: 4, 'learning-rate': 5 });
    const { trainer, loop } = bench;
    const set = (/** @type {number} */ rate) => trainer.set({ run: 1, settings: { 'learning-rate': rate } });
    for (let i = 0; i < 3; i++) trainer.step({ run: 1 });
    set(0.1);
    const parameters = bench.run.network.parameters();
    parameters.Wh.fill(-1);
    parameters.bh.fill(-1);
    bench.run.network.set_parameters(parameters);
    trainer.play({ run: 1 });
    const fault = () => /** @type {any} */ (loop.snapshot().trouble);
    await until(() => fault()?.kind === 'dead', 'the dead units are noticed');
    assert.equal(fault().rate, 5);
    set(50); // what comes after it is not to blame
    trainer.step({ run: 1 });
    assert.equal(fault().rate, 5);
    trainer.dispose();
  },
);

test(
  'the diagnosis never copies more than some of the training images, and finds dead units',
  BOUND,
  async (t) => {
    const bench = new Bench();
    bench.trainer.sources.own = Source.of(made_up(3000, 3), made_up(20, 4));
    await bench.start({ data: 'own', hidden: 4 });
    const { run } = bench;
    const parameters = run.network.parameters();
    parameters.Wh.fill(-1, 0, 2 * PIXELS); // two units are 0 for every image
    run.network.set_parameters(parameters);
    const images = t.mock.method(run.train_set, 'images');
    bench.trainer.play({ run: 1 });
    await until(() => bench.loop.snapshot().dead.length === 2, 'both are found');
    assert.deepEqual(bench.loop.snapshot().dead, [0, 1]);
    assert.equal(bench.loop.snapshot().trouble?.kind, 'dead');
    assert.ok(images.mock.callCount() > 0);
    for (const call of images.mock.calls) assert.ok(Number(call.arguments[1]) <= 2000);
    bench.trainer.dispose();
  },
);

test(
  'snapshots bring parameters and gradients only where they are needed, and at once when that begins',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    /** @returns {boolean[]} */
    const brought = () => {
      const { parameters, gradients } = bench.loop.snapshot();
      return [parameters !== undefined, gradients !== undefined];
    };
    trainer.step({ run: 1 });
    assert.deepEqual(brought(), [false, false]);
    trainer.need({ needs: ['parameters'] });
    assert.deepEqual(brought(), [true, false]);
    trainer.need({ needs: ['parameters', 'gradients'] });
    trainer.step({ run: 1 });
    assert.deepEqual(brought(), [true, true]);
    trainer.need({ needs: [] });
    trainer.step({ run: 1 });
    assert.deepEqual(brought(), [false, false]);
    await bench.start({ data: 'own', hidden: 80 }, { run: 2 });
    trainer.need({ needs: ['parameters'] });
    assert.deepEqual(brought(), [true, false], 'a need outlives the run');
    trainer.play({ run: 2 });
    assert.deepEqual(
      [brought(), brought()],
      [
        [false, false],
        [false, false],
      ],
      'a large network is sent less often',
    );
    trainer.need({ needs: ['parameters'] });
    assert.deepEqual(brought(), [true, false]);
    trainer.dispose();
  },
);

test('images that have arrived are never copied out again to make digits ahead', BOUND, async (t) => {
  const bench = await small_bench();
  const { run } = bench;
  const images = t.mock.method(run.train_set, 'images');
  run.teach(made_up(1).images, 1);
  assert.equal(run.make_ahead(), true);
  assert.equal(images.mock.callCount(), 0);
  bench.trainer.dispose();
});

test('to measure some of the training images, none of the others are made', BOUND, async (t) => {
  const run = await Run.begin(DIGITS);
  const made = ['images', 'labels'].map((name) =>
    t.mock.method(run.train_set, /** @type {'images' | 'labels'} */ (name)),
  );
  const sample = run.training_sample(true);
  assert.ok(sample && sample.size < run.train_set.size);
  training_examples(run, true)?.read(0, 10);
  const ends = made.flatMap(({ mock }) =>
    mock.calls.map(({ arguments: [first = 0, count = Infinity] }) => first + count),
  );
  assert.equal(ends.length, 4);
  assert.ok(Math.max(...ends) <= sample.size, `${ends}`);
  run.free();
});

/* ---- the seed that the page begins with ---- */

test('with the standard seed no hidden unit ever answers few of the test images', BOUND, async () => {
  const { hidden, seed, 'batch-size': batch_size, 'learning-rate': rate } = standard_config();
  const run = await Run.begin({ hidden, seed });
  const images = /** @type {Uint8Array} */ (run.test_set.images());
  for (const steps of [10, 5, 85, 500, 1400, 4000]) {
    run.train(steps, batch_size, rate);
    const answered = new Array(hidden).fill(0);
    run.network.activations(images).Ah.forEach((value, i) => (answered[i % hidden] += value > 0 ? 1 : 0));
    const least = Math.min(...answered) / run.test_set.size;
    assert.ok(least >= 0.03, `at step ${run.steps} a unit answers only ${100 * least} % of the test images`);
  }
  run.free();
});

test(
  'measured in pieces, a network has the loss, accuracy and confusion of one that is measured at once',
  BOUND,
  async () => {
    const odd = new Source(); // whose last chunk of 32 is not full, and its size no power of two
    odd.add('test', { ...made_up(32 + 21), count: 32 + 21 });
    odd.add('train', { ...made_up(60), count: 60 });
    for (const source of [undefined, odd]) {
      const run = await Run.begin({ ...DIGITS, source });
      run.train(7, 32, 0.1);
      const sample = /** @type {import('../web/network/data_set.js').DataSet} */ (run.training_sample(true));
      /** @type {[import('../web/training/evaluating.js').Examples | undefined, object][]} */
      const cases = [
        [test_examples(run), run.evaluate()],
        [training_examples(run, true), { step: 7, ...run.network.evaluate(sample) }],
      ];
      for (const [examples, expected] of cases) {
        assert.ok(examples);
        const evaluating = new Evaluating(run, examples);
        let result;
        let pieces = 0;
        for (; !result; pieces++) result = evaluating.go_on(0);
        assert.deepEqual(result, expected);
        assert.ok(pieces >= 2, `${pieces} pieces`);
      }
      run.free();
    }
  },
);

test('where measurements are cut up, every pause is measured as at once', BOUND, async () => {
  const bench = new Bench({ rhythm: { slice: 2, rest: 1, pieces: in_pieces(1) } });
  await bench.start({ ...DIGITS, 'stop-steps': 500 }, { playing: true });
  await bench.paused_at(500);
  const measured = await until(() => {
    bench.trainer.snapshot(); // asks for a measurement while nothing trains
    const { last } = bench.loop.measurements;
    return last?.step === 500 && last;
  }, 'the measurement of the last step');
  assert.equal(bench.run.network.fingerprint(), FINGERPRINT_500);
  const sample = bench.run.training_sample(true);
  assert.ok(sample);
  assert.deepEqual(measured, { ...bench.run.evaluate(), train: bench.run.evaluate_training(sample) });
  bench.trainer.dispose();
});
