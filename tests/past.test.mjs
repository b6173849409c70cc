// The past of a run: at any step of it the network is the one that the run had there, and it goes back, or on from there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timeline } from '../web/training/timeline.js';
import { Run } from '../web/training/run.js';
import { arriving_run, ENDS, eventful_run, LAST, shown, train } from './past/eventful.js';
import { Bench, BOUND, small_bench, STROKES, until } from './rooms/harness.js';
import { generator } from './support.js';

/** @param {Timeline} timeline */
const bytes_of = ({ keyframes }) =>
  keyframes
    .flatMap(({ parameters }) => Object.values(parameters))
    .reduce((sum, { byteLength }) => sum + byteLength, 0);

const MEGABYTE = 1024 * 1024;

/**
 * A run of 5,000 steps whose rate and batch size were changed, with an example that was taught and another that was taken back.
 * @param {Partial<import('../web/training/settings.js').Config>} [settings]
 */
async function long_run(settings = {}) {
  const bench = new Bench();
  await bench.start({ hidden: 10, images: 2000, ...settings });
  const { trainer } = bench;
  const passed = new Map([[0, bench.run.network.fingerprint()]]);
  const set = (/** @type {object} */ changes) => trainer.set({ run: 1, settings: changes });
  trainer.show_on_pad({ strokes: STROKES });
  train(bench, 1000, passed);
  set({ 'learning-rate': 0.3 });
  train(bench, 700, passed);
  trainer.teach({ run: 1, label: 1 });
  train(bench, 800, passed);
  set({ 'batch-size': 7 });
  trainer.teach({ run: 1, label: 7 });
  train(bench, 1000, passed);
  trainer.forget({ run: 1, id: 0 });
  train(bench, 500, passed);
  await trainer.step_by_hand({ run: 1, batch: { kind: 'image', index: 3 }, live: false });
  await trainer.stand({ run: 1, after: true });
  train(bench, 1, passed);
  set({ 'learning-rate': 0.05, 'batch-size': 32 });
  train(bench, 998, passed);
  assert.equal(bench.loop.steps, 5000);
  passed.set(5000, bench.run.network.fingerprint());
  return { bench, passed };
}

test(
  'at 50 steps of a run the network is the one that it was, whatever has changed since',
  BOUND,
  async () => {
    const { bench, passed } = await long_run();
    const { trainer } = bench;
    trainer.need({ needs: ['gradients'] });
    const random = generator(5);
    const steps = Array.from({ length: 44 }, () => Math.floor(random() * 5001));
    for (const step of [0, 1, 5000, 4999, 1700, 1701, ...steps]) {
      if (!passed.has(step)) continue; // that of the step by hand
      await trainer.go_to({ run: 1, step });
      const now = shown(bench);
      assert.deepEqual([now.steps, now.fingerprint], [step, passed.get(step)], `step ${step}`);
      assert.equal(now.past?.newest, step === 5000 ? undefined : 5000);
      assert.equal(trainer.playing, false);
    }
    trainer.dispose();
  },
);

test('back in its present a run trains on as if nobody had looked', BOUND, async () => {
  const [{ bench, passed }, { bench: other }] = await Promise.all([long_run(), long_run()]);
  const before = bench.trainer.snapshot();
  await bench.trainer.go_to({ run: 1, step: 1234 });
  assert.equal(bench.trainer.snapshot()?.losses.length, 0);
  await bench.trainer.go_to({ run: 1, step: 9999 });
  const now = bench.trainer.snapshot();
  assert.equal(now?.past, undefined);
  assert.deepEqual([now?.steps, now?.numbers?.stretches], [5000, before?.numbers?.stretches]);
  for (const each of [bench, other]) train(each, 50, passed);
  assert.equal(bench.run.network.fingerprint(), other.run.network.fingerprint());
  for (const each of [bench, other]) each.trainer.dispose();
});

test(
  'a rate that is set in the past is in force in the present, and in the recipe of the run',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    train(bench, 60, new Map());
    await trainer.go_to({ run: 1, step: 30 });
    trainer.set({ run: 1, settings: { 'learning-rate': 0.5 } });
    await trainer.go_to({ run: 1, step: 60 });
    train(bench, 1, new Map());
    const steps = trainer
      .snapshot()
      ?.numbers?.stretches.map(({ step, learning_rate }) => [step, learning_rate]);
    assert.deepEqual(steps, [[0, 0.1], [60, 0.5]]); // prettier-ignore
    trainer.dispose();
  },
);

test('what is kept of a run that stands in its past is its present', BOUND, async () => {
  const bench = await small_bench();
  const { trainer } = bench;
  train(bench, 60, new Map());
  const before = await trainer.saved({ run: 1 });
  await trainer.go_to({ run: 1, step: 30 });
  assert.deepEqual(await trainer.saved({ run: 1 }), before);
  assert.equal((await trainer.state({ run: 1 })).steps, 30, 'a file has what is on show');
  trainer.dispose();
});

test('what trains in the past goes on from there: what came later has not happened', BOUND, async () => {
  const { bench, passed } = await long_run();
  const { trainer } = bench;
  await trainer.go_to({ run: 1, step: 1200 });
  assert.equal(trainer.snapshot()?.numbers?.stretches.length, 2);
  trainer.set({ run: 1, settings: { 'learning-rate': 0.3, 'batch-size': 32 } });
  train(bench, 300, new Map());
  assert.deepEqual(bench.all('branched'), [{ run: 1, step: 1200 }]);
  assert.equal(bench.run.network.fingerprint(), passed.get(1500), 'with the same rate it is the same run');
  assert.deepEqual(bench.all('taught').at(-1)?.examples, []);
  const { stretches } = trainer.snapshot()?.numbers ?? {};
  assert.deepEqual(stretches?.map(({ step, learning_rate }) => [step, learning_rate]), [[0, 0.1], [1000, 0.3]]); // prettier-ignore
  await trainer.go_to({ run: 1, step: 4000 });
  assert.equal(bench.loop.steps, 1500, 'the branch ends here');
  await trainer.go_to({ run: 1, step: 700 });
  assert.equal(shown(bench).fingerprint, passed.get(700));
  trainer.dispose();
});

test(
  'of several places that are gone to at once the last is reached, and all are answered',
  BOUND,
  async () => {
    const { bench, passed } = await long_run();
    const { trainer } = bench;
    await Promise.all([4000, 100, 2222].map((step) => trainer.go_to({ run: 1, step })));
    assert.equal(shown(bench).fingerprint, passed.get(2222));
    trainer.dispose();
  },
);

test(
  'a place that is none, a run that is over, and images that still arrive are refused',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    for (const step of [-1, 1.5, NaN, Infinity])
      await assert.rejects(trainer.go_to({ run: 1, step }), RangeError);
    await assert.rejects(trainer.go_to({ run: 2, step: 0 }), { name: 'Overtaken' });
    if (trainer.under_way) trainer.under_way.is_arriving = true;
    await assert.rejects(trainer.go_to({ run: 1, step: 0 }), /still arriving/);
    if (trainer.under_way) trainer.under_way.is_arriving = false;
    await trainer.go_to({ run: 1, step: 0 });
    assert.equal(trainer.snapshot()?.past, undefined, 'a run without steps has no past');
    trainer.step({ run: 1 });
    await trainer.go_to({ run: 1, step: 0 });
    await bench.start({ data: 'own', hidden: 3 }, { run: 2 });
    assert.deepEqual(
      [trainer.snapshot()?.past, trainer.snapshot()?.steps],
      [undefined, 0],
      'a reset ends it',
    );
    trainer.dispose();
  },
);

test(
  'a run that trains is paused for it, and a run that has overflowed can be gone through',
  BOUND,
  async () => {
    const bench = await small_bench({ playing: true });
    const { trainer } = bench;
    await until(() => bench.loop.steps > 200, 'some steps');
    await trainer.go_to({ run: 1, step: 50 });
    const { fingerprint } = shown(bench);
    assert.equal(trainer.playing, false);
    await trainer.go_to({ run: 1, step: 1e9 });
    const { network } = bench.run;
    const { Wh, bh, Wo, bo } = network.parameters();
    trainer.step({ run: 1 });
    const before = network.fingerprint();
    network.set_parameters({ Wh: Wh.fill(1e30), bh, Wo: Wo.fill(1e30), bo });
    trainer.step({ run: 1 });
    trainer.step({ run: 1 });
    await trainer.go_to({ run: 1, step: 50 });
    assert.equal(shown(bench).fingerprint, fingerprint);
    assert.ok(before);
    trainer.dispose();
  },
);

/* ---- images that joined, and examples that were taught and taken back ---- */

/** What decides how a run goes on. @param {Bench} bench */
function standing({ run }) {
  const { taught, has_known_order, train_set } = run;
  const examples = taught.map(({ id, label }) => [id, label]);
  return { ...run.place, size: train_set.size, examples, has_known_order, is: run.network.fingerprint() };
}

test(
  'a run that images joined, and that was taught and forgot, has the same bits when it is gone through again',
  BOUND,
  async () => {
    const passed = new Map();
    const { bench } = await eventful_run(LAST, passed);
    const random = generator(6);
    const jumps = Array.from({ length: 150 }, () => Math.floor(random() * (LAST + 1)));
    for (const step of [...jumps, ...passed.keys()]) {
      await bench.trainer.go_to({ run: 1, step });
      const { steps, fingerprint } = shown(bench);
      assert.deepEqual([steps, fingerprint], [step, passed.get(step)], `step ${step}`);
    }
    bench.trainer.dispose();
  },
);

test(
  'a run that trains on from its past has the examples that it had there, and all images',
  BOUND,
  async () => {
    for (const step of [1, 4, 5, 11, 12, 20, 26, 29, 41, 48, 52, 53, 75, 76, 89]) {
      const { bench } = await eventful_run(LAST);
      const { bench: twin, add } = await eventful_run(step);
      await bench.trainer.go_to({ run: 1, step });
      while (twin.run.source?.train.labels.length !== ENDS[2]) add(); // they are not sent a second time
      const passed = new Map();
      for (const steps of [1, 39]) {
        for (const each of [bench, twin]) train(each, steps, passed);
        assert.deepEqual(standing(bench), standing(twin), `${steps} steps from step ${step}`);
      }
      await bench.trainer.go_to({ run: 1, step: step + 20 });
      assert.equal(shown(bench).fingerprint, passed.get(step + 20), 'and has a past again');
      for (const { trainer } of [bench, twin]) trainer.dispose();
    }
  },
);

test(
  'a look at the past between two examples changes nothing of what is learnt from both',
  BOUND,
  async () => {
    const [{ bench }, { bench: twin }] = await Promise.all([eventful_run(14), eventful_run(14)]);
    bench.trainer.teach({ run: 1, label: 8 });
    await bench.trainer.go_to({ run: 1, step: 3 });
    await bench.trainer.go_to({ run: 1, step: 14 });
    bench.trainer.teach({ run: 1, label: 9 });
    for (const label of [8, 9]) twin.trainer.teach({ run: 1, label });
    for (const each of [bench, twin]) train(each, 40, new Map());
    assert.deepEqual(standing(bench), standing(twin));
    for (const { trainer } of [bench, twin]) trainer.dispose();
  },
);

test(
  'a run that trains on from its past knows whether images joined the epoch under way',
  BOUND,
  async () => {
    const { bench, add } = await arriving_run();
    const { trainer } = bench;
    train(bench, 2, new Map());
    add();
    train(bench, 2, new Map());
    trainer.teach({ run: 1, label: 1 });
    train(bench, 2, new Map());
    trainer.forget({ run: 1, id: 0 }); // with which the epoch begins again, with all images
    train(bench, 2, new Map());
    for (const [step, is_known] of /** @type {const} */ ([
      [7, true],
      [3, false],
      [1, false],
    ])) {
      await trainer.go_to({ run: 1, step });
      train(bench, 1, new Map());
      assert.equal(bench.run.has_known_order, is_known, `from step ${step}`);
    }
    trainer.dispose();
  },
);

test(
  'images that arrive while a step is gone through by hand have their place in the past',
  BOUND,
  async () => {
    for (const kind of /** @type {const} */ (['next', 'image'])) {
      for (const after of [false, true]) {
        const { bench, add } = await arriving_run();
        const { trainer } = bench;
        const passed = new Map();
        const batch = kind === 'next' ? { kind } : { kind, index: 3 };
        await trainer.step_by_hand({ run: 1, batch, live: false });
        await trainer.stand({ run: 1, after });
        add();
        assert.equal(bench.run.has_known_order, kind === 'image', 'the epoch of a batch is under way');
        await trainer.stand({ run: 1, after: true });
        train(bench, 40, passed);
        for (const step of [20, 3, 2]) {
          await trainer.go_to({ run: 1, step });
          const what = `${kind}, ${after ? 'after' : 'before'} the step: step ${step}`;
          assert.equal(shown(bench).fingerprint, passed.get(step), what);
        }
        trainer.dispose();
      }
    }
  },
);

test(
  'a run whose parameters were given is not, after a branch, one that its settings lead to',
  BOUND,
  async () => {
    const bench = await small_bench();
    const { trainer } = bench;
    const given = [bench.run.network.parameters()];
    await trainer.call({ run: 1, name: 'set_parameters', given });
    train(bench, 20, new Map());
    await trainer.go_to({ run: 1, step: 10 });
    train(bench, 1, new Map());
    assert.equal((await trainer.stand({ run: 1, after: true })).is_own, true);
    trainer.dispose();
  },
);

test('keyframes take a bounded memory, thinned as the run grows', BOUND, async (t) => {
  for (const [hidden, steps] of [
    [10, 20_000],
    [512, 300],
  ]) {
    // prettier-ignore
    const run = await Run.begin({ hidden, seed: 1, images: 500 });
    const timeline = new Timeline(run);
    let most = 0;
    for (let step = 0; step < steps; step += 4) {
      run.train(4, 4, 0.05);
      timeline.note();
      most = Math.max(most, bytes_of(timeline));
    }
    const gaps = timeline.keyframes
      .slice(1)
      .map(({ place }, i) => place.steps - timeline.keyframes[i].place.steps);
    t.diagnostic(
      `${hidden} units, ${steps} steps: ${timeline.keyframes.length} keyframes, ${(most / MEGABYTE).toFixed(1)} MiB at most`,
    );
    assert.ok(most <= 24 * MEGABYTE * (1 + 1 / timeline.most));
    assert.ok(timeline.keyframes.length >= timeline.most / 3, 'and not too few');
    assert.ok(Math.max(...gaps) <= 2 * timeline.stride + 4);
    run.free();
  }
});
